from odoo.tools import split_every

PARTNERS_PER_BATCH = 2000


def post_init_hook(env):
    """List the addresses of the contacts that were there before the addon; earlier mails are nobody's reply."""
    partner_ids = env["res.partner"].with_context(active_test=False).search([("email", "!=", False)]).ids
    for batch in split_every(PARTNERS_PER_BATCH, partner_ids):
        env["email.sequence.address"]._sync(env["res.partner"].browse(batch))
        env.flush_all()
        env.invalidate_all()
    env["email.sequence.sweep"]._start_sweep()
    env["res.company"].search([("email_sequence_schedule_id", "=", False)]).email_sequence_schedule_id = env.ref(
        "email_sequence.schedule_weekdays_office_hours"
    )
