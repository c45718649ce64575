from . import email_sequence_dispatcher, email_sequence_subscription, ir_http, ir_mail_server
