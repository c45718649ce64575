from . import email_sequence_opens, email_sequence_unsubscribe
