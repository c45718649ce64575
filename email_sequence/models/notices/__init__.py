from . import (
    email_sequence_bulk,
    email_sequence_subscription,
    feed,
    mail_message,
    weekly_summary,
)
