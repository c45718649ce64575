"""What recipients get of a template's attachments (semantics 6.4)."""

import base64
import re
from email.message import EmailMessage
from http.client import HTTPConnection
from urllib.parse import urlsplit

from stage import Stage

STEPS = (("A question", 0),)
PRICES = "https://www.example.test/prices"
LINK = re.compile(r"http://\S+?/web/content/\d+\?download=1&access_token=[0-9a-f-]+")


def with_attachments(stage: Stage) -> int:
    """A sequence whose mails have a file with content, an empty one, and a link."""
    sequence = stage.sequence(*STEPS)
    (step,) = stage.odoo.search_read("email.sequence.step", [["sequence_id", "=", sequence]], ["template_id"])
    files = [
        {"name": "offer.txt", "datas": base64.b64encode(b"Half the price").decode()},
        {"name": "empty.txt", "datas": ""},
        {"name": "Prices", "type": "url", "url": PRICES},
    ]
    stage.odoo.write("mail.template", step["template_id"][0], {"attachment_ids": [[0, 0, file] for file in files]})
    return sequence


def check_received(stage: Stage, mail: EmailMessage) -> None:
    """One file, and a link that a stranger can follow."""
    assert [part.get_filename() for part in mail.iter_attachments()] == ["offer.txt"]
    links = [LINK.search(mail.get_body((kind,)).get_content().replace("&amp;", "&")) for kind in ("html", "plain")]
    assert links[0][0] == links[1][0]
    at, server = urlsplit(links[0][0]), urlsplit(stage.world.server.url)
    connection = HTTPConnection(server.hostname, server.port, timeout=30)
    connection.request("GET", f"{at.path}?{at.query}")
    assert connection.getresponse().headers["Location"] == PRICES
    connection.close()


def test_6_4_a_mail_has_its_files_and_links_and_nothing_empty(stage: Stage) -> None:
    ada = stage.contact("Ada")
    stage.subscribe(with_attachments(stage), ada)
    check_received(stage, ada.inbox.wait_for("A question"))


def test_6_4_a_test_mail_has_them_too(stage: Stage) -> None:
    preview = {"sequence_id": with_attachments(stage), "partner_id": stage.contact("Ada").partner}
    before = len(stage.world.mail.deliveries)
    stage.odoo.call("email.sequence.preview", "action_send", [stage.odoo.create("email.sequence.preview", preview)])
    mails = [delivery.message for delivery in stage.world.mail.deliveries][before:]
    (mail,) = [mail for mail in mails if "X-Email-Sequence-Test" in mail]
    check_received(stage, mail)
