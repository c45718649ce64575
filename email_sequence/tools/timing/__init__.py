"""When emails may be sent: windows, schedules and the times drawn in them."""

from .schedule import Schedule, Window, first_send_at, next_send_at
