from . import email_sequence_dispatcher
