import base64
from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools.mail import append_content_to_html

from ...tools.mail_headers import one_line
from ...tools.sending.images import InlineImage
from ...tools.sending.values import Outcome

LINKS = ("http://", "https://", "ftp://")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Content:
    """What an email says: its HTML, the files attached to it, and the images that are parts of it.

    ``text_body`` is the HTML of which the text part is made; None: the body.
    """

    body: str
    files: models.BaseModel
    images: tuple[InlineImage, ...] = ()
    text_body: str | None = field(default=None)


class EmailSequenceMailer(models.AbstractModel):
    """The attachments, reports and images of emails (semantics 6.1, 6.4)."""

    _inherit = "email.sequence.mailer"

    def _content(self, account, body, rendered, attachments, cr=None):
        """The :class:`Content` of an email, or the Outcome if it is larger than its server accepts.

        :param body: the HTML, with everything that the chatter keeps of it
        :param rendered: the rendered values
        :param attachments: as :meth:`_attachments` returned them
        :param cr: the cursor of the transaction in which links get their access tokens, if not this one
        """
        images = rendered["images"].with_cursor(cr) if cr else rendered["images"]
        body, parts = images.for_recipient(body)
        links = self._links(attachments)
        server = self.env["ir.mail_server"].browse(account.server_id or ())
        sizes = [len(part.content) for part in parts]
        size = self._size(body, attachments - links, sizes)
        if size and size > server._get_max_email_size() * MEGABYTE:
            links |= attachments.browse(rendered["attachment_ids"]) & attachments
            size = self._size(body, attachments - links, sizes)
            if server.max_email_size and size > server.max_email_size * MEGABYTE:
                return Outcome("error", "too_large", f"{size / MEGABYTE:.1f} MB > {server.max_email_size:.1f} MB")
        linking = self.with_env(self.env(cr=cr)) if cr else self
        return Content(linking._with_links(body, links.with_env(linking.env)), attachments - links, parts)

    def _size(self, body, files, sizes):
        """How many bytes the email has, as Odoo estimates it; 0 if it has neither files nor images.

        :param sizes: those of the images
        """
        if not files and not sizes:
            return 0
        return self.env["mail.mail"]._estimate_email_size({}, body, [*files.mapped("file_size"), *sizes])

    def _attachments(self, rendered):
        """The template's own attachments, and its reports as new ones: what has content, or is a link."""
        own = self.env["ir.attachment"].browse(rendered.get("attachment_ids", ()))
        own = own.filtered(lambda file: file.raw or self._links(file)).sorted("id")  # in the order of their upload
        if not rendered.get("attachments"):
            return own
        with self.env.cr.savepoint():
            return own | own.create(
                [
                    {"name": name, "raw": base64.b64decode(content)}
                    for name, content in rendered["attachments"]
                    if content
                ]
            )

    def _lost_files(self, rendered):
        """The Outcome if attachments had content that is lost, which Odoo reads as empty; else None."""
        files = self.env["ir.attachment"].browse(rendered.get("attachment_ids", ()))
        lost = files.filtered(lambda file: file.store_fname and not file.raw)
        return Outcome("error", "attachment", one_line(", ".join(lost.mapped("name")))) if lost else None

    def _report_failure(self, template, record, error):
        """The Outcome if a report cannot be made, which names it and the record, in the language of the sender."""
        reports = template.report_template_ids
        failed = reports.filtered(lambda report: not self._can_be_made(template, report, record)) or reports
        env = template.with_context(lang=template.env.user.lang).env
        words = env._(
            'The report "%(report)s" could not be made for %(record)s: %(error)s',
            report=", ".join(failed.mapped("name")),
            record=record.display_name,
            error=one_line(str(error)),
        )
        return Outcome("error", "report", words)

    def _can_be_made(self, template, report, record):
        try:
            with self.env.cr.savepoint():
                template.env["ir.actions.report"]._render(report, record.ids)
        except Exception:
            return False
        return True

    @api.model
    def _links(self, attachments):
        """Those of the attachments that are web addresses, without content of their own."""
        return attachments.filtered(lambda file: file.url and not file.file_size and file.url.startswith(LINKS))

    @api.model
    def _with_links(self, body, links):
        """The body with links to these attachments at its end, as Odoo's composer shows them (semantics 6.4).

        The links work for anybody who has the email: the attachments get access tokens.
        """
        if not links:
            return body
        links.generate_access_token()
        shown = self.env["ir.qweb"]._render("mail.mail_attachment_links", {"attachments": links})
        return append_content_to_html(body, shown, plaintext=False)
