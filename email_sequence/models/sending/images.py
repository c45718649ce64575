"""The images of emails, so that their readers see them (semantics 6.4)."""

import base64
import re

from odoo.exceptions import AccessError
from odoo.tools.mimetypes import guess_mimetype

from ...tools.sending.images import EMBEDDED, InlineImage, decoded, inline, replaced

# /web/image/12, /web/image/12-0a1b2c/logo.png, /web/image/res.users/2/avatar_128
OWN_IMAGE = re.compile(r"/web/(?:image|content)/(?:(\d+)(?:-[^/?]*)?|([\w.]+)/(\d+)/(\w+))(?=[/?#]|$)")


class Images:
    """The images of the emails of one template and sender; each is read once for all emails that have it.

    An image in ``data:`` form becomes a part of the email. In the chatter it is an attachment of the template, so that
    a thousand emails have one. An image of this Odoo that only users may see gets an access token if it is an
    attachment, and is a part of the email if it belongs to another record; the sender has to be allowed to see it.

    :param template: in the environment of the sender, without other rights
    """

    def __init__(self, template):
        self._template = template
        self._of_recipient = {}
        self._of_log = {}

    def with_cursor(self, cr):
        """The same in another transaction: the one in which the access tokens are to be stored."""
        return Images(self._template.with_env(self._template.env(cr=cr)))

    def for_recipient(self, body):
        """The body as it is sent, and the :class:`InlineImage` parts that it names."""
        parts = {}

        def swap(address):
            image = self._remembered(self._of_recipient, address, self._seen_by_recipient)
            if not isinstance(image, InlineImage):
                return image
            parts[image.cid] = image
            return f"cid:{image.cid}"

        return (replaced(body, swap) if _has_some(body) else body), tuple(parts.values())

    def for_log(self, body):
        """The body as the chatter keeps it."""
        if EMBEDDED not in body:
            return body
        return replaced(body, lambda address: self._remembered(self._of_log, address, self._kept))

    def _remembered(self, memory, address, find):
        if address not in memory:
            memory[address] = find(address)
        return memory[address]

    def _seen_by_recipient(self, address):
        if address.startswith(EMBEDDED):
            return decoded(address) or ""  # as Odoo does: what cannot be read is left out
        own = OWN_IMAGE.match(address.removeprefix(self._template.get_base_url()))
        if not own or "access_token=" in address:
            return address
        attachment_id, model, record_id, name = own.groups()
        if attachment_id:
            return self._with_token(address, int(attachment_id))
        return self._content_of(model, int(record_id), name) or address

    def _with_token(self, address, attachment_id):
        attachment = self._template.env["ir.attachment"].browse(attachment_id).exists()
        if not attachment or attachment.sudo().public or not attachment.has_access("read"):
            return address
        (token,) = attachment.sudo().generate_access_token()  # sudo: the sender sends the image, and may see it
        return f"{address}{'&amp;' if '?' in address else '?'}access_token={token}"

    def _content_of(self, model, record_id, name):
        """The image in a field of a record, or None if the sender may not see it."""
        field = model in self._template.env and self._template.env[model]._fields.get(name)
        record = field and field.type in ("binary", "image") and self._template.env[model].browse(record_id).exists()
        try:
            content = base64.b64decode((record and record.with_context(bin_size=False)[name]) or b"")
        except AccessError:
            return None
        mimetype = guess_mimetype(content)
        return inline(content, mimetype) if content and mimetype.startswith("image/") else None

    def _kept(self, address):
        """Where the chatter finds an embedded image: among the attachments of the template."""
        image = decoded(address) if address.startswith(EMBEDDED) else None
        if not image:
            return "" if address.startswith(EMBEDDED) else address
        attachments = self._template.env["ir.attachment"].sudo()  # sudo: senders need not be editors of templates
        owner = {"res_model": self._template._name, "res_id": self._template.id}
        same = [("checksum", "=", attachments._compute_checksum(image.content)), ("res_field", "=", False)]
        kept = attachments.search([*((name, "=", value) for name, value in owner.items()), *same], limit=1)
        with attachments.env.cr.savepoint():
            kept = kept or attachments.create(
                {**owner, "name": image.name, "raw": image.content, "mimetype": image.mimetype}
            )
            return f"/web/image/{kept.id}?access_token={kept.generate_access_token()[0]}"


def _has_some(body):
    return EMBEDDED in body or "/web/image/" in body or "/web/content/" in body
