"""Sentences of automatic answers, by language. How entries are written: `incoming_phrases`.

Source: the usual words of the people who write such texts, and the templates that responders offer them.
"""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

# Somebody is away: said in a subject or a text.
ABSENCE_STATEMENTS = {
    "en": (
        (
            "(?:am|i'm|be|i'll be|we are|we're) .. (?:out|away)(?: of|-of| from)?[ -](?:the |my |our"
            " )?(?:office|country|town)"
        ),
        "(?:am|i'm|be|i'll be) .. away from (?:the |my )?(?:desk|e-?mails?|mail|computer)",
        "(?:currently|presently) (?:out of (?:the )?office|away|on (?:\\w+ )?(?:leave|vacation|holidays?))",
        "(?:am|i'm|be|i'll be) .. on (?:\\w+ )?(?:leave|vacation|holidays?|pto|sabbatical|business trip)",
        "(?:am|i'm|be|i'll be) (?:currently |now |presently )?(?:away|travell?ing|unavailable)",
        "i (?:will not|won't|cannot|can't) be (?:back|available|in the office|able to (?:read|answer|respond|reply))",
        "(?:will|can) ?not be (?:read|answered|monitored)",
        (
            "(?:mailbox|inbox|address|account) is (?:not|no longer) (?:being )?(?:monitored|read|checked|in"
            " use|active|valid)"
        ),
        "i (?:am no longer|no longer) (?:work|working|employed|with)",
        "(?:our offices?|the offices?|our company|we) (?:is|are|will be) closed",
    ),
    "de": (
        (
            "(?:bin|sind|befinde mich) .. (?:nicht (?:im (?:hause?|büro|dienst)|erreichbar|anwesend|am"
            " (?:arbeits)?platz|da)"
            "|nicht zu erreichen|au(?:ß|ss)er haus|abwesend|ortsabwesend|verreist|unterwegs|krank)"
        ),
        (
            "(?:bin|sind|befinde mich|weile) .. (?:im (?:\\w*urlaub|mutterschutz)|in (?:urlaub|elternzeit)"
            "|auf (?:dienst|geschäfts)reise)"
        ),
        "ich habe .. urlaub",
        "wieder (?:erreichbar|im (?:büro|haus)|für sie (?:da|erreichbar)|zurück)",
    ),
    "fr": (
        (
            "(?:suis|serai|est|sera|sommes|serons) .. (?:absente?s?|en (?:congés?|vacances|déplacement|arrêt|rtt)"
            "|hors du bureau)"
        ),
        "(?:actuellement|momentanément) (?:absente?|en congés?|en vacances)",
    ),
    "es": (
        (
            "(?:estoy|estaré|me encuentro|me encontraré|está|estará|estamos|estaremos) .. (?:fuera de (?:la |mi )?"
            "oficina|ausente|de (?:vacaciones|baja|viaje|permiso))"
        ),
    ),
    "ca": ("(?:estic|estaré|soc) .. (?:fora de l'oficina|de vacances|absent)",),
    "it": (
        (
            "(?:sono|sarò|siamo|saremo|è|mi trovo) .. (?:assente|fuori (?:ufficio|sede|dall'ufficio)|in (?:ferie"
            "|vacanza|maternità|trasferta|congedo))"
        ),
    ),
    "pt": (
        (
            "(?:estou|estarei|encontro-me|me encontro|está|estaremos) .. (?:fora do escritório|ausente"
            "|(?:de|em) (?:férias|licença|viagem))"
        ),
    ),
    "nl": (
        (
            "(?:ben|is|zijn) .. (?:afwezig|niet (?:aanwezig|op kantoor|bereikbaar)|(?:met|op) (?:vakantie|verlof|reis)"
            "|buiten kantoor)"
        ),
    ),
    "da": ("(?:er|holder) .. (?:ikke (?:på kontoret|til stede)|på (?:ferie|barsel|orlov)|bortrejst|fraværende|ferie)",),
    "no": ("(?:er|har) .. (?:ikke (?:på kontoret|til stede)|på ferie|bortreist|i permisjon|ferie)",),
    "sv": (
        (
            "(?:är|har) .. (?:inte (?:på kontoret|anträffbar)|på (?:semester|resande fot)|frånvarande|föräldraledig"
            "|tjänstledig|bortrest|ledig|semester)"
        ),
    ),
    "is": ("(?:ég er|er) .. (?:í (?:sumar)?fríi|ekki við|fjarverandi)",),
    "fi": ("(?:olen|olemme|on) .. (?:poissa|(?:vuosi|kesä)?lomalla|matkoilla|tavoittamattomissa|vapaalla)",),
    "et": ("(?:olen|viibin) .. (?:puhkusel|kontorist (?:väljas|eemal)|eemal)",),
    "lv": ("(?:esmu|būšu|atrodos) .. (?:atvaļinājumā|prombūtnē|ārpus biroja)",),
    "lt": ("(?:esu|būsiu) .. (?:atostogose|išvyk\\w+|ne biure)", "atostogauju"),
    "pl": ("(?:jestem|będę|przebywam) .. (?:nieobecn[ya]|poza biurem|na urlopie|niedostępn[ya])",),
    "cs": ("(?:jsem|budu|nejsem|nebudu) .. (?:mimo kancelář|na dovolené|nepřítom\\w+|v kanceláři)", "čerpám dovolenou"),
    "sk": ("(?:som|budem|nebudem) .. (?:mimo kancelárie|na dovolenke|neprítomn\\w+)", "čerpám dovolenku"),
    "hu": (
        "(?:szabadságon|házon kívül|irodán kívül|távol) (?:vagyok|leszek|tartózkodom)",
        "nem (?:vagyok|leszek|tartózkodom) .. irod",
    ),
    "ro": ("(?:sunt|voi fi|mă aflu|nu sunt) .. (?:plecat|în concediu|absent|în afara biroului|la birou)",),
    "bg": ("(?:съм|ще бъда) .. (?:в отпуск|извън офиса)", "отсъствам"),
    "ru": (
        "(?:нахожусь|буду|я) .. (?:в отпуске|в командировке|вне офиса|отсутствую|отсутствовать|на больничном)",
        "(?:меня )?(?:не будет|нет) (?:в офисе|на (?:рабочем )?месте)",
    ),
    "uk": ("(?:перебуваю|буду|я) .. (?:[ув] відпустці|[ув] відрядженні|відсутн\\w+|поза офісом)",),
    "hr": (
        "(?:sam|ću biti|nisam) .. (?:na (?:godišnjem|odmoru|putu|bolovanju)|izvan ureda|van kancelarije|odsut\\w+)",
    ),
    "sl": ("(?:sem|bom) .. (?:na (?:dopustu|bolniški)|odsot\\w+)",),
    "el": ("(?:είμαι|θα είμαι|βρίσκομαι) .. (?:εκτός γραφείου|σε άδεια)", "(?:θα )?(?:απουσιάζω|λείπω|λείψω)"),
    "tr": (
        "(?:ofiste (?:değilim|olmayacağım)|ofis dışındayım|izindeyim|izinde(?:yim| olacağım)|tatildeyim|yıllık izin)",
    ),
    "he": ("אינ?ני (?:נמצאת? )?במשרד", "(?:נמצאת?|אהיה|אני) (?:בחופשה|מחוץ למשרד|בחופש)"),
    "ar": ("(?:خارج المكتب|في إجازة)",),
    "ja": (
        "(?:不在(?:に|と|です|中|にし|の為|のた)|休暇(?:中|を取|を頂|をいただ)|外出(?:中|して)|出張(?:中|して|のた)|お休み(?:を|させ)|留守に)",
    ),
    "zh": (
        "不在(?:办公室|公司|辦公室)",
        "(?:正在|目前)?(?:休假|度假|出差|外出)(?:中|期间|期間)?[,。,]?(?:.{0,12}(?:回复|回覆|联系|聯絡))",
    ),
    "ko": ("(?:부재 ?중|휴가 ?중|휴가(?:로|를)|출장 ?(?:중|으로)|자리를 비)",),
    "th": ("ไม่อยู่ที่(?:สำนักงาน|ออฟฟิศ)", "ลา(?:พักร้อน|หยุด)"),
    "vi": ("tôi (?:đang|sẽ) .. (?:nghỉ phép|vắng mặt|đi công tác)", "không có mặt (?:tại|ở) văn phòng"),
    "id": ("saya (?:sedang|akan) .. (?:cuti|di luar kantor|tidak berada di kantor)",),
}

# Somebody, the owner of the mailbox where such a text is automatic, is away or gone.
THIRD_PERSON_STATEMENTS = {
    "en": (
        "(?:is|are|will be) .. (?:out of|away from) (?:the |my |our )?-?office",
        "(?:is|are|will be) .. on (?:\\w+ )?(?:leave|vacation|holidays?)",
        "no longer (?:works?|working|employed|with|part of|an employee|at this)",
        "(?:has|have) left (?:the (?:company|organi[sz]ation|firm|university)|our)",
    ),
    "de": (
        (
            "(?:ist|befindet sich) .. (?:nicht im (?:hause?|büro|dienst)|nicht (?:erreichbar|anwesend)"
            "|au(?:ß|ss)er haus"
            "|abwesend|im urlaub|in elternzeit|im mutterschutz)"
        ),
        "nicht mehr .. (?:beschäftigt|tätig|im unternehmen|für uns)",
        "arbeitet .. nicht mehr",
        "(?:das|unser) unternehmen .. verlassen",
    ),
    "fr": (
        "(?:est|sera) .. (?:absente?|hors du bureau|en congés?)",
        "ne (?:fait|travaille) plus (?:partie|chez|au sein|pour|dans)",
        "a quitté (?:l'entreprise|la société|ses fonctions)",
    ),
    "es": ("no se encuentra .. (?:en la oficina|disponible)", "ya no (?:trabaja|labora|forma parte)"),
    "it": ("non (?:lavora|fa|collabora) più",),
    "pt": ("(?:já não trabalha|não trabalha mais|não faz (?:mais )?parte)",),
    "nl": ("niet (?:meer|langer) werkzaam",),
    "da": ("ikke længere ansat",),
    "no": ("har sluttet",),
    "sv": ("har slutat",),
    "pl": ("(?:już nie pracuje|nie pracuje już)",),
    "cs": ("(?:již|už) nepracuje",),
    "hu": ("már nem dolgozik",),
    "ru": ("больше не работает",),
}

# How people word an automatic answer: together with a statement of absence it is one.
AUTOMATIC_MANNERS = {
    "en": (
        "thank(?:s| you) .. for (?:your|the|writing|contacting|e-?mailing|getting)",
        "(?:for|in case of|if) .. (?:urgent|emergenc(?:y|ies)|pressing|immediate|assistance|urgency)",
        "(?:limited|no|not have|without|little|intermittent) .. access",
        (
            "(?:respond|reply|answer|get back|return|read) .. (?:when|upon|on|after|as soon as) .. (?:return"
            "|get back|am back)"
        ),
        "(?:upon|on) my return",
        "your (?:e-?mail|message|mail) (?:has|was|will|is)",
        "not be (?:forwarded|redirected)",
        "auto(?:mated|matic|matically|-?reply|-?response)",
        "please (?:contact|direct|forward|redirect|address)",
    ),
    "de": (
        "dank für (?:ihre|deine|eure|die)",
        "danke für (?:ihre|deine|die)",
        "dringend\\w*",
        "wenden sie sich",
        "kontaktieren sie",
        "vertretung",
        "vertritt mich",
        "weitergeleitet",
        "automatisch",
        "nach meiner rückkehr",
        "(?:ihre|deine) (?:e-?mail|mail|nachricht) (?:wird|wurde|ist|werde)",
        "(?:schnellst|nächst)möglich",
    ),
    "fr": (
        "merci (?:de|pour) (?:votre|m'avoir)",
        "urgen(?:ce|t|te)",
        "contacter",
        "automatique",
        "à mon retour",
        "dès mon retour",
    ),
    "es": ("gracias por", "urgen(?:te|tes|cia)", "contacte", "contactar", "automátic[oa]", "a mi (?:vuelta|regreso)"),
    "it": (
        "grazie per",
        "urgen(?:te|ti|za|ze)",
        "contattare",
        "rivolgersi",
        "automatic[oa]",
        "al mio (?:rientro|ritorno)",
    ),
    "pt": (
        "obrigad[oa] (?:pelo|por)",
        "urgen(?:te|tes|cia)",
        "contacte",
        "contact?ar",
        "automátic[oa]",
        "(?:meu|no) (?:regresso|retorno)",
    ),
    "nl": (
        "(?:bedankt|dank) voor",
        "dringende?",
        "spoed",
        "contact opnemen",
        "automatisch",
        "(?:bij|na) (?:mijn )?terugkomst",
    ),
    "da": ("tak for (?:din|jeres)", "haster", "hastende", "kontakt(?:e)?", "automatisk", "vender tilbage"),
    "no": ("takk for (?:din|e-?posten)", "haster", "kontakt(?:e)?", "automatisk", "når jeg er tilbake"),
    "sv": ("tack för (?:ditt|e-?post)", "brådskande", "kontakta", "automatiskt?", "när jag är tillbaka"),
    "fi": ("kiitos (?:viesti|sähköposti)", "kiireelli\\w+", "ota\\w* yhteyttä", "automaatti\\w+", "palattuani"),
    "pl": ("dziękuj[eę]", "piln(?:ych|ej|e)", "proszę o kontakt", "kontaktować", "automatyczn\\w+", "po powrocie"),
    "cs": ("děkuji za", "naléhav\\w+", "kontaktujte", "obraťte", "automatick\\w+", "po (?:mém )?návratu"),
    "sk": ("ďakujem za", "naliehav\\w+", "súrn\\w+", "kontaktujte", "automatick\\w+", "po (?:mojom )?návrate"),
    "hu": ("köszönöm", "sürgős", "keresse", "automatikus", "visszatérés"),
    "ro": ("mulțumesc pentru", "urgen[tț]\\w*", "contacta[tț]i", "automat", "la întoarcere"),
    "ru": (
        "спасибо за",
        "благодарю за",
        "срочн\\w+",
        "обращайтесь",
        "автоматическ\\w+",
        "по возвращении",
        "после возвращения",
    ),
    "uk": ("дякую за", "термінов\\w+", "звертайтеся", "автоматичн\\w+"),
    "hr": ("hvala (?:vam )?na", "hitn\\w+", "kontaktira\\w+", "automatsk\\w+"),
    "sl": ("hvala za", "nujn\\w+", "samodejn\\w+"),
    "el": ("ευχαριστώ", "επείγον\\w*", "επικοινωνήστε", "αυτόματ\\w+"),
    "tr": ("teşekkür", "acil", "otomatik", "iletişime"),
    "he": ("תודה על", "דחוף", "אוטומטי"),
    "ar": ("شكرا", "عاجل", "تلقائي"),
    "ja": ("ありがとうございます", "お急ぎ", "緊急", "自動", "ご連絡(?:を|くだ|いた|先)", "折り返し"),
    "zh": ("[感谢謝]{2}", "[紧緊]急", "[请請][联聯][系繫絡络]", "自[动動]", "尽快", "盡快"),
    "ko": ("감사합니다", "긴급", "급한", "자동", "연락"),
    "vi": ("cảm ơn", "khẩn cấp", "tự động"),
    "id": ("terima kasih", "mendesak", "otomatis"),
}

# A text that says of itself that a machine wrote it.
AUTOMATIC_STATEMENTS = {
    "en": (
        (
            "(?:this|the following) is (?:an?|my) (?:one-time )?(?:automat(?:ed|ic)|auto-?generated"
            "|automatically generated) .. "
            "(?:response|reply|answer|acknowledge?ment|message|e-?mail|mail|notification|confirmation)"
        ),
        (
            "this (?:e-?mail|message|reply|response) (?:is|was|has been) (?:automatically|auto-?)"
            " ?(?:generated|sent|created)"
        ),
        "you are receiving this automat(?:ed|ic)",
        "do not (?:reply|respond) to this auto",
        "(?:ticket|case|request) .{0,40}?(?:has been|was) (?:created|opened|received|logged|registered)",
    ),
    "de": (
        (
            "(?:dies|das) ist eine? (?:automati\\w+|maschinell) .. (?:antwort|nachricht|e-?mail|mail|mitteilung"
            "|empfangsbestätigung|eingangsbestätigung|rückmeldung)"
        ),
        "diese (?:e-?mail|mail|nachricht|antwort) (?:wurde|wird|ist) automatisch",
    ),
    "fr": (
        (
            "(?:ceci|il) (?:est|s'agit d')? ?(?:une?)? ?(?:message|réponse|accusé de réception|e-?mail"
            "|courriel) automatique"
        ),
    ),
    "es": (
        "(?:este|esta|esto) es (?:una?)? ?(?:mensaje|respuesta|correo) (?:automátic[oa]|generad[oa] automáticamente)",
    ),
    "it": ("(?:questo|questa) è una? ?(?:messaggio|risposta|e-?mail) (?:automatic[oa]|generat[oa] automaticamente)",),
    "pt": ("(?:esta|este) é uma? ?(?:mensagem|resposta|e-?mail) (?:automátic[oa]|gerad[oa] automaticamente)",),
    "nl": ("(?:dit|deze) is een automatisch\\w* .. (?:bericht|antwoord|reactie|e-?mail)", "dit is een automatisch\\w*"),
    "da": ("dette er (?:et|en) automatisk",),
    "sv": ("detta är ett automatiskt?",),
    "no": ("dette er (?:et|en) automatisk",),
    "fi": ("tämä on automaattinen",),
    "pl": (
        (
            "(?:to|ta|niniejsza) (?:jest )?(?:wiadomość|odpowiedź)? ?(?:jest |została )?(?:automatyczn"
            "|wygenerowana automatycznie)"
        ),
    ),
    "cs": ("(?:toto|tato) (?:je|zpráva|odpověď) .. automatick",),
    "ru": ("это автоматическ(?:ий|ое)", "(?:письмо|сообщение) (?:сгенерировано|создано|отправлено) автоматически"),
    "ja": ("(?:この|本)(?:メール|メッセージ)は.{0,12}自動", "自動(?:返信|応答)(?:です|メールです|しています|にて)"),
    "zh": ("[这這]是.{0,6}自[动動](?:回复|回覆|答复)", "[此本](?:邮件|郵件|信)[为為是由].{0,6}自[动動]"),
    "ko": ("(?:이|본) ?(?:메일|메시지)[은는] .{0,6}자동",),
}
