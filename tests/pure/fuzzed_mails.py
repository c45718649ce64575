"""Mails as no mail program writes them, for the fuzzing of all that reads incoming mail (``scripts/fuzz``).

Each is made from one number and always the same: built from pieces of headers, parts, reports and texts, or one of our
own test mails with bytes changed, pieces set in, and slices cut, doubled or swapped. Some are grown to megabytes by
repeating a slice of themselves or a piece: where reading takes more than linear time, such a mail shows it.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from random import Random

from incoming_mails import answer, mail, recipient, report
from tools.incoming.classifier import classify
from tools.incoming.facts import parsed, read_facts
from tools.incoming.return_date import return_date

MAX_SIZE = 10_000_000
RECEIVED = date(2026, 11, 23)

HEADER_NAMES = (
    b"From", b"To", b"Subject", b"Message-ID", b"In-Reply-To", b"References", b"Return-Path", b"Sender", b"Date",
    b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"MIME-Version", b"Auto-Submitted",
    b"Precedence", b"X-Autoreply", b"X-Failed-Recipients", b"List-Id", b"X-Loop", b"Reply-To", b"Received", b"X",
)  # fmt: skip
VALUES = (
    b"ann@example.com", b"Ann <ann@example.com>", b'"Ann (\\") " <a@b.c>', b"<one@example.net>", b"<>",
    b"MAILER-DAEMON", b"=?utf-8?q?Caf=C3=A9?=", b"=?utf-8?b?w6k=?=", b"=?bogus?x?", b"=?iso-2022-jp?b?GyRC?=",
    b"=?utf-7?q?+AGE-?=", b"multipart/report; report-type=delivery-status; boundary=cut",
    b"multipart/mixed; boundary=cut", b"text/html", b"message/delivery-status", b"message/rfc822",
    b"text/rfc822-headers", b"message/disposition-notification", b'text/plain; charset="utf-16"',
    b"text/plain; charset=idna", b"charset*0*=utf-8''%E9", b"; boundary=cut", b"base64", b"quoted-printable",
    b"x-uuencode", b"8bit", b"auto-replied", b"auto-generated", b"bulk", b"list", b"Re: ", b"AW: [Ticket 7] ",
    b"Out of office", b"Undelivered Mail Returned to Sender", b"[", b"(", b"**", b"=?=", b" ", b"\t", b"\n ",
    b"\r\n\t", b",", b";", b'"', b"\\", b"<", b">", b"@", b"\x00", b"\xff", b"\xe9", b"\xc3\xa9",
)  # fmt: skip
TEXTS = (
    b"I am out of the office until 3 December. ", b"Ich bin bis 3.12. nicht im Haus.\n", b"back on ", b"not ",
    b"until ", b"ab dem ", b"wieder da ", b"1-3 Dec ", b"12/03/26 ", b"2026-12-03", b"Monday, ", b"3.", b"morgen ",
    b"user unknown ", b"550 5.1.1 ", b"<ann@example.com>: ", b"could not be delivered ", b"Thank you for your mail. ",
    b"> quoted\n", b"On Monday Ann wrote:\n", b"--\n", b"-----Original Message-----\n", b"\n", b"\r\n", b" ", b"?",
    b"<div><p>", b"</div>", b"<blockquote>", b"<!--", b"<style>", b"&nbsp;", b"&#x110000;", b"<a href='", b"]]>",
    b"=C3=A9", b"=\n", b"w6k=", b"====", b"\xed\xa0\x80", b"\xef\xb7\xba", b"\xe4\xb8\x8d\xe5\x9c\xa8", b"\xff",
    b"\x00", b"--cut\n", b"--cut--\n", b"Content-Type: message/rfc822\n\n", b"Content-Type: text/html\n\n",
    b"begin 644 a\n", b"Final-Recipient: rfc822; ann@example.com\n", b"Action: failed\n", b"Status: 5.1.1\n",
    b"Message-ID: <a@b>\n", b"--cut\nContent-Type: message/delivery-status\n\n", b"Status: 5.1.1\n\n",
    b"--cut\nContent-Type: text/plain\n\n", b"Diagnostic-Code: smtp; 550 ", b"Reporting-MTA: dns; mx\n\n",
    b"Original-Message-ID: <a@b>\n", b"a" * 999,
)  # fmt: skip
PIECES = (*VALUES, *TEXTS, *(name + b": " for name in HEADER_NAMES))
SEEDS = tuple(
    message.as_bytes()
    for message in (
        mail(text="Dear Ann,\n\nyes, call me on 3 December.\n\n--\nJo"),
        mail("Out of office", "I am away from 1 to 3 December, back on Friday.", Auto_Submitted="auto-replied"),
        mail("Automatische Antwort", "Ab dem 4.12. bin ich wieder erreichbar.", X_Autoreply="yes", Return_Path="<>"),
        answer("> Shall we talk?\n\nCaf\u00e9 at noon?\n\nOn Monday Ann wrote:\n> Hello"),
        mail("Undelivered Mail Returned to Sender", "<ann@example.com>: 550 5.1.1 user unknown", "MAILER-DAEMON@mx.a"),
        report(recipient(), recipient("delayed", "4.4.1")),
        report(
            "Disposition: automatic-action/MDN-sent-automatically; displayed", report_type="disposition-notification"
        ),
        report("Feedback-Type: abuse\nUser-Agent: x/1", report_type="feedback-report", top="Return-Path: <>\n"),
    )
)


def fuzzed_mail(number: int, biggest: int = MAX_SIZE) -> bytes:
    """The mail of this number; cut after so many bytes."""
    rng = Random(number)
    make = rng.choice((_built, _built, _mutated, _mutated, _mutated, _noise))
    source = make(rng)
    size = min(biggest, _size(rng))
    return (_grown(rng, source, size) if size else source)[:biggest]


def readings(raw: bytes) -> dict[str, Callable[[], object]]:
    """All that the addon reads of a mail, by name; only the first one has to parse it, too."""
    message = parsed(raw)
    return {
        "read_facts": partial(read_facts, raw),
        "classify": partial(classify, message),
        "return_date": partial(return_date, message, RECEIVED),
    }


def _size(rng: Random) -> int:
    """How large to make the mail: for most 0, which leaves it as it is; few have megabytes, and very few ten."""
    lot = rng.random()
    if lot > 0.02:
        return 0
    if lot > 0.001:
        return int(10 ** rng.uniform(4, 5.3))
    return int(10 ** rng.uniform(5.3, 6.7)) if lot > 0.000_05 else MAX_SIZE


def _some(rng: Random, pieces: tuple[bytes, ...], most: int) -> bytes:
    return b"".join(rng.choices(pieces, k=rng.randint(0, most)))


def _built(rng: Random) -> bytes:
    """Headers, then a body; a multipart mail has parts with headers of their own."""
    headers = [rng.choice(HEADER_NAMES) + b": " + _some(rng, VALUES, 6) + b"\n" for _ in range(rng.randint(0, 12))]
    if rng.random() < 0.4:
        headers.append(b"Content-Type: multipart/" + rng.choice((b"mixed", b"report; report-type=delivery-status")))
        headers.append(b"; boundary=cut\n")
        parts = [b"--cut\n" + _built(rng) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
        return b"".join((*headers, b"\n", *parts, rng.choice((b"--cut--\n", b""))))
    return b"".join((*headers, rng.choice((b"\n", b"\n", b"")), _some(rng, TEXTS, 20)))


def _mutated(rng: Random) -> bytes:
    """One of our mails, changed in a few places."""
    source = rng.choice(SEEDS)
    for _ in range(rng.randint(1, 8)):
        source = rng.choice(_MUTATIONS)(rng, source)
    return source


def _noise(rng: Random) -> bytes:
    return b"".join(
        rng.choice((rng.choice(PIECES), rng.randbytes(rng.randint(0, 9)))) for _ in range(rng.randint(0, 40))
    )


def _slice(rng: Random, source: bytes, longest: int = 200) -> tuple[int, int]:
    start = rng.randint(0, len(source))
    return start, min(len(source), start + rng.randint(1, longest))


def _with_other_byte(rng: Random, source: bytes) -> bytes:
    start, _ = _slice(rng, source)
    return source[:start] + rng.randbytes(1) + source[start + 1 :]


def _with_piece(rng: Random, source: bytes) -> bytes:
    start, end = _slice(rng, source, 20)
    return source[:start] + rng.choice(PIECES) + source[rng.choice((start, end)) :]


def _without_slice(rng: Random, source: bytes) -> bytes:
    start, end = _slice(rng, source)
    return source[:start] + source[end:]


def _with_slice_repeated(rng: Random, source: bytes) -> bytes:
    start, end = _slice(rng, source)
    return source[:end] + source[start:end] * rng.choice((1, 2, 9, 60)) + source[end:]


def _with_slice_moved(rng: Random, source: bytes) -> bytes:
    start, end = _slice(rng, source)
    place, rest = rng.randint(0, len(source)), source[:start] + source[end:]
    return rest[:place] + source[start:end] + rest[place:]


def _spliced(rng: Random, source: bytes) -> bytes:
    other = rng.choice(SEEDS)
    return source[: rng.randint(0, len(source))] + other[rng.randint(0, len(other)) :]


_MUTATIONS = (
    _with_other_byte, _with_piece, _with_piece, _without_slice, _with_slice_repeated, _with_slice_moved, _spliced,
)  # fmt: skip


def _grown(rng: Random, source: bytes, size: int) -> bytes:
    """The mail with a piece, a few pieces or a slice of itself repeated to this size: in a header, a body, anywhere."""
    start, end = _slice(rng, source)
    unit = rng.choice((rng.choice(PIECES), _some(rng, PIECES, 4), source[start:end])) or b"x"
    mark = rng.choice((b": ", b"\n\n", b"<", b"=", b"\n", b""))
    place = source.find(mark, rng.randint(0, len(source))) + len(mark)
    return source[:place] + unit * (size // len(unit)) + source[place:]
