"""Move on contacts who wait for a step that they were sent: its email bounced, or turned out to have been sent."""

from odoo import SUPERUSER_ID, api

from odoo.addons.email_sequence.models.subscriptions import progression

WAIT_FOR_A_SENT_STEP = """
    SELECT s.id
    FROM email_sequence_subscription s
    JOIN email_sequence_trace t ON t.subscription_id = s.id AND t.step_id = s.next_step_id
    WHERE s.state IN ('active', 'paused') AND t.trace_status IN ('sent', 'bounce')
"""


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(WAIT_FOR_A_SENT_STEP)
    waiting = env["email.sequence.subscription"].browse(subscription_id for (subscription_id,) in cr.fetchall())
    progression.go_to_next(waiting)
