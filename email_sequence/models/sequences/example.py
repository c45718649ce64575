"""An example for users without a sequence: three steps with templates in the user's language, not activated."""

from markupsafe import Markup

from odoo.fields import Command

BODY = Markup(
    """<p>%(greeting)s <t t-out="object.name or ''"></t>,</p>
    <p>%(text)s</p>
    <p>%(goodbye)s<br/><t t-out="user.name or ''"></t></p>"""
)
DELAYS = (0, 3, 7)


def create_example(env):
    """A sequence of the user's company with a template for each step; the user needs the right to create one."""
    sequences = env["email.sequence"]
    sequences.check_access("create")
    name = env._("Example: arrange a call")
    # sudo: whoever may create sequences may have their templates made, without being an editor of templates
    templates = env["mail.template"].sudo().create([_template(env, name, *words) for words in _emails(env)])
    return sequences.create(
        {
            "name": sequences._free_name(name),
            "step_ids": [
                Command.create({"template_id": template.id, "delay_days": days, "sequence": number})
                for number, (template, days) in enumerate(zip(templates, DELAYS, strict=True), 1)
            ],
        }
    )


def _emails(env):
    """What each email is called, its subject and its text."""
    return [
        (
            env._("first mail"),
            env._("A short call, {{ object.name }}?"),
            env._("I would like to show you in fifteen minutes how we can help. Does this week suit you?"),
        ),
        (
            env._("reminder"),
            env._("A short call?"),
            env._("Did you have a moment to read my last message? A short yes or no helps me already."),
        ),
        (
            env._("last mail"),
            env._("My last message"),
            env._("I do not want to take more of your time. If it suits you better later, just write to me."),
        ),
    ]


def _template(env, name, what, subject, text):
    words = {
        "greeting": env._("Hello"),
        "text": text,
        "goodbye": env._("Best regards"),
    }
    return {
        "name": f"{name} – {what}",  # noqa: RUF001
        "model_id": env["ir.model"]._get_id("res.partner"),
        "subject": subject,
        "body_html": BODY % words,
    }
