"""Emails by people that hold a machine's words: each must be classified as a person's (semantics 5.1).

`QUOTING` answer our email and quote it, `ANSWERS` do not quote it, `FRESH` answer nothing. Written for these tests.
"""

from itertools import cycle

from incoming_mails import answer, mail, parsed

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

# How email programs introduce the email that is answered, below the answer.
QUOTATIONS = {
    "Thunderbird, English": "On 13/07/2026 10:01, Sam Seller wrote:\n> Hi Jo,\n> would a call suit you?",
    "Gmail, wrapped": "On Mon, 13 Jul 2026 at 10:01, Sam Seller <sam@example.net>\nwrote:\n\n> Hi Jo,\n> a call?",
    "Apple, German": "Am 13.07.2026 um 10:01 schrieb Sam Seller <sam@example.net>:\n\n> Hallo,\n> passt ein Anruf?",
    "Thunderbird, Polish": "W dniu 13.07.2026 o 10:01, Sam Seller pisze:\n> Dzień dobry,\n> czy mogę zadzwonić?",
    "Gmail, Russian": "пн, 13 июл. 2026 г. в 10:01, Sam Seller <sam@example.net>:\n\n> Здравствуйте",
    "Gmail, Japanese": "2026年7月13日(月) 10:01 Sam Seller <sam@example.net>:\n\n> お世話になります",
    "Outlook, English": (
        "From: Sam Seller <sam@example.net>\nSent: Monday, July 13, 2026 10:01 AM\n"
        "To: Jo Doe <jo@example.com>\nSubject: Quick question\n\nHi Jo, would a call suit you?"
    ),
    "Outlook, Czech": (
        "Od: Sam Seller <sam@example.net>\nOdesláno: pondělí 13. července 2026 10:01\n"
        "Komu: Jo Doe <jo@example.com>\nPředmět: Quick question\n\nHi Jo, here is our offer."
    ),
    "Outlook, Finnish": (
        "Lähettäjä: Sam Seller <sam@example.net>\nLähetetty: maanantai 13. heinäkuuta 2026 10.01\n"
        "Vastaanottaja: Jo Doe <jo@example.com>\nAihe: Quick question\n\nHi Jo, here is our offer."
    ),
    "Outlook, Russian": (
        "От: Sam Seller <sam@example.net>\nОтправлено: 13 июля 2026 г. 10:01\n"
        "Кому: Jo Doe <jo@example.com>\nТема: Quick question\n\nHi Jo, here is our offer."
    ),
    "Outlook, Chinese": (
        "发件人: Sam Seller <sam@example.net>\n发送时间: 2026年7月13日 10:01\n"
        "收件人: Jo Doe <jo@example.com>\n主题: Quick question\n\nHi Jo, here is our offer."
    ),
    "Outlook, old, Czech": "-----Původní zpráva-----\nOd: Sam Seller\n\nHi Jo, here is our offer.",
    "Outlook, old, Danish": "-----Oprindelig meddelelse-----\nFra: Sam Seller\n\nHi Jo, here is our offer.",
}

# What stands above a quotation: (language, text).
QUOTING = [
    ("en", "I know this is an automated message, but please stop."),
    ("en", "Unless this is an automated mail: who at your end knows about racks? Ask Ann to ring."),
    ("en", "This address is no longer used. Write to jo.doe@example.org."),
    ("en", "Yes please. By the way, this mailbox is not monitored after Friday."),
    ("en", "Your request was received with interest by our board, more on Thursday."),
    ("en", "Your support case was opened next door, at the lab. They want two licences."),
    ("en", "Prove that you are a real person, then we talk."),
    ("en", "Jo Doe is no longer with the company, I do his work now."),
    ("en", "I have left the company, please contact Ann, she decides now."),
    ("en", "I am out of the office until Monday, in urgent cases please contact Ann."),
    ("en", "Thank you for contacting us. Our team will be in touch with you, as soon as possible, about the price."),
    ("en", "Your email to <ann@example.com> could not be delivered as she left in May, I take it from here."),
    ("en", "Your message to ann@example.com was not delivered, she has a new one: ann@example.org."),
    ("de", "Das ist eine automatische Nachricht, oder? Bitte nehmen Sie mich aus dem Verteiler."),
    ("de", "Dienstag um zehn. Diese E-Mail wurde automatisch auf Viren geprüft."),
    ("de", "Diese E-Mail-Adresse ist nicht mehr aktiv, neu ist j.doe@example.org, bis Mittwoch."),
    ("de", "Ich bin bis Freitag im Urlaub, dringende Fragen bitte an Frau Kurz, sie entscheidet das."),
    ("de", "Ihre E-Mail an <ann@example.com> konnte nicht zugestellt werden, sie ist seit Mai in Rente."),
    ("fr", "Ceci est un message automatique, je suppose, mais la solution nous intéresse."),
    ("fr", "Cette adresse n'est plus utilisée, ma nouvelle adresse est jo@example.org."),
    ("fr", "Votre demande a bien été transmise, nous vous répondrons sous 48 h, dans les meilleurs délais."),
    ("es", "Esto es un mensaje automático, supongo, pero el precio no está mal."),
    ("es", "Gracias por escribir. Estoy de viaje hasta el lunes, de las compras se encarga Pilar."),
    ("it", "Questo è un messaggio automatico, immagino, ma la cosa è giusta per noi."),
    ("it", "Sono in ferie fino al 5, per urgenze contattare Mario, lui decide."),
    ("pt", "Esta é uma mensagem automática, imagino, mas o assunto é bom para nós."),
    ("pt", "Estou de férias até 10 de agosto, contacte a Maria, ela trata disto."),
    ("nl", "Dit is een automatisch bericht, neem ik aan. Toch: dinsdag kan."),
    ("nl", "Ik ben op vakantie tot 3 mei, voor dringende zaken contact opnemen met Jan, die beslist."),
    ("pl", "To jest automatyczna wiadomość, prawda? Wtorek pasuje."),
    ("pl", "Jestem na urlopie do 5 maja, w pilnych sprawach proszę o kontakt z Anną, ona decyduje."),
    ("sv", "Detta är ett automatiskt mejl, antar jag. Tisdag går bra."),
    ("da", "Dette er en automatisk mail, ikke? Tirsdag er fint."),
    ("fi", "Tämä on automaattinen viesti, eikö niin. Tiistai sopii."),
    ("cs", "Toto je automatická zpráva, že ano. Úterý mi vyhovuje."),
    ("ru", "Это автоматическое сообщение, видимо. Во вторник я свободен."),
    ("ja", "本メールは自動配信のものですか。見積書は木曜までに欲しいです。"),
    ("zh", "这是自动回复吗,周二可以。"),
    ("ko", "이 메일은 아마 자동 발송이겠지요. 화요일 좋습니다."),
]

# Answers above no quotation: a question, a request, a greeting by name or more than the notice tells a person.
ANSWERS = [
    ("en", "I know this is an automated message, but please stop."),
    ("en", "I suspect this is an automated mail. We do need racks, though."),
    ("en", "Whether this is an automated notification or not, take us off the list."),
    ("en", "Yes please, send me the price list. By the way this address is no longer used."),
    ("en", "Hi Sam, this is an automated message, I guess. Thursday at ten."),
    ("en", "This mailbox is not read during the fair. May I ring you after it?"),
    ("en", "Tuesday at ten, then. This mailbox is no longer monitored after Friday."),
    ("en", "Prove that you are a human and not a robot, then ring our front desk? Thanks."),
    ("en", "Hi Sam, your inquiry was fine, your request was logged for the June meeting."),
    ("en", "A case was opened by mistake, a ticket was opened again today. Which licence do we need?"),
    ("en", "Agreed, Thursday at noon. This email was automatically created from my calendar notes."),
    ("en", "Your email to <ann@example.com> could not be delivered, she left. Shall we talk instead?"),
    ("en", "Hi Sam, your message to ann@example.com was not delivered, she left in May. I take it from here."),
    ("de", "Das ist eine automatische Nachricht, oder? Bitte nehmen Sie mich aus dem Verteiler."),
    ("de", "Das ist eine automatische Mail. Bitte nehmen Sie mich aus Ihrem Verteiler."),
    ("de", "Guten Tag Herr Seller, diese E-Mail wurde automatisch versendet, vermute ich. Dienstag um zehn."),
    ("de", "Dienstag um zehn. Diese E-Mail wurde automatisch auf Viren geprüft."),
    ("de", "Sehr geehrte Frau Seller, dieses Postfach wird nicht überwacht, neu ist j.doe@example.org."),
    ("fr", "Je crois que ceci est un courriel automatique. Mardi à dix heures."),
    ("fr", "Ceci est un message automatique ? Retirez-moi de votre liste."),
    ("es", "Supongo que esto es un mensaje automático. El martes a las diez."),
    ("es", "Esto es un mensaje automático. Por favor, denme de baja."),
    ("it", "Credo che questa è una e-mail automatica. Martedì alle dieci."),
    ("it", "Questo è un messaggio automatico. Cancellatemi dalla lista, per favore."),
    ("pt", "Imagino que esta é uma mensagem automática. Terça às dez."),
    ("pt", "Esta é uma mensagem automática. Remova-me da lista, por favor."),
    ("nl", "Ik neem aan dat dit is een automatisch bericht. Dinsdag om tien uur."),
    ("nl", "Dit is een automatisch bericht. Haal mij van de lijst."),
    ("pl", "Wiem, że to jest automatyczna wiadomość. Wtorek o dziesiątej."),
    ("pl", "To jest automatyczna wiadomość. Proszę mnie usunąć z listy."),
    ("ru", "Это автоматическое уведомление? Жду прайс во вторник."),
    ("ja", "本メールは自動配信のものですか。見積書は木曜までに欲しいです。"),
    ("zh", "我知道这是自动回复,周二可以。"),
    ("fr", "Cette boîte n'est pas consultée le week-end, rappelez-moi lundi."),
]

# Emails under a subject of their own: (language, subject, text).
FRESH = [
    ("en", "Automated message?", "Tuesday at ten."),
    ("en", "Automatic reply on your website", "Hi Sam, the automatic reply on your website is broken. Can you look?"),
    ("en", "I will be out of the office next week", "Hi Sam, please send the contract to Ann, she signs it."),
    ("en", "I will be out of the office next week", "Can Ann sign instead?"),
    ("en", "Out of office", "Hi Sam, I am away until Friday, send the contract to Ann."),
    ("en", "Out of office on Tuesday", "Could we do Wednesday?"),
    ("en", "Ann is no longer with Acme", "Her projects are mine now."),
    ("en", "Your request was received with interest", "Our board would love to see your offer on Tuesday."),
    ("en", "Thank you for contacting us", "Tuesday is fine, but call me before."),
    ("en", "We got your message", "Can you come on Tuesday?"),
    ("en", "Acknowledgement", "Please remove me from your list."),
    ("en", "Abuse report", "Hi Sam, stop writing to us."),
    ("en", "Abuse report", "You wrote to me five times. Please stop."),
    (
        "en",
        "Mail delivery failed",
        "Hi Sam, I wrote to <sam@example.net> and it was not delivered. Which is the right one?",
    ),
    ("en", "Undelivered mail", "It was not delivered to <sam@example.net>, do you have another address?"),
    ("en", "Undeliverable", "<sam@example.net> 550 5.1.1: please fix your mailbox, I want to order."),
    ("en", "Returned mail", "The signed contract to <sam@example.net> was returned. It is on my desk."),
    ("en", "New address", "Hi Sam, this address is no longer used, mine is jo@example.org now."),
    ("de", "Eingangsbestätigung", "Rufen Sie mich gern an."),
    ("de", "Empfangsbestätigung", "Können Sie mir die noch einmal schicken?"),
    ("de", "Urlaub ab Montag", "Herr Seller, ich habe dann Urlaub. Der Vertrag geht an die Zentrale, Zimmer 12."),
    ("de", "Nicht im Büro: Dienstag", "Hallo Sam, ich bin am Dienstag nicht im Büro. Mittwoch um zehn."),
    ("fr", "Accusé de réception", "Pouvez-vous m'envoyer le devis ?"),
    ("fr", "Absence du bureau mardi", "Bonjour Sam, je suis absente mardi, mercredi à dix heures alors."),
    ("es", "Fuera de la oficina el martes", "Hola Sam, ¿le va bien el miércoles?"),
    ("it", "Fuori ufficio: martedì", "Ciao Sam, martedì sono fuori ufficio, va bene mercoledì?"),
    ("nl", "Ontvangstbevestiging", "Kunt u mij die nog eens sturen?"),
    ("pt", "Fora do escritório: terça", "Olá Sam, podemos falar na quarta?"),
    ("pl", "Potwierdzenie otrzymania", "Czy może Pan przysłać umowę?"),
]

# Answers by people whose address or name is that of a mail system: (sender, subject, text).
ADMINISTRATORS = [
    ("postmaster@example.com", "Re: Quick question", "Sorry, my answer was delayed. Tuesday at ten."),
    (
        "postmaster@example.com",
        "Re: Quick question",
        "The mailbox ann@example.com does not exist any more, I do her work.\n\n> Hi Ann,\n> would a call suit you?",
    ),
    ("System Administrator <it@example.com>", "Your offer", "Hi Sam, it was rejected by the board. Next year, maybe."),
    ("Mail Administrator <it@example.com>", "Re: Quick question", "It was refused, ask ann@example.com. Can you?"),
]


def quoting():
    """Every text above one quotation after another, and the first ones above all quotations."""
    introductions = cycle(QUOTATIONS)
    pairs = [(language, text, next(introductions)) for language, text in QUOTING]
    pairs += [("en", text, name) for language, text in QUOTING[:3] for name in QUOTATIONS]
    return {
        f"{language}: {text[:40]} [{name}, {number}]": answer(f"{text}\n\nJo\n\n{QUOTATIONS[name]}")
        for number, (language, text, name) in enumerate(pairs)
    }


def html_quoting():
    """Answers in HTML alone, as Gmail, Outlook on the web and Outlook for Windows write them."""
    page = "From: Jo Doe <jo@example.com>\nSubject: Re: Quick question\nContent-Type: text/html\n\n<p>{}</p>{}"
    sender, sent = "Sam Seller &lt;sam@example.net&gt;", "Montag, 13. Juli 2026 10:01"
    block = f"<b>Von:</b> {sender}<br><b>Gesendet:</b> {sent}<br><b>An:</b> Jo<br>"
    quotations = (
        '<div class="gmail_quote">Hello</div>',
        '<div id="divRplyFwdMsg">Hello</div>',
        f"<div><p>{block}</p></div>",
    )
    return {
        f"html {language}: {text[:40]} [{number}]": parsed(page.format(text, quotation))
        for language, text in QUOTING[:3]
        for number, quotation in enumerate(quotations)
    }


def peoples_mails():
    """The emails by a name that says what they are."""
    return (
        quoting()
        | html_quoting()
        | {f"answer {language}: {text[:60]}": answer(text) for language, text in ANSWERS}
        | {f"fresh {language}: {subject}: {text[:30]}": mail(subject, text) for language, subject, text in FRESH}
        | {f"{sender}: {text[:40]}": mail(subject, text, sender) for sender, subject, text in ADMINISTRATORS}
    )
