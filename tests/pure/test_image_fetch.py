"""Who fetches the image of a mail: a reader's own program, or a machine (semantics 12).

The User-Agents are those that browscap, ua-parser, ua-parser-js, device-detector and reports in public issues have.
Where only the word is known by which a program is recognised, it stands in a browser's.
"""

import pytest
from tools.recipients.image_fetch import reader

SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
    "Safari/605.1.15"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"
)

PERSONS = {
    "Outlook 2016": "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/8.0; .NET4.0C; .NET4.0E; "
    ".NET CLR 2.0.50727; .NET CLR 3.0.30729; .NET CLR 3.5.30729; Microsoft Outlook 16.0.6366; ms-office; MSOffice 16)",
    "Outlook, as Office": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12827; Pro)",
    "Outlook for Mac": "MacOutlook/16.78.23100802 (Intelx64 Mac OS X 14.0 (Build 23A344))",
    "Outlook for iOS": "Outlook-iOS/709.2189947.prod.iphone (3.24.0)",
    "Outlook for Android": "Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Version/4.0 Chrome/112.0.5615.101 Mobile Safari/537.36 Outlook-Android/2.0",
    "Thunderbird": "Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Thunderbird/78.13.0",
    "Thunderbird with its calendar": "Mozilla/5.0 (Windows NT 10.0; WOW64; rv:52.0) Gecko/20100101 Thunderbird/52.9.1 "
    "Lightning/5.4.9.1",
    "Apple Mail on a Mac": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "Apple Mail on an iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
    "like Gecko) Mobile/15E148",
    "a web mailer in Chrome": CHROME,
    "a web mailer in Safari": SAFARI,
    "a web mailer in Firefox": "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
    "a web mailer in Edge": f"{CHROME} Edg/124.0.0.0",
    "Mail of Windows 10": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; WebView/3.0) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/70.0.3538.102 Safari/537.36 Edge/18.19582",
    "Samsung Mail": "Mozilla/5.0 (Linux; Android 14; SM-S911B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/123.0.6312.40 Mobile Safari/537.36",
    "on a phone of Cubot": "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36",
    "Lotus Notes": "Mozilla/4.0 (compatible; Lotus-Notes/6.0; Windows-NT)",
    "eM Client": "eM Client/9.2.2038.0",
}

PROXIES = {
    "Gmail": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Gmail, formerly": "Mozilla/5.0 (Windows; U; Windows NT 5.1; de; rv:1.9.0.7) Gecko/2009021910 Firefox/3.0.7 "
    "(via ggpht.com)",
    "Yahoo": "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Yahoo, as a browser": "Mozilla/5.0 (compatible; YahooMailProxy; "
    "https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html)",
    "Yahoo's cache": "YahooCacheSystem; YahooWebServiceClient",
    "Seznam": "Mozilla/5.0 SeznamEmailProxy/2.0.174",
    "HEY": "HeyImageProxy/1.0",
}

SCANNERS = {
    "nobody who says who it is": "",
    "Gmail at arrival": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
    "Gmail at arrival, links": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Gmail-content-sampling",
    "Safe Links, or Outlook": "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Safe Links as a browser": f"{CHROME} SafeLinks",
    "Office asks whether it is there": "Microsoft Office Existence Discovery",
    "Barracuda": "Barracuda Sentinel (EE)",
    "Barracuda as a browser": f"{CHROME} Barracuda Sentinel (EE)",
    "Proofpoint": "Mozilla/5.0 (compatible; ProofpointURLDefense)",
    "Mimecast": f"{CHROME} Mimecast",
    "Palo Alto": "Expanse, a Palo Alto Networks company, searches across the global IPv4 space",
    "Google": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; "
    "+http://www.google.com/bot.html) Chrome/124.0.0.0 Safari/537.36",
    "Google reads aloud": "Mozilla/5.0 (Linux; Android 7.0; SM-G930V) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/59.0.3071.125 Mobile Safari/537.36 (compatible; Google-Read-Aloud; +https://support.google.com/x)",
    "Bing's preview": f"{CHROME} BingPreview/1.0b",
    "Yandex": "Mozilla/5.0 (compatible; YandexImageResizer/2.0; +http://yandex.com/bots)",
    "Apple's crawler": f"{SAFARI} (Applebot/0.1; +http://www.apple.com/go/applebot)",
    "BitSight": "Mozilla/5.0 (compatible; BitSightBot/1.0)",
    "BitSight as a browser": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "HeadlessChrome/90.0.4430.212 Safari/537.36",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Skype": "SkypeUriPreview Preview/0.5",
    "WhatsApp": "WhatsApp/2.23.20.0 A",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "CloudFront": "Amazon CloudFront",
    "requests": "python-requests/2.26.0",
    "aiohttp": "Python/3.9 aiohttp/3.8.1",
    "curl": "curl/8.4.0",
    "wget": "Wget/1.21.3",
    "Go": "Go-http-client/2.0",
    "okhttp": "okhttp/4.10.0",
    "Java": "Apache-HttpClient/4.5.14 (Java/17.0.9)",
    "axios": "axios/1.7.2",
    "a program that nobody knows": "Mozilla/5.0 (compatible)",
}


@pytest.mark.parametrize("agent", PERSONS.values(), ids=PERSONS)
def test_12_a_readers_own_program_is_a_person(agent):
    assert reader("GET", {"User-Agent": agent}) == "person"


@pytest.mark.parametrize("agent", PROXIES.values(), ids=PROXIES)
def test_12_a_mail_providers_proxy_is_no_person(agent):
    assert reader("GET", {"User-Agent": agent}) == "proxy"


@pytest.mark.parametrize("agent", SCANNERS.values(), ids=SCANNERS)
def test_12_a_scanner_is_no_person(agent):
    assert reader("GET", {"User-Agent": agent}) == "scanner"


def test_12_apples_mail_privacy_protection_says_mozilla_and_nothing_more():
    assert reader("GET", {"User-Agent": "Mozilla/5.0"}) == "privacy"
    assert reader("GET", {"User-Agent": "Mozilla/5.0 "}) == "privacy"


def test_12_who_says_nothing_at_all_is_no_person():
    assert reader("GET", {}) == "scanner"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST"])
def test_12_whoever_does_not_get_the_image_has_not_seen_it(method):
    assert reader(method, {"User-Agent": CHROME}) == "scanner"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Sec-Purpose", "prefetch;anonymous-client-ip"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Purpose", "instant"),
        ("X-Moz", "prefetch"),
    ],
)
def test_12_what_is_fetched_ahead_nobody_has_seen(name, value):
    assert reader("GET", {"User-Agent": CHROME, name: value}) == "scanner"


def test_12_another_purpose_is_a_persons():
    assert reader("GET", {"User-Agent": CHROME, "Purpose": "", "Accept": "image/*"}) == "person"
