"""Non-delivery notices as an MTA writes them (RFC 3461, RFC 3464)."""

import re
import uuid
from email.utils import formatdate

TEMPLATE = """\
From: MAILER-DAEMON@{host} (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <{unique}@{host}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{unique}"

This is a MIME-encapsulated message.

--{unique}
Content-Type: text/plain; charset=us-ascii
Content-Description: Notification

This is the mail system at host {host}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{recipient}>: {reason}

--{unique}
Content-Type: message/delivery-status
Content-Description: Delivery report

Reporting-MTA: dns; {host}
Arrival-Date: {date}

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {reason}

--{unique}
Content-Type: message/rfc822
Content-Description: Undelivered Message

"""


def failure_notice(host: str, sender: str, recipient: str, reason: str, content: bytes) -> bytes:
    """The notice to ``sender`` that ``content`` could not be delivered, with the original inside.

    ``reason`` is the SMTP reply, such as ``550 5.1.1 <…> User doesn't exist``; the envelope sender of the notice
    is empty, so that nobody answers it (RFC 5321, 4.5.5).
    """
    status = re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", reason)
    unique = uuid.uuid4().hex
    head = TEMPLATE.format(
        host=host,
        to=sender,
        recipient=recipient,
        reason=" ".join(reason.split()),
        status=status[0] if status else "5.0.0",
        date=formatdate(localtime=False),
        unique=unique,
    )
    return head.replace("\n", "\r\n").encode("ascii", "replace") + content + f"\r\n--{unique}--\r\n".encode()
