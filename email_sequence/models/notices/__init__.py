from . import (
    email_sequence_bulk,
    email_sequence_subscription,
    email_sequence_trace,
    feed,
    mail_message,
    weekly_summary,
)
