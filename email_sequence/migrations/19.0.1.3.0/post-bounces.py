"""List the addresses to which emails of sequences bounced; until now, only the traces said it (semantics 5.4).

Whether a failure was temporary is read from the server's words. An address from which somebody wrote later works again.
"""

from psycopg2.extras import execute_values

from odoo.addons.email_sequence.tools.incoming.delivery_reports import is_temporary_text
from odoo.addons.email_sequence.tools.incoming.parsed_email import addresses_in

LAST_BOUNCES = """
    SELECT DISTINCT ON (email) email, COALESCE(bounce_datetime, date), failure_reason
    FROM email_sequence_trace WHERE trace_status = 'bounce'
    ORDER BY email, COALESCE(bounce_datetime, date) DESC
"""
WRITTEN_SINCE = """
    SELECT id, received_datetime, email_from FROM email_sequence_incoming
    WHERE kind = 'human' AND received_datetime > %s AND email_from IS NOT NULL ORDER BY received_datetime
"""
INSERT = """
    INSERT INTO email_sequence_bounce
        (email, bounce_datetime, diagnostic, is_temporary, works_datetime, works_incoming_id,
         create_uid, create_date, write_uid, write_date)
    VALUES %s ON CONFLICT (email) DO NOTHING
"""
ROW = "(%s, %s, %s, %s, %s, %s, 1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC')"


def migrate(cr, version):
    cr.execute(LAST_BOUNCES)
    bounces = {email: (moment, reason) for email, moment, reason in cr.fetchall()}
    if not bounces:
        return
    written = {}
    cr.execute(WRITTEN_SINCE, (min(moment for moment, _reason in bounces.values()),))
    for incoming_id, moment, email_from in cr.fetchall():
        for email in set(addresses_in(email_from)) & bounces.keys():
            if moment > bounces[email][0]:
                written.setdefault(email, (moment, incoming_id))
    rows = [
        (email, moment, reason, is_temporary_text(reason or ""), *written.get(email, (None, None)))
        for email, (moment, reason) in bounces.items()
    ]
    execute_values(cr._obj, INSERT, rows, template=ROW)
