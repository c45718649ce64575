from . import email_sequence_unsubscribe
