from . import email_sequence_report, email_sequence_subscription, res_partner
