from . import (
    email_sequence_address,
    email_sequence_bulk,
    email_sequence_incoming,
    email_sequence_subscription,
    email_sequence_trace,
    feed,
    feed_of_contacts,
    mail_message,
    mail_thread,
    weekly_summary,
)
