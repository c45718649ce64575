"""What a bulk action tells its user, while it runs and at its end."""

from odoo.fields import Domain
from odoo.tools import formatLang


def report(bulk):
    """What the browser's card shows of a bulk action, in the language of its environment."""
    return {
        "id": bulk.id,
        "state": bulk.state,
        "can_stop": True,
        "title": bulk._action().running(),
        "progress": round(bulk.progress),
        "message": _how_far(bulk) if bulk.state in ("waiting", "running") else _result(bulk),
    }


def notification(bulk, next_action):
    """The client action that tells the user the result, or that it runs; the browser does ``next_action`` after it."""
    is_done = bulk.state == "done"
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success" if is_done else "info",
            "message": _result(bulk) if is_done else bulk._action().running(),
            "next": next_action,
        },
    }


def forecast(action, ready, selected):
    """How many of the selected subscriptions an action would change, and how many not."""
    return action.forecast(ready=number(action.env, ready), others=number(action.env, selected - ready))


def left_out(action, subscriptions, domain):
    """How many of the selected ones stay as they are and why; "" if none do (semantics 4.7).

    :param subscriptions: the model, with the rights of the user
    :param domain: what is selected, a :class:`Domain`
    """
    env = action.env
    counts = [(sentence, subscriptions.search_count(domain & those)) for sentence, those in action.left_out()]
    parts = [sentence(number(env, count)) for sentence, count in counts if count]
    return env._("Of these, %s.", ", ".join(parts)) if parts else ""


def number(env, count):
    """A whole number as the reader's language writes it."""
    return formatLang(env, count, digits=0)


def _how_far(bulk):
    env = bulk.env
    return env._("%(done)s of %(total)s", done=number(env, bulk.done_count), total=number(env, bulk.total_count))


def _result(bulk):
    """How many changed and how many did not; before that, why it ended too early."""
    env, action = bulk.env, bulk._action()
    changed = action.result(number(env, bulk.changed_count))
    unchanged = env._("Left as they were: %s.", number(env, bulk.done_count - bulk.changed_count))
    processed = bulk._scope() & Domain("id", "<=", bulk.last_id)
    told = " ".join(filter(None, (changed, unchanged, left_out(action, bulk._subscriptions(), processed))))
    if bulk.state == "stopped":
        return f"{env._('Stopped after %s.', _how_far(bulk))} {told}"
    if bulk.state == "failed":
        return f"{env._('Failed after %s.', _how_far(bulk))} {bulk.note} {told}"
    return told
