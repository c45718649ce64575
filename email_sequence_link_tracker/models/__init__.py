from . import (
    email_sequence,
    email_sequence_mailer,
    email_sequence_timeline,
    email_sequence_trace,
    link_tracker,
    link_tracker_click,
)
