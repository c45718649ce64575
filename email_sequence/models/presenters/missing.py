"""Which placeholders are empty for how many contacts, said before they are subscribed (semantics 6.5).

Only placeholders that are put out for everybody, and are fields that the database has and the user may read, are
counted: one query for each. What expressions, conditions and computed fields make of a contact shows when the email is
rendered.
"""

from dataclasses import dataclass, field

from odoo.fields import Domain
from odoo.tools import format_list, formatLang

from ...tools.sending.placeholders import of_html, of_line
from ..sending.placeholders import label

COUNTED = ("char", "text", "html", "date", "datetime", "selection", "many2one")
BLANK_HTML = (False, "", "<p></p>", "<p><br></p>", "<p><br/></p>", "<div><br></div>", "<div><br/></div>")
OF_THE_CONTACT = (False, "", "{{ object.lang }}", "{{object.lang}}")  # templates in the contact's own language


@dataclass
class Use:
    """Where a placeholder is used: the numbers of the steps, and the languages, None if in all of them."""

    steps: list[int] = field(default_factory=list)
    languages: set[str] | None = field(default_factory=set)

    def add(self, number, languages):
        if number not in self.steps:
            self.steps.append(number)
        self.languages = None if languages is None or self.languages is None else self.languages | languages


def lines(sequence, first_step, partner_ids):
    """``[{"key", "sentence", "count"}]``: what is missing for how many of the contacts; nothing that all of them have.

    :param first_step: the step that they get first
    :param partner_ids: those to be subscribed
    """
    found = []
    for paths, use in _uses(sequence, first_step).items():
        lacking = _lack(sequence.env, paths, use, partner_ids)
        count = sequence.env["res.partner"].with_context(active_test=False).search_count(lacking)
        if count:
            only = sequence.env["res.partner"].browse(partner_ids if len(partner_ids) == 1 else ())
            sentence = _sentence(sequence.env, paths, use, count, only)
            found.append({"key": " ".join(paths), "sentence": sentence, "count": count})
    return found


def partners(sequence, first_step, partner_ids, key):
    """The contacts that lack what a line with this key says; none if there is no such line."""
    found = sequence.env["res.partner"].with_context(active_test=False)
    for paths, use in _uses(sequence, first_step).items():
        if " ".join(paths) == key:
            return found.search(_lack(sequence.env, paths, use, partner_ids))
    return found


def _sentence(env, paths, use, count, only):
    """Who lacks what and where it is used; ``only`` is the contact if no other is asked for."""
    words = {
        "count": formatLang(env, count, digits=0),
        "contact": only.display_name,
        "field": " / ".join(label(env, path) for path in paths),
        "steps": format_list(env, list(map(str, use.steps))),
    }
    if only:
        if len(use.steps) == 1:
            return env._("%(contact)s has no %(field)s, used in step %(steps)s", **words)
        return env._("%(contact)s has no %(field)s, used in steps %(steps)s", **words)
    if count == 1:
        if len(use.steps) == 1:
            return env._("%(count)s contact has no %(field)s, used in step %(steps)s", **words)
        return env._("%(count)s contact has no %(field)s, used in steps %(steps)s", **words)
    if len(use.steps) == 1:
        return env._("%(count)s contacts have no %(field)s, used in step %(steps)s", **words)
    return env._("%(count)s contacts have no %(field)s, used in steps %(steps)s", **words)


# ---- what the templates use


def _uses(sequence, first_step):
    """``{paths: Use}`` of the placeholders that can be counted, from the first step on."""
    uses = {}
    steps = sequence.sudo().step_ids.sorted()  # sudo: templates decide, whatever of them the user may see
    _read_ahead(steps.template_id | steps.variant_ids.template_id)
    for number, step in enumerate(steps, 1):
        if step._position() >= first_step._position():
            has_subject = step.new_thread or step.id == first_step.id
            for template in step._templates():
                for paths, languages in _of_template(template, has_subject).items():
                    uses.setdefault(paths, Use()).add(number, languages)
    return {paths: use for paths, use in uses.items() if all(_counted_field(sequence.env, path) for path in paths)}


def _languages(env):
    return [code for code, _name in env["res.lang"].get_installed()]


def _read_ahead(templates):
    """Read the texts of all templates by one query for each language."""
    for code in _languages(templates.env):
        templates.with_context(lang=code).fetch(["subject", "body_html", "lang"])


def _of_template(template, has_subject):
    """``{paths: the languages whose text has the placeholder}``; None if all have."""
    codes, found = _languages(template.env), {}
    for code in codes:
        translated = template.with_context(lang=code)
        placeholders = of_html(str(translated.body_html or ""))
        placeholders += of_line(translated.subject or "") if has_subject else ()
        for placeholder in placeholders:
            if placeholder.is_sure and placeholder.paths:
                found.setdefault(placeholder.paths, set()).add(code)
    follows_contact = template.lang in OF_THE_CONTACT
    return {paths: used if follows_contact and used != set(codes) else None for paths, used in found.items()}


def _counted_field(env, path):
    """The field to which the path leads; None unless the database has it and the user may read it."""
    model, known = env["res.partner"], None
    names = path.split(".")[1:]
    for number, name in enumerate(names, 1):
        known = model._fields.get(name)
        types = COUNTED if number == len(names) else ("many2one",)
        if not known or not known.store or known.type not in types or not model._has_field_access(known, "read"):
            return None
        model = env[known.comodel_name] if known.comodel_name else model
        if not model.has_access("read"):
            return None
    return known


# ---- who lacks it


def _lack(env, paths, use, partner_ids):
    """The domain of those of the contacts for whom all of the paths are empty."""
    domain = Domain("id", "in", partner_ids) & Domain.AND(_is_empty(env, path) for path in paths)
    if use.languages is None:
        return domain
    source = {False} if "en_US" in use.languages else set()  # what contacts without a language get
    return domain & Domain("lang", "in", [*use.languages, *source])


def _is_empty(env, path):
    """The domain of an empty path: its field, or any of the records on the way to it."""
    names = path.split(".")[1:]
    prefixes = [".".join(names[:count]) for count in range(1, len(names))]
    nothing = BLANK_HTML if _counted_field(env, path).type == "html" else (False,)
    return Domain.OR([*(Domain(prefix, "=", False) for prefix in prefixes), Domain(".".join(names), "in", nothing)])
