"""A sales team in the middle of its work, for pictures: Odoo's demo contacts in three sequences, some of them paused.

Nobody among them is at a step that leaves at once, so that no mail goes to a demo contact.
"""

from testbed.odoo_client import OdooClient
from testbed.showcase_past import write_past

COURSES = {
    "After the trade fair": [("Nice to have met you", 1), ("The comparison you asked for", 2), ("A date?", 4)],
    "Win back lapsed customers": [("It has been a while", 1), ("What is new", 5), ("An offer", 7), ("Goodbye", 10)],
}
PAUSED_EVERY = 4


def fill(odoo: OdooClient, database: str) -> None:
    """Subscribe Odoo's demo contacts, each to one of the sequences, spread over its steps; and give them a past."""
    booked = odoo.ref("email_sequence.demo_sequence_book_a_demo")
    odoo.call("email.sequence", "action_activate", [booked])
    sequences = [booked, *(_course(odoo, name, steps) for name, steps in COURSES.items())]
    strangers = [["email", "=like", "%@example.com"], ["partner_share", "=", True], ["is_company", "=", False]]
    contacts = odoo.search("res.partner", strangers)
    subscribed = []
    for number, sequence in enumerate(sequences):
        its_own = contacts[number :: len(sequences)]
        steps = odoo.search("email.sequence.step", [["sequence_id", "=", sequence], ["delay_days", ">", 0]])
        for position, step in enumerate(steps):
            group = its_own[position :: len(steps)]
            answer = odoo.call("email.sequence", "subscribe", [sequence], partner_ids=group, step_id=step)
            subscribed += answer["subscribed"]
    odoo.call("email.sequence.subscription", "action_pause", subscribed[::PAUSED_EVERY])
    names = [*COURSES, odoo.read("email.sequence", booked, "name")["name"]]
    users = odoo.search("res.users", [["share", "=", False]])
    write_past(database, names, contacts, users)


def _course(odoo: OdooClient, name: str, steps: list[tuple[str, int]]) -> int:
    model = odoo.ref("base.model_res_partner")
    templates = [
        odoo.create(
            "mail.template",
            {
                "name": subject,
                "model_id": model,
                "subject": subject,
                "body_html": '<p>Dear <t t-out="object.name"/>,</p><p>may I call you next week?</p>',
            },
        )
        for subject, _days in steps
    ]
    lines = [
        (0, 0, {"template_id": template, "delay_days": days})
        for template, (_subject, days) in zip(templates, steps, strict=True)
    ]
    values = {
        "name": name,
        "schedule_id": odoo.ref("email_sequence.schedule_weekdays_office_hours"),
        "state": "activated",
        "step_ids": lines,
    }
    return odoo.create("email.sequence", values)
