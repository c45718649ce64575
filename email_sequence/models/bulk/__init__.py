from . import (
    email_sequence_bulk,
    progress,
    selection,
    words,
)
