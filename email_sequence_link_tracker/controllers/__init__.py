from . import email_sequence_clicks
