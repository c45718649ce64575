from . import email_sequence, email_sequence_report, email_sequence_report_sheet
