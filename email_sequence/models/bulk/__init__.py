from . import (
    email_sequence_bulk,
    email_sequence_subscription,
    ir_mail_server,
    selection,
)
