from . import (
    email_sequence_bulk,
    email_sequence_subscription,
    selection,
)
