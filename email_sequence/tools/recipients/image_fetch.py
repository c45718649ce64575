"""Who fetches the image of an email, or follows a link in it: a person's own program, or a machine (semantics 12).

Nothing proves that a person looked at an email. But some requests certainly or probably come from a machine: ordered
rules on the request's method and headers say which, and the first that applies decides. If in doubt, it is a machine,
because a reader's own program names itself. A machine that names itself like a browser cannot be recognised.

Sources: RFC 9110 section 9.3.2 (HEAD); the Fetch standard and MDN (Sec-Purpose); Apple's description of Mail Privacy
Protection and what mailing services observe of it; the User-Agents of image proxies and scanners as collected by
browscap, ua-parser and matomo's device-detector, and reported to Mautic, ahoy_email and mssola/user_agent.
"""

import re
from collections.abc import Mapping

AHEAD = re.compile(r"prefetch|prerender|preview|instant", re.IGNORECASE)
# Standard; older Chrome and Safari; Safari and Opera; older Firefox.
AHEAD_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")

# Apple's relays send this, and nothing more.
APPLE_PRIVACY = "Mozilla/5.0"

# Gmail when an email arrives, before anybody sees it; the real Edge 12 is of 2015. It ends with "Mozilla/5.0" for
# images, with "Gmail-content-sampling" for links.
GMAIL_ARRIVAL = re.compile(r"Chrome/42\.0\.2311\.135 Safari/537\.36 Edge/12\.246")

# Proxies that fetch for a reader, perhaps when the email is opened: GoogleImageProxy (via ggpht.com), YahooMailProxy,
# YahooCacheSystem, SeznamEmailProxy, HeyImageProxy ...
PROXY = re.compile(r"proxy|ggpht\.com|YahooCacheSystem", re.IGNORECASE)

SCANNER = re.compile(
    # names that machines give themselves; Cubot makes phones
    r"(?<!cu)bot|crawl|spider|slurp|scan|preview|monitor|headless|phantomjs|externalhit|whatsapp|existence discovery|"
    # a page that describes the machine; no browser names one
    r"https?://|"
    # security gateways that name themselves
    r"barracuda|proofpoint|urldefense|mimecast|safelinks|symantec|messagelabs|sophos|trend ?micro|fortinet|fortimail|"
    r"ironport|ciscosecure|zscaler|forcepoint|cloudmark|vadesecure|trellix|fireeye|check ?point|mcafee|palo ?alto|"
    r"cloudfront|google-",
    re.IGNORECASE,
)

# A browser engine, as used by mail clients and webmail, or a mail client with an engine of its own. Not the bare
# "ms-office; MSOffice 16": Outlook sends it, but so does the scanner of Safe Links.
READER = re.compile(r"AppleWebKit/|\bGecko/|Trident/|MSIE |Outlook|Lotus-Notes|HCL Notes|eM ?Client|Evolution/|Airmail")


def reader(method: str, headers: Mapping[str, str]) -> str:
    """Who made a request: ``"person"``, or which machine: ``"proxy"``, ``"privacy"`` or ``"scanner"``.

    A proxy fetches for a reader who may have opened the email; privacy protection fetches the images of all emails; a
    scanner is any other machine.

    :param method: the HTTP method
    :param headers: the request's headers, under their names in HTTP
    """
    agent = headers.get("User-Agent", "").strip()
    if method != "GET" or any(AHEAD.search(headers.get(name, "")) for name in AHEAD_HEADERS):
        return "scanner"
    if agent == APPLE_PRIVACY:
        return "privacy"
    if GMAIL_ARRIVAL.search(agent):
        return "scanner"
    if PROXY.search(agent):
        return "proxy"
    if SCANNER.search(agent):
        return "scanner"
    return "person" if READER.search(agent) else "scanner"
