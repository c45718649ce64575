from . import (
    email_sequence_schedule,
    email_sequence_schedule_part,
    email_sequence_schedule_skip,
    email_sequence_schedule_window,
)
