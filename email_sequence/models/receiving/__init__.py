from . import (
    catch_up,
    email_sequence_address,
    email_sequence_bounce,
    email_sequence_incoming,
    email_sequence_incoming_access,
    email_sequence_incoming_handling,
    email_sequence_subscription,
    fetchmail_server,
    gateway,
    mail_thread,
    res_partner,
)
