from . import (
    feed,
    mail_message,
    weekly_summary,
)
