"""Mails for the tests of `tools.incoming`, written here after the formats of their senders."""

import email
import email.policy
from email.message import EmailMessage

POLICY = email.policy.SMTP


def mail(subject="Quick question", text="", sender="Jo Doe <jo@example.com>", **headers):
    """A plain mail as it arrives; a header's "_" stands for "-"."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "sales@example.net", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text or "\n")
    return parsed(message.as_bytes())


def answer(text, **headers):
    """A mail that answers ours, by its headers and its subject."""
    return mail("Re: Quick question", text, In_Reply_To="<ours@example.net>", **headers)


def parsed(source):
    """The message that the bytes or the text hold."""
    source = source.encode() if isinstance(source, str) else source
    return email.message_from_bytes(source.replace(b"\r\n", b"\n"), policy=POLICY)


def report(
    *blocks,
    text="See below.",
    report_type="delivery-status",
    original="Message-ID: <ours@example.net>",
    top="",
    sender="MAILER-DAEMON@mx.example.com",
):
    """A multipart/report (RFC 6522): a text, a machine-readable part of these blocks, the original's headers."""
    status = "\n\n".join(("Reporting-MTA: dns; mx.example.com", *blocks))
    return parsed(f"""\
From: {sender}
To: sales@example.net
Subject: Delivery report
{top}MIME-Version: 1.0
Content-Type: multipart/report; report-type={report_type}; boundary="cut"

--cut
Content-Type: text/plain

{text}
--cut
Content-Type: message/{report_type}

{status}

--cut
Content-Type: text/rfc822-headers

{original}
--cut--
""")


def recipient(action="failed", status="5.1.1", address="ann@example.com", diagnostic="smtp; 550 5.1.1 user unknown"):
    """The block of a delivery report for one recipient (RFC 3464 section 2.3)."""
    fields = {
        "Final-Recipient": f"rfc822; {address}",
        "Action": action,
        "Status": status,
        "Diagnostic-Code": diagnostic,
    }
    return "\n".join(f"{name}: {value}" for name, value in fields.items() if value)
