from odoo import api, models
from odoo.tools import ormcache
from odoo.tools.misc import get_lang

from . import opens, unsubscribing


class EmailSequenceMailer(models.AbstractModel):
    """Emails let their recipients unsubscribe, and tell whether they were opened."""

    _inherit = "email.sequence.mailer"

    def _with_footer(self, body, sequence, partner, sender):
        """Add a link to unsubscribe, if the sequence wants one and the template has none.

        Its words are in the language of the contact, else of the sender, and in the direction of that language.
        """
        body = super()._with_footer(body, sequence, partner, sender)
        if not sequence.unsubscribe_footer or unsubscribing.PLACEHOLDER.search(body):
            return body
        return type(body)(f"{body}{self._footer(get_lang(self.env, partner.lang or sender.lang).code)}")

    @api.model
    @ormcache("lang")
    def _footer(self, lang):
        words = self.with_context(lang=lang).env
        direction = words["res.lang"]._get_data(code=lang).direction
        address = unsubscribing.address(self.env)
        return unsubscribing.FOOTER % (direction, words._("No longer interested?"), address, words._("Unsubscribe"))

    def _personalized(self, body, trace):
        return unsubscribing.with_link(super()._personalized(body, trace), trace)

    def _tracked(self, body, trace):
        return opens.with_image(super()._tracked(body, trace), trace)

    def _headers(self, trace):
        return {**super()._headers(trace), **unsubscribing.headers(trace)}
