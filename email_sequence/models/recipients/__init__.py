from . import (
    email_sequence,
    email_sequence_gateway,
    email_sequence_mailer,
    email_sequence_subscription,
    email_sequence_trace,
    mail_thread,
)
