"""The sender's signature at the end of emails (semantics 3.10)."""

from markupsafe import Markup

from odoo.tools.mail import is_html_empty

from ...tools.sending.html_end import with_end
from ...tools.sending.signature import is_in, is_placed
from . import sent_mail_log

SIGNATURE = Markup('<div style="margin-top:16px">%s</div>')


class Signature:
    """What the emails of one template and sender end with, read once for all of them.

    :param sequence: its option says whether its emails have a signature
    :param sender: the user; Odoo cleaned the signature when it was saved
    :param template: if it puts out a signature itself, in whatever language, there is no second one
    """

    def __init__(self, sequence, sender, template):
        self._env = template.env
        html = sequence.adds_signature and sender.sudo().signature  # sudo: a user's emails have it, whoever looks
        if not html or is_html_empty(html) or _is_in_template(template):
            html = Markup()
        self._html = self._env["mail.render.mixin"]._replace_local_links(html)

    @property
    def is_kept(self):
        """Whether cleaning an email would take nothing from its signature."""
        return sent_mail_log.is_clean(self._env, self._html)

    def added_to(self, body):
        """The body with the signature at its end; as it is if it is empty, or says the same already."""
        if not self._html or is_html_empty(body) or is_in(body, self._html):
            return body
        return with_end(body, SIGNATURE % self._html)


def _is_in_template(template):
    codes = [code for code, _name in template.env["res.lang"].get_installed()]
    return any(is_placed(str(template.with_context(lang=code).body_html or "")) for code in codes)
