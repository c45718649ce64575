from . import email_sequence_subscription
