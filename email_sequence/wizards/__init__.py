from . import (
    base_partner_merge,
    email_sequence_bulk_start,
    email_sequence_forecast,
    email_sequence_holidays,
    email_sequence_preview,
    email_sequence_preview_step,
    email_sequence_resume,
    email_sequence_subscribe,
    email_sequence_subscribe_skipped,
    email_sequence_switch,
)
