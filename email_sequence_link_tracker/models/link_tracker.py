from odoo import api, models

UNTITLED = "email_sequence_untitled_links"  # in the context of who sends mails


class LinkTracker(models.Model):
    _inherit = "link.tracker"

    @api.model
    @api.depends("url")
    def _get_title_from_url(self, url):
        """No page is fetched for its title while mails are being sent."""
        return url if self.env.context.get(UNTITLED) else super()._get_title_from_url(url)
