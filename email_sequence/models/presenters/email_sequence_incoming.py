import textwrap

from lxml import html

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty

from ...tools.incoming.quotations import lines_above

EXCERPT_LENGTH = 190  # that of Odoo's own previews


class EmailSequenceIncoming(models.Model):
    """Replies as their list and form show them, and what a user does with one from there (semantics 4.9)."""

    _inherit = "email.sequence.incoming"

    sender_ids = fields.Many2many("res.users", string="Senders", compute="_compute_sender_ids")
    body = fields.Html("Full text", compute="_compute_body", sanitize=False)
    excerpt = fields.Char("Text", compute="_compute_body")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", compute="_compute_body")

    @api.depends("subscription_ids.user_id")
    def _compute_sender_ids(self):
        for incoming in self:
            # sudo: whoever sees the reply sees whom it was told to, if they send for another company, too
            incoming.sender_ids = incoming.sudo().subscription_ids.user_id

    @api.depends("message_id")
    @api.depends_context("uid")
    def _compute_body(self):
        """The text as Odoo keeps it in a chatter: of those that the user sends to, or whose chatter the user reads."""
        # sudo: who the senders are, as above
        mine = self.filtered(lambda incoming: self.env.user in incoming.sudo().subscription_ids.user_id)
        kept = self._texts(mine.sudo()) | self._texts(self - mine)  # sudo: senders were told the text
        for incoming in self:
            message = kept.get(incoming.message_id, self.env["mail.message"])
            incoming.body = message.body
            incoming.excerpt = _own_words(message.body) or message.preview
            # a sender who may not read the contact has the text; the files are in the notice by email
            incoming.attachment_ids = message.attachment_ids.sudo(False)._filtered_access("read")

    @api.model
    def _texts(self, incomings):
        """``{Message-Id: the first message that has it}``, as the environment of the records may read them."""
        domain = [("message_id", "in", incomings.mapped("message_id")), ("message_type", "=", "email")]
        messages = incomings.env["mail.message"].search_fetch(domain, ["message_id", "body"], order="id desc")
        return {message.message_id: message for message in messages}

    def action_open(self):
        """Open one reply; from then on it is no longer unread."""
        self.ensure_one()
        self.check_access("read")
        self.sudo()._note_read()  # sudo: users only read these records; see above
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_reply_action")
        views = [(self.env.ref("email_sequence.email_sequence_incoming_view_form").id, "form")]
        return dict(action, res_id=self.id, views=views, view_mode="form", context={})

    def action_open_contact(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_reply(self):
        """Open Odoo's composer, addressed to the contact, at the address that the reply came from (semantics 4.9).

        Once it is sent, the reply is handled.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.partner_id:
            raise UserError(self.env._("The contact was deleted. Write to %s with your mail program.", self.email_from))
        self.partner_id.check_access("read")
        other = self.sudo()._other_address()  # sudo: whoever may read the reply may know whose address it is
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply to %s", other) if other else self.env._("Reply"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": self.partner_id.ids,
                "default_partner_ids": self.partner_id.ids,
                "default_composition_mode": "comment",
                "default_subject": self._subject_of_answer(),
                "default_subtype_xmlid": "mail.mt_comment",
                "email_sequence_answered_id": self.id,
            },
        }


def _own_words(body):
    """The beginning of what the person wrote, without the email that it quotes and the signature that Odoo marks."""
    if is_html_empty(body):
        return ""
    page = html.fromstring(f"<div>{body}</div>")
    for quoted in page.xpath("//*[@data-o-mail-quote] | //blockquote"):
        if quoted.getparent() is not None:
            quoted.drop_tree()
    lines = html2plaintext(html.tostring(page, encoding="unicode"), include_references=False).splitlines()
    return textwrap.shorten(" ".join(lines_above(lines)), EXCERPT_LENGTH)
