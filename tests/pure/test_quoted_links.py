"""Our links are found in what mail programs and security gateways make of a quoted email."""

import re
from urllib.parse import quote

import pytest
from tools.recipients.quoted_links import SIGNED, path, with_links, without_images

SIGNATURE = "0123456789abcdef" * 4
LINK = f"https://odoo.seller.test/email_sequence/unsubscribe/12/{SIGNATURE}"
OURS = re.compile(path("email_sequence", "unsubscribe") + SIGNED, re.IGNORECASE)
PROOFPOINT = LINK.replace("_", "-5F").replace("://", "-3A__").replace("/", "_")
WRAPPED = {
    "as it was": LINK,
    "Outlook's safe links": f"https://eur01.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&amp;data=05",
    "encoded twice": f"https://gateway.test/?u={quote(quote(LINK, safe=''), safe='')}",
    "Proofpoint 2": f"https://urldefense.proofpoint.com/v2/url?u={PROOFPOINT}&amp;d=DwMFaQ",
    "Proofpoint 3": f"https://urldefense.com/v3/__{LINK}__;!!ABC!xyz$",
    "Barracuda": f"https://linkprotect.cudasvc.com/url?a={quote(LINK, safe='').replace('%2F', '%2f')}&amp;c=E,1",
    "Google": f"https://www.google.com/url?q={LINK}&amp;source=gmail",
    "entities": LINK.replace("/", "&#x2F;"),
}


def gone(page):
    return with_links(page, OURS, lambda _found: "")


@pytest.mark.parametrize("name", WRAPPED)
@pytest.mark.parametrize("quotes", ['"', "'"])
def test_the_attribute_that_holds_it_goes_and_the_words_stay(name, quotes):
    tag = f"<a class=x href={quotes}{WRAPPED[name]}{quotes} title={quotes}Leave{quotes}>Unsubscribe</a>"
    assert gone(f"<p>a {tag} b</p>") == f"<p>a <a class=x title={quotes}Leave{quotes}>Unsubscribe</a> b</p>"


@pytest.mark.parametrize("name", WRAPPED)
@pytest.mark.parametrize("around", ["({})", "&lt;{}&gt;", "{}", "&quot;{}&quot;", "<b>{}</b>", "{}\n"])
def test_in_a_text_the_address_goes(name, around):
    assert gone(f"<pre>Leave: {around.format(WRAPPED[name])} now</pre>") == f"<pre>Leave: {around.format('')} now</pre>"


def test_each_of_several_goes():
    assert gone(f'<a href="{LINK}" data-saferedirecturl="https://g.test/?q={LINK}">{LINK}</a>, {LINK}') == "<a></a>, "


def test_an_address_is_replaced_where_it_leads_elsewhere():
    page = f'<a href="{WRAPPED["Google"]}">{LINK}.</a>'
    assert with_links(page, OURS, lambda found: f"https://x.test/{found['id']}") == (
        '<a href="https://x.test/12">https://x.test/12.</a>'
    )
    assert with_links(page, OURS, lambda _found: None) == page


@pytest.mark.parametrize(
    "page",
    [
        "",
        "https://odoo.seller.test/email_sequence/unsubscribe",
        f"https://odoo.seller.test/email_sequence/unsubscribe/12/{SIGNATURE[:-1]}",
        f"A path such as /email_sequence/unsubscribe/12/{SIGNATURE} is no address.",
    ],
)
def test_other_pages_stay_as_they_are(page):
    assert gone(page) == page


@pytest.mark.parametrize("name", WRAPPED)
def test_an_image_goes_as_a_whole(name):
    assert without_images(f"a<img src='x.gif'><IMG\nsrc='{WRAPPED[name]}.gif'>b", OURS) == "a<img src='x.gif'>b"


def test_long_pages_end():
    page = f"https://{'a' * 200_000}{LINK}{'b' * 200_000}" + "http" * 50_000 + f" {LINK}" * 500
    assert SIGNATURE not in gone(page)
