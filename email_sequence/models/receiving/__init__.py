from . import (
    catch_up,
    email_sequence_incoming,
    email_sequence_subscription,
    fetchmail_server,
    gateway,
    mail_thread,
)
