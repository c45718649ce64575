"""What incoming emails quote of ours, made harmless before Odoo keeps it (semantics 11, 12).

Whoever reads a reply in Odoo sees our email below it. Its image would count as opened, and its link would unsubscribe
the contact, so both go; the words of the link stay.
"""

import re

from ...tools.recipients.quoted_links import SIGNED, path, with_links, without_images

IMAGE = re.compile(path("email_sequence", "open") + SIGNED, re.IGNORECASE)
OURS = re.compile(path("email_sequence", "(?:open|unsubscribe)") + SIGNED, re.IGNORECASE)


def made_harmless(body):
    """The HTML body of an incoming email without the image and the links to unsubscribe of our emails."""
    if not body or not OURS.search(body):
        return body
    return type(body)(with_links(without_images(str(body), IMAGE), OURS, lambda _link: ""))
