from . import test_email_sequence_dispatcher
