"""Words of services that received something, and of those that first ask the sender for a proof of being human.

`matching` says how they are written. Sources: the subjects and texts that RT, OTRS and Znuny, Zammad, Freshdesk,
Zendesk, HubSpot, Help Scout, Jira Service Management and web forms send by default; the challenges of TMDA, Boxbe,
Spam Arrest, EarthLink, Bluebottle and 0spam.
"""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

# Subjects that confirm that something arrived, as ticket systems and order desks send them.
RECEIPT_TITLES = {
    "en": (
        (
            "(?:.{0,60}[:|-] )?(?:we(?:'ve| have)? (?:received|got)|receipt of) your"
            " (?:e-?mail|message|mail|request|inquiry|enquiry|ticket)"
        ),
        "thank(?:s| you) for (?:contacting|getting in touch with)",
        (
            "(?:your )?(?:support )?(?:request|ticket|case|inquiry|enquiry|message|e-?mail|issue)"
            " .{0,60}?(?:has been|was|is)"
            " (?:received|created|opened|logged|registered|being (?:processed|reviewed|handled))\\b"
            "(?! by| with (?:\\w+ )?(?:interest|thanks|pleasure))"
        ),
        "(?:request|ticket|case) ?#? ?[a-z-]{0,9}\\d[\\w-]{0,20} (?:received|created|opened|logged|registered)",
        "your (?:e-?mail )?(?:message|mail) will not be read",
        (
            "\\[?(?:new )?(?:support )?(?:request|ticket|case|message|e-?mail|enquiry)"
            " (?:received|created|opened|acknowledge?ment|confirmation)(?: ?[\\]:#(\\[-]|$)"
        ),
        "acknowledge?ment(?: of (?:receipt|your)| ?[:-]|$)",
        "(?:please )?(?:confirm|verify) your (?:message|e-?mail to)",
        "your (?:message|mail|e-?mail) .{0,40}?(?:requires|awaits|is awaiting) (?:confirmation|verification|approval)",
    ),
    "de": (
        "(?:eingangs|empfangs)bestätigung",
        "bestätigung (?:ihrer|deiner) (?:anfrage|nachricht|e-?mail)",
        "(?:ihre|deine) (?:anfrage|nachricht|e-?mail) .{0,40}?(?:eingegangen|erhalten|empfangen)",
        "wir haben (?:ihre|deine) (?:anfrage|nachricht|e-?mail|bewerbung|bestellung) .{0,20}?(?:erhalten|empfangen)",
    ),
    "fr": (
        "accusé de réception",
        "votre (?:demande|message|courriel|e-?mail) a (?:bien )?été",
        "nous avons bien reçu",
    ),
    "es": (
        "acuse de recibo",
        "(?:hemos )?recib(?:ido|imos) (?:su|tu)",
        "(?:su|tu) solicitud ha sido",
    ),
    "it": ("abbiamo ricevuto (?:la|il)", "conferma di (?:ricezione|ricevimento)"),
    "pt": (
        "recebemos (?:a sua|o seu|sua|seu)",
        "confirmação de recebimento",
    ),
    "nl": (
        "ontvangstbevestiging",
        "(?:wij|we) hebben (?:uw|je) .{0,30}?ontvangen",
        "uw (?:bericht|vraag|e-?mail) is ontvangen",
    ),
    "da": ("vi har modtaget din", "kvittering for"),
    "no": ("vi har mottatt din",),
    "sv": (
        "vi har (?:mottagit|tagit emot)",
        "mottagningsbekräftelse",
    ),
    "fi": ("viestisi on vastaanotettu", "olemme vastaanottaneet"),
    "pl": ("potwierdzenie (?:otrzymania|przyjęcia|odbioru|wpływu)", "otrzymaliśmy (?:twoj|państwa)"),
    "cs": (
        "potvrzení (?:o )?(?:přijetí|doručení|převzetí)",
        "vaše? .{0,40}?(?:byl[aoy]? (?:přijat|převzat|doručen|zaevidován))",
    ),
    "sk": (
        "potvrdenie (?:o )?(?:prijatí|doručení|prijatia)",
        "vaša .{0,40}?(?:bol[aoi]? (?:prijat|doručen))",
    ),
    "hu": ("visszaigazolás",),
    "ru": (
        "(?:ваше|ваш) (?:письмо|сообщение|обращение|запрос|заявка) .{0,40}?(?:получен|принят|зарегистрирован)",
        "подтверждение получения",
    ),
    "tr": ("talebiniz (?:alındı|alınmıştır)", "mesajınız alınmıştır"),
    "ja": (
        "お問い?合わ?せ(?:いただき|頂き|を)?.{0,12}ありがとう",
        "お問い?合わ?せ(?:を)?受け?付け?",
        "受付(?:完了|のお知らせ|確認)",
        "受信確認",
    ),
    "zh": ("[您你]的.{0,12}已(?:收到|接收|受理)", "我们已收到", "感谢您的(?:来信|联系|咨询)"),
    "ko": ("문의(?:가|주셔서|해 주셔서)", "접수(?:되었|완료)"),
}

# Subjects that people use as well as machines: the text must be that of a receipt.
POLITE_TITLES = {
    "en": (
        (
            "thank(?:s| you) .{0,20}?for (?:your (?:e-?mail|message|mail|inquiry|enquiry|request|feedback|interest"
            "|application|order)|e-?mailing|writing|reaching out)"
        ),
    ),
    "de": ("(?:vielen )?dank(?:e)? für (?:ihre|deine) (?:anfrage|nachricht|e-?mail|mail|mitteilung|kontaktaufnahme)",),
    "fr": ("merci (?:de|pour) (?:nous avoir|votre)",),
    "es": ("gracias por (?:contactar|su|tu)",),
    "it": ("grazie per (?:averci|aver|la (?:sua|tua))",),
    "pt": ("obrigad[oa] (?:pelo|pela|por) (?:seu|sua|contactar|entrar|contato)",),
    "nl": ("bedankt voor (?:uw|je)",),
    "da": ("tak for din (?:henvendelse|mail|e-?mail)",),
    "no": ("takk for (?:din )?(?:henvendelse|e-?post)",),
    "sv": ("tack för (?:ditt|din) (?:mejl|mail|meddelande|e-?post|förfrågan)",),
    "fi": ("kiitos (?:yhteydenotosta|viestistä)",),
    "pl": ("dziękujemy za",),
    "cs": ("děkujeme za",),
    "sk": ("ďakujeme za",),
    "hu": ("köszönjük (?:megkeresését|levelét|üzenetét)",),
    "ru": ("спасибо за (?:обращение|ваше)",),
}

# Texts that say that something arrived.
RECEIPT_STATEMENTS = {
    "en": (
        (
            "(?:we|i)(?:'ve| have)? (?:just |successfully )?(?:received|got) your"
            " (?:e-?mail|message|mail|inquiry|enquiry|request|submission|ticket)"
        ),
        (
            "your (?:support )?(?:e-?mail|message|mail|request|inquiry|enquiry|ticket|case|submission) .{0,40}?"
            "(?:has been|was|is) (?:successfully )?(?:received|submitted|registered|logged)"
        ),
        "thank(?:s| you) for (?:contacting|your (?:inquiry|enquiry|request|submission))",
    ),
    "de": (
        "(?:ihre|deine) (?:anfrage|nachricht|e-?mail|mail) .{0,40}?(?:eingegangen|erhalten|empfangen|registriert)",
        "(?:wir|ich) haben? (?:ihre|deine) (?:anfrage|nachricht|e-?mail|mail) .{0,20}?erhalten",
    ),
    "fr": (
        (
            "(?:votre (?:demande|message|courriel|e-?mail) a (?:bien )?été|nous avons bien reçu votre"
            " (?:demande|message|courriel|e-?mail))"
        ),
    ),
    "es": ("(?:hemos recibido|recibimos) (?:su|tu) (?:mensaje|correo|solicitud|consulta)",),
    "it": ("abbiamo ricevuto (?:la sua|il suo|la tua|il tuo) (?:richiesta|messaggio|e-?mail)",),
    "pt": ("recebemos (?:a sua|o seu|sua|seu) (?:mensagem|e-?mail|pedido|solicitação)",),
    "nl": ("(?:wij|we) hebben (?:uw|je) (?:bericht|vraag|e-?mail|aanvraag) .{0,20}?ontvangen",),
    "da": ("vi har modtaget din (?:henvendelse|mail|e-?mail)",),
    "no": ("vi har mottatt din (?:henvendelse|e-?post)",),
    "sv": ("vi har (?:mottagit|tagit emot) (?:ditt|din)",),
    "fi": ("(?:viestisi on vastaanotettu|olemme vastaanottaneet viestisi)",),
    "pl": ("otrzymaliśmy (?:twoj|państwa|pani|pana)",),
    "cs": ("(?:vaše? .{0,40}?byl[aoy]? (?:přijat|doručen|zaevidován)|obdrželi jsme vaš)",),
    "ru": ("(?:ваше|ваш) (?:письмо|сообщение|обращение|запрос|заявка) .{0,40}?(?:получен|принят|зарегистрирован)",),
}

# What a service promises to everybody whose email it received.
PROMISES = {
    "en": (
        "as soon as (?:possible|we can|i can)",
        "(?:within|in) (?:the next )?\\w+ (?:\\(\\d+\\) )?(?:business |working )?(?:hours?|days?)",
        "(?:get|be|come) back to you",
        "(?:respond|reply) to (?:you|it|your)",
        "be in touch",
        "(?:our|the|support) (?:support |customer |service )?(?:team|staff|agents?|representatives?)",
        "(?:one|a member) of our",
        "(?:business|office|working|opening) hours",
        "(?:ticket|reference|case|request|tracking) ?(?:number|id|no\\.?|#)",
        "to add additional comments",
        "automat\\w+",
    ),
    "de": (
        "(?:schnellst|nächst|baldmög)\\w*",
        "so (?:schnell|bald|rasch) wie möglich",
        "(?:bei|mit) ihnen (?:melden|in verbindung|in kontakt)",
        "innerhalb (?:von )?\\w+ (?:\\w+ )?(?:stunden|tagen?|werktagen?)",
        "(?:ticket|vorgangs|referenz|anfrage|bearbeitungs)-?(?:nummer|nr)",
        "(?:support|service)-?team",
        "automat\\w+",
    ),
    "fr": ("meilleurs délais", "plus brefs délais", "vous répondr\\w+", "sous \\d+ ?h", "numéro de", "automat\\w+"),
    "es": ("mayor brevedad", "lo antes posible", "responder\\w+", "en breve", "número de", "automát\\w+"),
    "it": ("al più presto", "prima possibile", "risponder\\w+", "entro \\d+ ore", "numero di", "automat\\w+"),
    "pt": ("mais breve", "assim que possível", "responder\\w+", "em breve", "número d", "automát\\w+"),
    "nl": ("zo (?:snel|spoedig) mogelijk", "contact met u", "binnen \\w+ (?:werk)?(?:dag|uur)", "automat\\w+"),
    "da": ("hurtigst muligt", "vender tilbage", "snarest", "automat\\w+"),
    "no": ("så snart som mulig", "snarest", "automat\\w+"),
    "sv": ("så snart (?:vi kan|som möjligt)", "återkommer", "snarast", "automat\\w+"),
    "fi": ("mahdollisimman pian", "vastaamme", "automaatt\\w+"),
    "pl": ("jak najszybciej", "odpowiemy", "wkrótce", "automat\\w+"),
    "cs": ("co nejdříve", "ozveme", "odpovíme", "automat\\w+"),
    "ru": ("ближайшее время", "свяжемся", "ответим", "автомат\\w+"),
}

# Texts that ask the sender to prove that a person sent the email.
CHALLENGES = {
    "en": (
        "(?:to )?control (?:my )?spam,? i now allow",
        "(?:account|mailbox|address|inbox) is protected by",
        (
            "(?:verify|confirm|prove|ensure) (?:that )?you are (?:not a (?:spam|robot)"
            "|a (?:real )?(?:live )?(?:human|person))"
        ),
        "(?:have|get) your (?:e-?mail )?address added to",
        (
            "add(?:ed)? (?:you |yourself )?to (?:my|the recipient's|his|her|their) (?:list of )?"
            "(?:allowed|approved|guest|safe|trusted)"
        ),
        "(?:waiting|held|quarantined) .{0,60}?(?:click|follow|visit|confirm)",
    ),
    "de": ("bestätigen sie .{0,40}?(?:kein spam|dass sie ein mensch)",),
    "fr": (
        (
            "(?:confirmer|prouver|vérifier) que vous (?:n'êtes pas un (?:robot|spam)"
            "|êtes (?:bien )?(?:un humain|une personne))"
        ),
    ),
}
