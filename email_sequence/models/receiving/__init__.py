from . import (
    catch_up,
    email_sequence_incoming,
    fetchmail_server,
    gateway,
    mail_thread,
    matcher,
)
