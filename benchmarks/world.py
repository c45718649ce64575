"""What the benchmarks send: contacts, a template of ordinary size, an account at the sink."""

import itertools
import time

PARAGRAPH = (
    '<p style="margin: 0 0 12px 0; font-size: 13px;">We make things that work for people such as <b><t t-out="'
    "object.commercial_partner_id.name or ''\">you</t></b>, in your town and elsewhere. Here is a "
    '<a href="https://seller.example/read/{}">link</a> and some more text to read.</p>'
)
BODY = (
    '<div style="margin: 0px; padding: 0px;"><p>Hello <t t-out="object.name or \'\'">there</t>,</p>'
    + "".join(PARAGRAPH.format(number) for number in range(18))
    + "<p>Yours</p></div>"
)
SUBJECT = "Hello {{ object.name }}"
EVERY_DAY = [(0, 0, {"dayofweek": str(day), "hour_from": 0, "hour_to": 24}) for day in range(7)]
_numbers = itertools.count()


def unique(word: str) -> str:
    return f"{word} {time.time_ns()}-{next(_numbers)}"


def contacts(env, count: int):
    """New contacts with addresses that nobody else has."""
    batch = unique("b").replace(" ", "")
    return env["res.partner"].create(
        [{"name": f"Contact {n}", "email": f"contact{n}@{batch}.example"} for n in range(count)]
    )


def template(env, name: str):
    return env["mail.template"].create(
        {
            "name": name,
            "model_id": env["ir.model"]._get_id("res.partner"),
            "subject": SUBJECT,
            "body_html": BODY,
            "auto_delete": False,
        }
    )


def account(env, port: int):
    """The outgoing server at the sink; the only one, so that all contestants use it."""
    servers = env["ir.mail_server"].search([])
    values = {"name": "Sink", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
    if not servers:
        return servers.create(values)
    servers.write(values)
    return servers[0]


def sequence(env, server, steps: int = 2):
    """An activated sequence whose windows are always open."""
    name = unique("Bench")
    schedule = env["email.sequence.schedule"].create({"name": name, "window_ids": EVERY_DAY})
    found = env["email.sequence"].create(
        {
            "name": name,
            "schedule_id": schedule.id,
            "mail_server_id": server.id,
            "step_ids": [
                (0, 0, {"template_id": template(env, f"{name} {n}").id, "delay_days": n and 1, "sequence": n})
                for n in range(steps)
            ],
        }
    )
    found.action_activate()
    return found


def seller(env):
    user = env.ref("base.user_admin")
    user.email = "seller@seller.example"
    return user
