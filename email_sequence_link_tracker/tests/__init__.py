from . import test_clicks, test_clicks_controller, test_email_sequence_report, test_foreign_keys
