from . import (
    change_impact,
    estimate,
    forecast,
    health,
    health_page,
    health_sending,
    next_step,
    preview,
    timeline,
)
