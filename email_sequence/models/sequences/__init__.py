from . import (
    email_sequence,
    email_sequence_step,
    email_sequence_step_ab,
    email_sequence_step_variant,
    mail_template,
)
