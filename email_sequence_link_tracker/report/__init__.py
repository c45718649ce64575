from . import email_sequence_report
