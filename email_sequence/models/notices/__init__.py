from . import (
    email_sequence_subscription,
    feed,
    mail_message,
    weekly_summary,
)
