"""Message-Ids, References and subjects: RFC 5322 sections 3.6.4 and 3.6.5, and what mailers make of them."""

import email
import email.policy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from must_end import must_end
from tools import mail_headers

FALLBACK = mail_headers.FALLBACK_DOMAIN
IDS = st.from_regex(r"[a-z0-9.+_=-]{1,30}@[a-z0-9.-]{1,30}", fullmatch=True)


def headers(source, policy=email.policy.SMTP):
    return email.message_from_bytes(source.encode("utf-8", "surrogateescape") + b"\n\ntext", policy=policy)


class TestNewMessageId:
    def test_is_a_bracketed_id_at_the_domain(self):
        assert re.fullmatch(r"<[0-9a-f]{32}\.sequence@example\.com>", mail_headers.new_message_id("example.com"))

    def test_is_another_one_every_time(self):
        assert len({mail_headers.new_message_id("example.com") for _ in range(100)}) == 100

    @pytest.mark.parametrize(
        ("domain", "expected"),
        [
            ("Example.COM", "example.com"),
            (" example.com.\n", "example.com"),
            ("<ann@example.com>", "example.com"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("localhost", "localhost"),
            ("", FALLBACK),
            (None, FALLBACK),
            ("two words", FALLBACK),
            ("a..b", FALLBACK),
            ("-a.example", FALLBACK),
            ("a" * 64 + ".example", FALLBACK),
            (".".join(["a" * 60] * 5), FALLBACK),
            ("evil>\r\nBcc: x", FALLBACK),
            ("ü" * 300, FALLBACK),
        ],
    )
    def test_domain_is_a_host_name_or_the_fallback(self, domain, expected):
        assert mail_headers.new_message_id(domain).rpartition("@")[2] == f"{expected}>"

    @pytest.mark.parametrize("domain", ["reply_to.example", "x-loop-detection-bounce-email@example.com"])
    def test_never_holds_the_words_by_which_odoo_drops_references(self, domain):
        message_id = mail_headers.new_message_id(domain)
        assert "reply_to" not in message_id
        assert "-loop-detection-bounce-email@" not in message_id

    @given(st.text())
    def test_is_one_ascii_word_for_any_domain(self, domain):
        assert re.fullmatch(r"<[a-z0-9.]+@[a-z0-9.-]+>", mail_headers.new_message_id(domain))


class TestReferencedIds:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("Subject: none", ()),
            ("In-Reply-To: <a@x>", ("a@x",)),
            ("References: <a@x> <b@x>\nIn-Reply-To: <b@x>", ("a@x", "b@x")),
            ("In-Reply-To: <c@x>\nReferences: <a@x> <b@x>", ("a@x", "b@x", "c@x")),
            ("References: <a@x>\n\t<b@x>\n <c@x>", ("a@x", "b@x", "c@x")),
            ("References: <a@x><b@x>,<c@x>", ("a@x", "b@x", "c@x")),
            ("References: <long\n er@x> <b@x>", ("longer@x", "b@x")),
            ("References: a@x b@x", ("a@x", "b@x")),
            ("In-Reply-To: a@x", ("a@x",)),
            ("References: <a@x <b@x>", ("a@x", "b@x")),
            ("References: <a@x> <b@x", ("a@x", "b@x")),
            ("References: <> < > <a@x>", ("a@x",)),
            ("References: <no-at-sign> <a@x>", ("no-at-sign", "a@x")),
            ("In-Reply-To: Your mail of Monday", ()),
            ("In-Reply-To: <a@x>; from ann@example.com on Sat, Aug 03, 2002", ("a@x",)),
            ("References: =?us-ascii?q?=3Ca=40x=3E?=\n =?us-ascii?q?=3Cb=40x=3E?=", ("a@x", "b@x")),
            ("References: =?utf-8?b?PGFAeD4=?=", ("a@x",)),
            ("References: <a@x>\nReferences: <b@x>", ("a@x", "b@x")),
            ("references: <a@x>", ("a@x",)),
            ("References: <ü@x>", ("ü@x",)),
            ("References: <\udcff@x>", ("ÿ@x",)),
        ],
    )
    def test_are_found_in_any_form(self, source, expected):
        assert mail_headers.referenced_ids(headers(source)) == expected

    def test_are_the_newest_thousand(self):
        ids = [f"{number}@x" for number in range(1_500)]
        found = mail_headers.referenced_ids(headers("References: " + "\n ".join(f"<{id_}>" for id_ in ids)))
        assert found == tuple(ids[-1_000:])

    def test_of_a_header_that_is_too_long_are_its_last_ones(self):
        """The newest ids stand at the end, and replies are matched by them (semantics 4.3)."""
        found = mail_headers.referenced_ids(headers("References: " + "<old@x> " * 30_000 + "<new@x>"))
        assert found == ("old@x", "new@x")

    @pytest.mark.parametrize("unit", ["<", "a", "a@", "=?u?q?a?=", "=?a?q?", "<a@b>\n ", "\udcff"])
    def test_of_an_endless_header_take_linear_time(self, unit):
        message = headers("References: " + unit * (1_000_000 // len(unit)))
        with must_end():
            mail_headers.referenced_ids(message)

    @given(st.binary(max_size=400), st.sampled_from([email.policy.default, email.policy.SMTP, email.policy.compat32]))
    def test_reading_never_raises(self, value, policy):
        message = email.message_from_bytes(b"References: " + value + b"\nIn-Reply-To: " + value, policy=policy)
        assert all(isinstance(found, str) for found in mail_headers.referenced_ids(message))


class TestThreadHeaders:
    @pytest.mark.parametrize(
        ("thread", "expected"),
        [
            ([], ("", "")),
            (["a@x"], ("<a@x>", "<a@x>")),
            (["<a@x>", "b@x", " <c@x>\n"], ("<c@x>", "<a@x> <b@x> <c@x>")),
            (["a@x", "b@x", "a@x"], ("<b@x>", "<a@x> <b@x>")),
            (["", "<>", "a@x"], ("<a@x>", "<a@x>")),
            (["a b@x"], ("<ab@x>", "<ab@x>")),
        ],
    )
    def test_name_the_predecessor_and_the_whole_thread(self, thread, expected):
        assert mail_headers.thread_headers(thread) == expected

    def test_of_a_long_thread_keep_the_first_and_the_last_in_one_line(self):
        ids = [f"<{number:04}.{'x' * 50}@example.com>" for number in range(60)]
        in_reply_to, references = mail_headers.thread_headers(ids)
        kept = references.split()
        assert in_reply_to == kept[-1] == ids[-1]
        assert kept[0] == ids[0]
        assert kept[1:] == ids[-len(kept) + 1 :]
        assert len("References: " + references) <= 998 < len("References: " + references) + len(ids[0]) + 1

    def test_keep_first_and_last_even_if_they_are_too_long(self):
        ids = [f"<{letter * 600}@x>" for letter in "abc"]
        assert mail_headers.thread_headers(ids) == (ids[2], f"{ids[0]} {ids[2]}")

    @given(st.lists(IDS, min_size=1, max_size=12, unique=True))
    def test_come_back_as_the_same_ids(self, ids):
        in_reply_to, references = mail_headers.thread_headers(ids)
        message = headers(f"In-Reply-To: {in_reply_to}\nReferences: {references}")
        assert mail_headers.referenced_ids(message) == tuple(ids)

    @given(st.lists(IDS, min_size=1, max_size=12, unique=True))
    def test_survive_the_folding_of_pythons_own_generator(self, ids):
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message["In-Reply-To"], message["References"] = mail_headers.thread_headers(ids)
        sent = email.message_from_bytes(message.as_bytes(), policy=email.policy.SMTP)
        assert mail_headers.referenced_ids(sent) == tuple(ids)


class TestReplySubject:
    @pytest.mark.parametrize(
        ("subject", "expected"),
        [
            ("Offer", "Re: Offer"),
            ("Re: Offer", "Re: Offer"),
            ("RE: Offer", "RE: Offer"),
            ("re:Offer", "re:Offer"),
            ("Re : Offer", "Re : Offer"),
            ("Re[2]: Offer", "Re[2]: Offer"),
            ("Re(3): Offer", "Re(3): Offer"),
            ("  Re: Offer", "Re: Offer"),
            ("Rebate: 10 %", "Re: Rebate: 10 %"),
            ("Regarding: x", "Re: Regarding: x"),
            ("A  wide   gap", "Re: A  wide   gap"),
            ("Two\r\n lines", "Re: Two lines"),
            ("", "Re:"),
        ],
    )
    def test_has_one_re(self, subject, expected):
        assert mail_headers.reply_subject(subject) == expected

    @given(st.text())
    def test_of_a_reply_subject_is_the_same(self, subject):
        once = mail_headers.reply_subject(subject)
        assert mail_headers.reply_subject(once) == once

    @given(st.text(alphabet="a \r\n\v\f\x1c\x85\u2028"))
    def test_can_be_put_into_a_header(self, subject):
        message = email.message.EmailMessage()
        message["Subject"] = mail_headers.reply_subject(subject)
        line = mail_headers.one_line(subject)
        assert len(line.splitlines()) <= 1
        assert "\0" not in line


class TestDecoded:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("plain", "plain"),
            ("=?utf-8?Q?f=C3=BCr?= alle", "für alle"),
            ("=?utf-8?Q?f=C3?= =?UTF-8?q?=BCr?=", "für"),
            ("=?utf-8?B?ZsO8?=\r\n =?utf-8?B?cg==?=", "für"),
            ("=?iso-8859-1*de?Q?f=FCr_dich?=", "für dich"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?unknown-8bit?Q?f=FCr?=", "für"),
            ("=?bogus?Q?f=C3=BC?=", "fÃ¼"),
            ("=?utf-8?B?ZsO8c?=", "fü"),
            ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
            ("f\udcc3\udcbcr", "für"),
            ("f\udcfcr", "für"),
            ("für", "für"),
        ],
    )
    def test_encoded_words_and_raw_bytes_become_text(self, value, expected):
        assert mail_headers.decoded(value) == expected

    @given(st.text(alphabet=st.characters(exclude_categories=())) | st.text(alphabet="=?utf-8QqBb_ \n"))
    def test_never_raises(self, value):
        assert isinstance(mail_headers.decoded(value), str)
