from contextlib import contextmanager

from odoo.tools import formatLang

SHOWN_FROM = 5000  # fewer are done before anybody could look


@contextmanager
def shown(env, title, total):
    """Show the user how far a long action is that they wait for, on the card of the bulk actions in the browser.

    It is told by a transaction of its own, as the action's own says nothing before it ends.

    :return: a function that shows how many of ``total`` are done; the card goes when the block ends
    """
    if total < SHOWN_FROM:
        yield lambda done: None
        return
    try:
        yield lambda done: _show(env, title, done, total)
    finally:
        _tell(env, {"state": "over"})


def _show(env, title, done, total):
    numbers = {name: formatLang(env, value, digits=0) for name, value in (("done", done), ("total", total))}
    words = env._("%(done)s of %(total)s", **numbers)
    _tell(env, {"state": "running", "title": title, "progress": round(100 * done / total), "message": words})


def _tell(env, report):
    with env.registry.cursor() as cursor:
        user = env(cr=cursor).user.exists()  # one made by this very action looks at nothing
        user._bus_send("email_sequence.bulk", {"id": f"waited-for-{user.id}", "can_stop": False, **report})
