from . import (
    email_sequence_trace,
    opens,
    unsubscribing,
)
