"""Responders and services: a mail as each of them writes it, and the language of its title."""

import pytest
from incoming_mails import mail, parsed
from tools.incoming.classifier import Verdict, classify

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

ANSWER = {"In_Reply_To": "<ours@example.net>", "References": "<ours@example.net>"}

# responder: (subject, headers, text, rule)
RESPONDERS = {
    "Exchange 2003": ("Out of Office AutoReply: Offer", {}, "Back on Monday.", "automatic_title"),
    "Exchange 2003 German": ("Abwesenheitsnotiz: Angebot", {}, "Bis Montag.", "automatic_title"),
    "Exchange 2003 French": ("Absence du bureau\u00a0: Offre", {}, "À lundi.", "automatic_title"),
    "Exchange 2007": ("Out of Office: Offer", {"Return_Path": "<>"}, "Back on Monday.", "absence_title"),
    "Exchange 2010": (
        "Automatic reply: Offer",
        {**ANSWER, "X_Auto_Response_Suppress": "All", "X_MS_Exchange_Inbox_Rules_Loop": "jo@example.com"},
        "Back on Monday.",
        "automatic_title",
    ),
    "Microsoft 365": (
        "Automatic reply: [EXTERNAL] Offer",
        {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All", "X_MS_Exchange_Parent_Message_Id": "x"},
        "Back on Monday.",
        "auto_submitted",
    ),
    "Outlook rule that answers with a template": (
        "Re: Offer",
        {"X_Autoreply": "yes", "Auto_Submitted": "auto-generated"},
        "We are moving house.",
        "auto_submitted",
    ),
    "Gmail": (
        "Gone sailing Re: Offer",
        {**ANSWER, "Precedence": "bulk", "Auto_Submitted": "auto-replied", "X_Autoreply": "yes"},
        "Ahoy.",
        "auto_submitted",
    ),
    "Gmail whose headers were cut down": ("Gone sailing", {"X_Autoreply": "yes"}, "Ahoy.", "responder_header"),
    "Domino": (
        "AUTO: Jo Doe is out of the office. (returning 02/05/2027)",
        {"X_Mailer": "Lotus Domino Web Server Release 9"},
        "I am out of the office until 02/05/2027.\n\nNote: This is an automated response to your message.",
        "absence_in_subject",
    ),
    "Domino before 8": ("Jo Doe is out of the office.", {}, "I will be out from 1 May.", "absence_in_subject"),
    "GroupWise": (
        "Re: Offer - on holiday",
        {"X_Mailer": "Novell GroupWise Internet Agent 12", "Auto_Submitted": "auto-replied"},
        "Back soon.",
        "auto_submitted",
    ),
    "Zimbra": (
        "Re: Offer",
        {**ANSWER, "Auto_Submitted": "auto-replied (zimbra; vacation)", "Precedence": "bulk"},
        "Back soon.",
        "auto_submitted",
    ),
    "Zoho": ("Out of office:Offer", {"Precedence": "bulk"}, "Back soon.", "absence_title"),
    "iCloud": ("Back soon", {"X_Apple_Action": "VACATION"}, "Only sleeping.", "responder_header"),
    "Exchange in a language that no table knows": (
        "Tellus: Offer",
        {"Return_Path": "<>", "X_Auto_Response_Suppress": "All"},
        "...",
        "null_return_path_answer",
    ),
    "Mimecast": ("AutoResponse :Offer", {"Precedence": "bulk"}, "Later.", "automatic_title"),
    "Yahoo": ("Yahoo! Auto Response", {}, "Back soon.", "automatic_title"),
    "AOL": ("Re: Offer (Automatic response)", {"Auto_Submitted": "auto-replied"}, "Back soon.", "auto_submitted"),
    "QQ": ("自动回复:报价", {}, "你好,邮件已收到。", "automatic_title"),
    "WP.pl": ("[Automatyczna odpowiedź] Oferta", {"Precedence": "junk"}, "Do zobaczenia.", "automatic_title"),
    "cPanel": (
        "Gone fishing",
        {
            "X_Autorespond": "Offer",
            "X_Precedence": "auto_reply",
            "Precedence": "auto_reply",
            "Preference": "auto_reply",
        },
        "Back soon.",
        "responder_header",
    ),
    "Plesk": ("Re: Offer", {"X_Mail_Autoreply": "7", "Auto_Submitted": "auto-replied"}, "Later.", "auto_submitted"),
    "Domain Technologie Control": ("Hi", {"X_AutoReply_From": "jo@example.com"}, "Later.", "responder_header"),
    "qmail-autoresponder": ("Re: Offer", {**ANSWER, "Delivered_To": "Autoresponder"}, "Later.", "responder_header"),
    "BSD vacation": ("Re: Offer", {**ANSWER, "Precedence": "junk"}, "I will read it later.", "junk_answer"),
    "BSD vacation of NetBSD": ("away from my mail", {"Auto_Submitted": "auto-replied"}, "Later.", "auto_submitted"),
    "vacation with its sample message": (
        "Later",
        {"Delivered_By_The_Graces_Of": "The Vacation program", "Precedence": "bulk"},
        "Later.",
        "responder_header",
    ),
    "SunOS vacation": ("away from my mail", {"Precedence": "bulk"}, "Later.", "absence_title"),
    "vacation with its name in From": (
        "Later",
        {"sender": "jo@example.com (via the vacation program)"},
        "Later.",
        "responder_header",
    ),
    "procmail and formail": ("Re: Offer", {**ANSWER, "X_Loop": "jo@example.com"}, "Got it.", "own_loop_mark"),
    "maildrop mailbot": ("Re: Offer", {**ANSWER, "Precedence": "junk"}, "Got it.", "junk_answer"),
    "Dovecot Sieve": (
        "Auto: Offer",
        {**ANSWER, "Auto_Submitted": "auto-replied (vacation)", "Precedence": "bulk", "Return_Path": "<>"},
        "Later.",
        "auto_submitted",
    ),
    "Dovecot Sieve whose headers were cut down": (
        "Later",
        {"Message_ID": "<dovecot-sieve-1-2-0@mx.example.com>"},
        "Later.",
        "responder_header",
    ),
    "Cyrus Sieve": ("Later", {"Message_ID": "<cmu-sieve-1-2-0@mx.example.com>"}, "Later.", "responder_header"),
    "Exim autoreply": ("On vacation", {"Auto_Submitted": "auto-replied"}, "Later.", "auto_submitted"),
    "Stalwart Sieve": ("Auto: Offer", {**ANSWER, "Auto_Submitted": "auto-replied"}, "Later.", "auto_submitted"),
    "Sieve without a mark": ("Auto: Offer", ANSWER, "Later.", "automatic_title"),
    "CommuniGate": ("Re: Offer", {"X_Autogenerated": "Reply", "Precedence": "junk"}, "Later.", "responder_header"),
    "Kerio": ("Out of office", {"X_Autoreply": "yes", "Precedence": "bulk"}, "Later.", "responder_header"),
    "MDaemon": ("Re: Offer", {"X_MDaemon_AutoResponse": "yes", "Precedence": "bulk"}, "Later.", "responder_header"),
    "FirstClass": ("Re(2): Offer", {"X_FC_MachineGenerated": "true"}, "Later.", "responder_header"),
    "Mailtraq": ("Re: Offer", {"X_POST_MessageClass": "9; Autoresponder"}, "Later.", "responder_header"),
    "Stalker Internet Mail Server": ("Auto-Reply to: Offer", {}, "Later.", "automatic_title"),
    "Odoo": (
        "Auto: Offer",
        {"Auto_Submitted": "auto-replied", "X_Auto_Response_Suppress": "All"},
        "Later.",
        "auto_submitted",
    ),
    "Amazon": ("Your Amazon inquiry", {"X_Amazon_Auto_Reply": "true"}, "We got it.", "responder_header"),
    "RT": ("[example.com #12] AutoReply: Offer", {"RT_Ticket": "example.com #12"}, "Greetings.", "automatic_title"),
    "OTRS": (
        "[Ticket#2027051110000012] RE: Offer",
        {"X_Mailer": "OTRS Mail Service (6.0)", "Auto_Submitted": "auto-replied"},
        "Your mail arrived.",
        "auto_submitted",
    ),
    "Zammad": ("[Ticket#12] Thank you for contacting us", {}, "Your request has ticket number 12.", "receipt_title"),
    "Freshdesk": (
        "Ticket Received - [#12] Offer",
        {"X_Mailer": "Freshdesk"},
        "Dear Tom Roe, we got it.",
        "receipt_title",
    ),
    "Zendesk": (
        "[Request received] Offer",
        {"X_Mailer": "Zendesk Mailer", "Auto_Submitted": "auto-generated", "X_Zendesk_From_Account_Id": "1"},
        "##- Please type your reply above this line -##\n\nYour request (12) has been received.",
        "receipt_title",
    ),
    "Zendesk with our subject": (
        "Re: Offer",
        {"X_Mailer": "Zendesk Mailer", "Auto_Submitted": "auto-generated"},
        "##- Please type your reply above this line -##\n\nYour request (12) has been received.",
        "automatic_statement",
    ),
    "HubSpot": ("We received your message", {"X_HubSpot_Id": "1"}, "An agent will read it.", "receipt_title"),
    "Jira Service Management": (
        "SUP-12 Offer",
        {"Auto_Submitted": "auto-generated", "X_JIRA_FingerPrint": "1"},
        "Your request has been received: SUP-12.",
        "automatic_statement",
    ),
    "Help Scout": ("Re: Offer", {"Auto_Submitted": "auto-replied"}, "We got it.", "auto_submitted"),
    "Boxbe in plain text": ("Re: Offer", {}, "To get through, get your address added to her guest list.", "challenge"),
    "Spam Arrest": ("Re: Offer", {}, "Please verify that you are a real live human being.", "challenge"),
    "EarthLink": (
        "Re: Offer",
        {},
        "To control spam, I now allow incoming messages only from senders I know.",
        "challenge",
    ),
    "Bluebottle": ("RE: Offer", {"X_Bluebottle_Request": "<1>"}, "Please confirm.", "responder_header"),
    "0spam": ("Please confirm your message to jo@example.com", {}, "Follow the link.", "receipt_title"),
    "a mailbox that nobody reads": ("Re: Offer", {}, "This mailbox is not monitored.", "automatic_statement"),
    "a colleague who left": (
        "Re: Offer",
        {},
        "I no longer work for Acme. Please contact ann@acme.example.",
        "own_departure",
    ),
    "the mailbox of one who left": (
        "Re: Offer",
        {},
        "Jo Doe is no longer with the company. Please contact Ann.",
        "departure_in_text",
    ),
}

# What people write through the same systems, and near them: (subject, headers, text)
PEOPLE = {
    "agent in Zendesk": (
        "Re: Offer",
        {"X_Mailer": "Zendesk Mailer", "Auto_Submitted": "auto-generated"},
        "##- Please type your reply above this line -##\n\nAnn Lee, May 3\n\nYes, we would like to see a demo.",
    ),
    "agent in Jira": (
        "SUP-12 Offer",
        {"Auto_Submitted": "auto-generated", "X_JIRA_FingerPrint": "1"},
        "Ann: Yes, gladly.",
    ),
    "agent in RT": ("Re: [example.com #12] Offer", {"RT_Ticket": "example.com #12", "Precedence": "bulk"}, "Gladly."),
    "agent in Freshdesk": ("Re: [#12] Offer", {"X_Freshdesk_Ticket": "12"}, "Hello Tom,\n\nplease send the prices."),
    "agent in Help Scout": ("Re: Offer", {"X_HelpScout_Conversation": "1"}, "Thanks, that helps. When can we meet?"),
    "mail passed on by CommuniGate": ("Offer", {"X_Autogenerated": "Redirect"}, "Could you come on Monday?"),
    "mail passed on by an Exchange rule": ("Offer", {"X_MS_Exchange_Inbox_Rules_Loop": "x@example.com"}, "Gladly."),
    "mail that wants no automatic answer": ("Re: Offer", {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, "Gladly."),
    "member of a list": ("Re: Offer", {"Precedence": "bulk", "List_Id": "<talk.example.org>"}, "I am away until May."),
    "answer to an automatic reply": ("Re: Automatic reply: Offer", ANSWER, "Welcome back! Did you read it?"),
    "forwarded automatic reply": ("Fwd: Automatic reply: Offer", {}, "He is away until Monday, see below."),
}

TITLES = {
    "ar": "رد تلقائي: عرض",
    "az": "Avtomatik cavab: Təklif",
    "bg": "Автоматичен отговор: Оферта",
    "ca": "Resposta automàtica: Oferta",
    "cs": "Automatická odpověď: Nabídka",
    "cy": "Ateb awtomatig: Cynnig",
    "da": "Automatisk svar: Tilbud",
    "de": "Automatische Antwort: Angebot",
    "el": "Αυτόματη απάντηση: Προσφορά",
    "en": "Automatic reply: Offer",
    "es": "Respuesta automática: Oferta",
    "et": "Automaatvastus: Pakkumine",
    "eu": "Erantzun automatikoa: Eskaintza",
    "fa": "پاسخ خودکار: پیشنهاد",
    "fi": "Automaattinen vastaus: Tarjous",
    "fr": "Réponse automatique\u00a0: Offre",
    "he": "\u200fתשובה אוטומטית: הצעה",
    "hi": "स्वचालित उत्तर: प्रस्ताव",
    "hr": "Automatski odgovor: Ponuda",
    "hu": "Automatikus válasz: Ajánlat",
    "hy": "Ավտոմատ պատասխան: Առաջարկ",
    "id": "Balasan otomatis: Penawaran",
    "is": "Sjálfvirkt svar: Tilboð",
    "it": "Risposta automatica: Offerta",
    "ja": "自動応答: 見積",
    "ka": "ავტომატური პასუხი: შეთავაზება",
    "kk": "Автоматты жауап: Ұсыныс",
    "ko": "자동 회신: 견적",
    "lt": "Automatinis atsakymas: Pasiūlymas",
    "lv": "Automātiskā atbilde: Piedāvājums",
    "mk": "Автоматски одговор: Понуда",
    "ms": "Balasan automatik: Tawaran",
    "nl": "Automatisch antwoord: Offerte",
    "no": "Automatisk svar: Tilbud",
    "pl": "Odpowiedź automatyczna: Oferta",
    "pt": "Resposta automática: Oferta",
    "ro": "Răspuns automat: Ofertă",
    "ru": "Автоматический ответ: Предложение",
    "sk": "Automatická odpoveď: Ponuka",
    "sl": "Samodejni odgovor: Ponudba",
    "sq": "Përgjigje automatike: Ofertë",
    "sr": "Аутоматски одговор: Понуда",
    "sv": "Automatiskt svar: Erbjudande",
    "th": "ตอบกลับอัตโนมัติ: ใบเสนอราคา",
    "tr": "Otomatik Yanıt: Teklif",
    "uk": "Автоматична відповідь: Пропозиція",
    "vi": "Trả lời tự động: Báo giá",
    "zh-Hans": "自动答复: 报价",
    "zh-Hant": "自動回覆: 報價",
}


@pytest.mark.parametrize("name", RESPONDERS)
def test_5_1_a_responder_is_known_by_its_own_marks(name):
    subject, headers, text, rule = RESPONDERS[name]
    assert classify(mail(subject, text, **headers)) == Verdict("autoreply", rule)


@pytest.mark.parametrize("name", PEOPLE)
def test_5_1_a_person_behind_the_same_software_is_a_person(name):
    subject, headers, text = PEOPLE[name]
    assert classify(mail(subject, text, **headers)).kind == "human"


@pytest.mark.parametrize("language", TITLES)
def test_5_1_the_title_of_exchange_is_known_in_the_language_of_the_mailbox(language):
    assert classify(mail(TITLES[language], "...")) == Verdict("autoreply", "automatic_title")


@pytest.mark.parametrize("language", TITLES)
def test_5_1_a_person_who_answers_such_a_mail_is_a_person(language):
    assert classify(mail(f"Re: {TITLES[language]}", "Welcome back.")).kind == "human"


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Offer", {"In_Reply_To": "<ours@example.net>"}),
        ("Offer", {"References": "<ours@example.net>"}),
        ("Re: Offer", {}),
    ],
)
def test_5_1_a_reply_is_known_by_any_one_of_its_marks(subject, headers):
    """Junk that replies to an email of ours is an automatic reply, other junk is not."""
    assert classify(mail(subject, "Got it.", Precedence="junk", **headers)) == Verdict("autoreply", "junk_answer")
    assert classify(mail("Offer", "Got it.", Precedence="junk")).kind == "human"


@pytest.mark.parametrize(
    "quotation",
    [
        "> Hello, here is our offer.",
        "On Monday Tom Roe wrote:\n> Hello",
        "-----Original Message-----\nFrom: tom@example.net",
        "________________________________\nFrom: Tom <tom@example.net>",
    ],
)
def test_5_1_what_stands_above_a_quotation_is_a_persons_in_doubt(quotation):
    text = "I am out of the office until 3 May, in urgent cases please contact Ann."
    assert classify(mail("Re: Offer", text, **ANSWER)).rule == "absence_in_text"
    assert classify(mail("Re: Offer", f"{text}\n\n{quotation}", **ANSWER)).kind == "human"


def test_5_1_a_quotation_in_a_page_counts_as_well():
    page = "<div>I am out of the office until 3 May, in urgent cases please contact Ann.</div>{}"
    source = f"From: jo@example.com\nSubject: Re: x\nContent-Type: text/html\n\n{page}"
    assert classify(parsed(source.format(""))).rule == "absence_in_text"
    assert classify(parsed(source.format('<div class="gmail_quote">Hello</div>'))).kind == "human"


@pytest.mark.parametrize("program", ["Apple Mail (2.3654)", "iPhone Mail (19E258)", "Microsoft Outlook 16.0"])
def test_5_1_what_was_written_in_a_mail_program_is_a_persons_in_doubt(program):
    text = "I am out of the office until 3 May, in urgent cases please contact Ann."
    assert classify(mail("Re: Offer", text, X_Mailer=program)).kind == "human"
    assert classify(mail("Automatic reply: Offer", text, X_Mailer=program)).kind == "autoreply"
