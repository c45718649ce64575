"""What is empty in a rendered email: its subject, its body, or the placeholders in them (semantics 6.5).

Rendering notes each placeholder without a default text that was put out and turned out empty, with the real values and
whatever the expression is. It is done while the body and the subject are rendered, so nothing is evaluated twice, and
what is rendered stays the same, with one exception: Odoo's inline templates write nothing for the number 0.
"""

from copy import deepcopy
from dataclasses import dataclass, field

from ...tools.sending import placeholders as parsed
from ...tools.sending.blank import is_blank, is_blank_html
from ...tools.sending.values import Outcome

NOTED = "email_sequence_noted"  # context key of a template that notes: a Noted
FIELD = "email_sequence_field"  # context key: which field is being rendered
FIELDS = ("subject", "body_html")


@dataclass(frozen=True)
class Gaps:
    """What is empty in a rendered email: whether its body is, and the expressions of its empty placeholders."""

    has_blank_body: bool = False
    subject: list[str] = field(default_factory=list)
    body_html: list[str] = field(default_factory=list)

    def of_email(self, starts_thread):
        """The empty placeholders of the email; a reply in a thread has the subject of its thread."""
        return list(dict.fromkeys([*(self.subject if starts_thread else ()), *self.body_html]))


class Noted:
    """What was noted, ``{(field, record id): [expression]}``.

    Not a mere dict: Odoo takes environments with equal contexts for one, and at first all of these would be equal.
    """

    def __init__(self):
        self.empty = {}

    def add(self, name, record_id, expression):
        expressions = self.empty.setdefault((name, record_id), [])
        if expression not in expressions:
            expressions.append(expression)


# ---- while rendering


def noting(template):
    """``(template, noted)``: the template, such that what is rendered by it is noted in ``noted``."""
    noted = Noted()
    return template.with_context(**{NOTED: noted}), noted


def add_gaps(rendered, noted):
    """Add to the rendered values, ``{record id: …}``, the :class:`Gaps` in them as ``gaps``."""
    for record_id, values in rendered.items():
        empty = {name: noted.empty.get((name, record_id), []) for name in FIELDS}
        values["gaps"] = Gaps(is_blank_html(values.get("body_html") or ""), **empty)


def is_noted(env):
    """Whether a field is being rendered of which empty placeholders are to be noted."""
    return NOTED in env.context and env.context.get(FIELD) in FIELDS


def is_compiled_noting(env):
    """Whether QWeb compiles the body of an email whose placeholders are to be noted."""
    return is_noted(env) and not env.context.get("raise_on_forbidden_code_for_model")


def noting_html(element):
    """A copy of the QWeb source that notes its placeholders."""
    source = deepcopy(element)
    parsed.note_in_html(source)
    return source


def noting_line(source):
    """As :func:`noting_html`, for a subject."""
    return parsed.note_in_line(source)


def variables(env, model):
    """What the rendering of a noting source needs."""
    is_body = env.context[FIELD] == "body_html"

    def note(expression, has_default, record, value):
        # QWeb puts out the default text for None and False, an inline template for all that is false.
        takes_default = has_default and (value is None or value is False if is_body else not value)
        if parsed.is_empty(value):
            if not takes_default:
                _add(env, model, record, expression)
        elif not value and not is_body and not has_default:
            return str(value)  # a number
        return value

    return {parsed.NOTE: note}


def note_fields(env, model, source, record_ids):
    """Note the empty placeholders of a source that has nothing but fields in it, which Odoo does not compile."""
    read = parsed.of_html if env.context[FIELD] == "body_html" else parsed.of_line
    for placeholder in read(str(source)):
        for record in env[model].browse(record_ids):
            if parsed.is_empty(_value(record, placeholder.expression)):
                _add(env, model, record, placeholder.expression)


def has_only_fields(env, model, source):
    """Whether all placeholders of the source without a default are fields that any user may put into templates."""
    read = parsed.of_html if env.context[FIELD] == "body_html" else parsed.of_line
    allowed = env[model].mail_allowed_qweb_expressions()
    return all(placeholder.expression in allowed for placeholder in read(str(source)))


def _value(record, path):
    """The value of the path; None if there is no such field, as Odoo reads it."""
    for name in path.split(".")[1:]:
        if name not in record._fields:
            return None
        record = record[name]
    return record


def _add(env, model, record, expression):
    if getattr(record, "_name", None) == model:
        env.context[NOTED].add(env.context[FIELD], record.id, expression)


# ---- before sending


def failure(trace, subject, rendered, starts_thread):
    """The Outcome if the email is not sent as it is; else None."""
    if outcome := blank(subject, rendered):
        return outcome
    empty = rendered["gaps"].of_email(starts_thread) if trace.sequence_id.waits_if_empty else ()
    return Outcome("error", "empty_placeholder", sentence(trace, empty)) if empty else None


def blank(subject, rendered):
    """The Outcome if the subject or the body is empty; else None. No email is sent without them."""
    if is_blank(subject):
        return Outcome("error", "empty_subject")
    return Outcome("error", "empty_body") if rendered["gaps"].has_blank_body else None


def sentence(trace, expressions):
    """Such as "Job Position is empty for Ada Lovelace, used in step 2.", in the sender's language."""
    env = trace.with_context(lang=trace.user_id.lang or trace.env.lang).env
    steps = trace.sequence_id.step_ids.sorted()
    return env._(
        "%(fields)s is empty for %(contact)s, used in step %(step)s.",
        fields=", ".join(label(env, expression) for expression in expressions),
        contact=trace.partner_id.name or trace.partner_id.display_name,
        step=steps.ids.index(trace.step_id.id) + 1 if trace.step_id in steps else trace.step_id.display_name,
    )


def label(env, expression, model="res.partner"):
    """What users call the placeholder: the labels of its fields, or the expression itself if it has none."""
    paths = parsed.fields_in(expression)
    labels = [_label_of_path(env, path, model) for path in paths]
    return " / ".join(labels) if labels and all(labels) else expression


def _label_of_path(env, path, model):
    """The labels of the fields of a path, such as "Related Company > Job Position"; "" if it is no path of fields."""
    first, *names = path.split(".")
    record = {"object": env[model], "user": env["res.users"]}.get(first)
    labels = [env._("Sender")] if first == "user" else []
    for name in names:
        known = record._fields.get(name) if record is not None else None
        if known is None:
            return ""
        labels.append(known._description_string(env))
        record = env[known.comodel_name] if known.comodel_name else None
    return " > ".join(labels)
