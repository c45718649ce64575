from . import email_sequence, email_sequence_report
