from . import email_sequence_dispatcher, email_sequence_health, res_config_settings
