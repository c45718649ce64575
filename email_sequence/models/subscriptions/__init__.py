from . import (
    contact,
    email_sequence,
    email_sequence_address,
    email_sequence_subscription,
    email_sequence_subscription_events,
    email_sequence_subscription_history,
    email_sequence_subscription_resume,
    planner,
    progression,
    res_partner,
    subscribing,
)
