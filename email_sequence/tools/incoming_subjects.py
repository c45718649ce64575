"""Subjects of automatic answers, by language. How entries are written: `incoming_phrases`.

Sources: the titles that Exchange and Microsoft 365, Lotus/Domino, GroupWise, Gmail, Zimbra, Zoho and ticket systems
put before or in place of the original subject in each language.
"""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

# Subjects that begin with the responder's own title; the original subject follows.
AUTOMATIC_TITLES = {
    "en": (
        "auto(?:mated|matic)? ?-?(?:reply|response|respond(?:er)?|answer|acknowledge?ment|email reply|mail reply)",
        "auto:",
        "yahoo! auto",
        ".{0,200}[(\\[]auto-?(?:matic|mated)? ?-?(?:reply|response)[)\\]]",
        "(?:this is an )?auto(?:mated|matic|-?generated) (?:e-?mail|message|reply|response|notification|confirmation)",
        (
            "(?:vacation|absence|away|holiday|out ?-?of ?-?office|ooo|oof)"
            " (?:auto-?)?(?:reply|response|message|notice|notification|assistant|alert)\\b"
        ),
        "out of (?:the )?office:? ?auto-?(?:reply|response)",
    ),
    "de": (
        "auto(?:matische?[rs]?)?[ -]?(?:antwort|rückantwort|reply|abwesenheitsnotiz|eingangsbestätigung|rückmeldung)",
        "automatische (?:empfangsbestätigung|nachricht|e-?mail|mail|mitteilung|benachrichtigung)",
        "automatisch (?:generierte|erstellte|erzeugte) (?:antwort|nachricht|e-?mail)",
        "abwesenheits(?:notiz|nachricht|meldung|assistent|benachrichtigung|info|mitteilung|agent|hinweis)",
        "urlaubs(?:notiz|meldung|nachricht|benachrichtigung)",
    ),
    "fr": (
        "réponse (?:automatique|d'absence|auto)",
        "(?:message|notification|avis|réponse|mail) (?:automatique )?d'absence",
        "message automatique",
        "(?:gestionnaire d')?absence du bureau",
    ),
    "es": (
        "(?:respuesta|contestación|mensaje|correo) automátic[oa]",
        "auto-? ?respuesta",
        "(?:mensaje|aviso|notificación) de ausencia",
    ),
    "ca": ("resposta automàtica", "missatge automàtic"),
    "it": (
        "(?:risposta|messaggio|risponditore) automatic[oa]",
        "auto-?risposta",
        "(?:messaggio|avviso|notifica) (?:di assenza|fuori sede)",
    ),
    "pt": (
        "(?:resposta|mensagem|e-?mail) automátic[oa]",
        "auto-?resposta",
        "(?:mensagem|aviso|notificação) de (?:ausência|férias)",
    ),
    "nl": (
        "automatisch(?:e)? (?:antwoord|beantwoording|reactie|reply|bericht|ontvangstbevestiging|afwezigheidsbericht)",
        "auto-?antwoord",
        "afwezigheids(?:bericht|assistent|melding)",
    ),
    "da": ("automatisk svar", "auto-?svar", "fraværs(?:meddelelse|besked)", "automatisk kvittering"),
    "no": ("automatisk (?:svar|tilbakemelding)", "fraværs(?:melding|assistent)"),
    "sv": ("automatiskt? (?:svar|meddelande)", "frånvaro(?:meddelande|hanteraren)", "autosvar"),
    "is": ("sjálfvirkt svar",),
    "fi": ("automaattinen (?:vastaus|poissaoloviesti)", "automaattivastaus", "poissaolo(?:viesti|ilmoitus)"),
    "et": ("automaat(?:ne )?vastus",),
    "lv": ("automātiskā atbilde",),
    "lt": ("automatinis atsakymas",),
    "pl": ("(?:odpowiedź automatyczna|automatyczna odpowiedź)", "autoodpowiedź", "informacja o nieobecności"),
    "cs": ("automatická odpověď", "(?:oznámení o )?nepřítomnosti?:"),
    "sk": ("automatická odpoveď", "oznámenie o neprítomnosti"),
    "hu": ("automatikus válasz", "távolléti (?:értesítés|üzenet)"),
    "ro": ("răspuns automat", "mesaj automat"),
    "bg": ("автоматичен отговор",),
    "ru": ("автоматический ответ", "авто-?ответ(?:чик)?", "автоматическое уведомление об отсутствии"),
    "uk": ("автоматична відповідь", "автовідповідь"),
    "sr": ("automatski odgovor", "аутоматски одговор"),
    "sl": ("samodejni odgovor", "avtomatski odgovor"),
    "mk": ("автоматски одговор",),
    "el": ("αυτόματη απάντηση", "μήνυμα απουσίας"),
    "tr": ("otomatik (?:yanıt|cevap|mesaj)",),
    "he": ("תשובה אוטומטית", "מענה אוטומטי"),
    "ar": ("(?:ال)?رد (?:ال)?تلقائي",),
    "fa": ("پاسخ خودکار",),
    "ja": (
        "自動(?:応答|返信|回答|配信)",
        "不在(?:通知|連絡|メッセージ|のお知らせ|応答|設定)",
        "休暇(?:通知|のお知らせ)",
    ),
    "zh": ("自[动動][答回][复覆復]", "自[动動]应答", "不在(?:办公室|辦公室)"),
    "ko": ("자동 ?(?:회신|응답|답장)", "부재 ?중"),
    "th": ("(?:การ)?ตอบกลับอัตโนมัติ", "(?:การ)?ตอบอัตโนมัติ"),
    "vi": ("(?:thư )?trả lời tự động",),
    "id": ("(?:balasan|jawaban) (?:otomatis|automatik)",),
    "hi": ("स्वचालित (?:उत्तर|जवाब)",),
    "eu": ("erantzun automatikoa",),
}

# Subjects that are a title of absence: followed by a colon, a dash, a date, or nothing.
ABSENCE_TITLES = {
    "en": (
        (
            "(?:(?:i am|i'm|i will be) )?(?:currently )?(?:out ?-?of ?-?(?:the )?-?office|ooo|oof|on"
            " (?:annual )?leave|away)"
        ),
        "(?:i am |i'm )?(?:away |gone )?on (?:vacation|holidays?|annual leave|maternity leave|parental leave)",
        "(?:vacation|i'm off|i am off|away from (?:my|the) (?:mail|e-?mail|desk|office|computer))",
    ),
    "de": ("(?:ich bin )?(?:abwesend|abwesenheit|außer haus|nicht im (?:büro|haus|hause)|im urlaub|nicht da)",),
    "fr": ("(?:je suis )?(?:absente?|absence|en congés?|en vacances|hors du bureau)",),
    "es": ("(?:estoy )?(?:fuera de (?:la )?oficina|ausente|ausencia|de vacaciones|vacaciones)",),
    "it": ("(?:sono )?(?:fuori (?:ufficio|sede)|assente|assenza|in ferie|assente dall'ufficio)",),
    "pt": ("(?:estou )?(?:fora do escritório|ausente|ausência|ausência temporária|em férias|de férias)",),
    "nl": (
        "(?:ik ben )?(?:afwezig|afwezigheid|niet aanwezig|niet op kantoor|buiten kantoor|met vakantie|op vakantie)",
    ),
    "da": ("(?:ikke til stede|ikke på kontoret|fraværende|på ferie|bortrejst)",),
    "no": ("(?:ikke til stede|ikke på kontoret|fraværende|på ferie|bortreist)",),
    "sv": ("(?:frånvaro|frånvarande|inte på kontoret|ej på kontoret|på semester|semester)",),
    "fi": ("(?:poissa(?: toimistosta| paikalta)?|lomalla|vuosilomalla)",),
    "et": ("(?:kontorist väljas|puhkusel)",),
    "pl": ("(?:poza biurem|nieobecność|nieobecny|nieobecna|urlop|na urlopie)",),
    "cs": ("(?:mimo kancelář|nepřítomnost|nepřítomen|dovolená|na dovolené)",),
    "sk": ("(?:mimo kancelárie|neprítomnosť|dovolenka)",),
    "hu": ("(?:házon kívül|irodán kívül|távollét|szabadság(?:on)?)",),
    "ro": ("(?:absent de la birou|în afara biroului|în concediu)",),
    "ru": ("(?:нет на (?:рабочем )?месте|вне офиса|отсутствую|отсутствие|в отпуске|меня нет в офисе)",),
    "uk": ("(?:поза офісом|немає на місці|у відпустці)",),
    "hr": ("(?:izvan ureda|van kancelarije|na godišnjem odmoru|odsutan|odsutna)",),
    "sl": ("(?:odsot(?:en|na|nost)|na dopustu)",),
    "el": ("(?:εκτός γραφείου|απουσία|σε άδεια)",),
    "tr": ("(?:ofis dışında|ofis dışındayım|iş yeri dışında|izindeyim)",),
    "he": ("(?:מחוץ למשרד|בחופשה)",),
    "ar": ("(?:خارج المكتب|في إجازة)",),
    "ja": ("(?:不在|休暇中|外出中|出張中|夏季休業|年末年始休業)",),
    "zh": ("(?:外出|休假|休假中|外出中|度假中)",),
    "ko": ("(?:휴가 ?중|외출 ?중|출장 ?중)",),
    "vi": ("(?:vắng mặt|nghỉ phép)",),
}
AFTER_ABSENCE_TITLE = (
    r"(?: ?[:.!,;(\[|/–—-]| ?$| (?:until|till?|from|re|notification|notice|response|reply|auto|and|bis|vom"
    r"|jusqu'|du|hasta"
    r"|fino|dal|até|tot|do|до|с|\d))"
)

# Subjects that confirm that something arrived, as ticket systems and order desks send them.
RECEIPT_TITLES = {
    "en": (
        "(?:we(?:'ve| have)? received|receipt of) your",
        (
            "thank(?:s| you) for (?:contacting|your (?:e-?mail|message|inquiry|enquiry|request|feedback"
            "|interest|application|mail)|"
            "e-?mailing|getting in touch|writing)"
        ),
        (
            "(?:your )?(?:support )?(?:request|ticket|case|inquiry|enquiry|message|e-?mail|issue)"
            " .{0,60}?(?:has been|was|is)"
            " (?:received|created|opened|logged|registered|being)"
        ),
        "your (?:e-?mail )?(?:message|mail) will not be read",
        "\\[?(?:request|ticket|case|message|e-?mail|enquiry) (?:received|created|opened|acknowledge?ment|confirmation)",
        "(?:new )?(?:support )?ticket (?:opened|created)",
        "acknowledge?ment",
        "(?:please )?(?:confirm|verify) your (?:message|e-?mail to)",
        "your (?:message|mail|e-?mail) .{0,40}?(?:requires|awaits|is awaiting) (?:confirmation|verification|approval)",
    ),
    "de": (
        "(?:eingangs|empfangs)bestätigung",
        "bestätigung (?:ihrer|deiner) (?:anfrage|nachricht|e-?mail)",
        "(?:vielen )?dank(?:e)? für (?:ihre|deine) (?:anfrage|nachricht|e-?mail|mitteilung|kontaktaufnahme)",
        "(?:ihre|deine) (?:anfrage|nachricht|e-?mail) .{0,40}?(?:eingegangen|erhalten|empfangen)",
        "wir haben (?:ihre|deine)",
    ),
    "fr": (
        "accusé de réception",
        "merci (?:de|pour) (?:nous avoir|votre)",
        "votre (?:demande|message|courriel|e-?mail) a (?:bien )?été",
        "nous avons bien reçu",
    ),
    "es": (
        "acuse de recibo",
        "(?:hemos )?recib(?:ido|imos) (?:su|tu)",
        "gracias por (?:contactar|su|tu)",
        "(?:su|tu) solicitud ha sido",
    ),
    "it": ("abbiamo ricevuto", "grazie per (?:averci|aver|la sua)", "conferma di (?:ricezione|ricevimento)"),
    "pt": (
        "recebemos (?:a sua|o seu|sua|seu)",
        "obrigad[oa] (?:pelo|por) (?:seu|sua|contactar|entrar|contato)",
        "confirmação de recebimento",
    ),
    "nl": (
        "ontvangstbevestiging",
        "bedankt voor (?:uw|je)",
        "(?:wij|we) hebben (?:uw|je)",
        "uw (?:bericht|vraag|e-?mail) is ontvangen",
    ),
    "da": ("tak for din (?:henvendelse|mail|e-?mail)", "vi har modtaget din", "kvittering for"),
    "no": ("takk for (?:din )?henvendelse", "vi har mottatt din"),
    "sv": (
        "tack för (?:ditt|din) (?:mejl|mail|meddelande|e-?post|förfrågan)",
        "vi har (?:mottagit|tagit emot)",
        "mottagningsbekräftelse",
    ),
    "fi": ("kiitos (?:yhteydenotosta|viestistä)", "viestisi on vastaanotettu", "olemme vastaanottaneet"),
    "pl": ("potwierdzenie (?:otrzymania|przyjęcia|odbioru|wpływu)", "dziękujemy za", "otrzymaliśmy (?:twoj|państwa)"),
    "cs": (
        "potvrzení (?:o )?(?:přijetí|doručení|převzetí)",
        "vaše? .{0,40}?(?:byl[aoy]? (?:přijat|převzat|doručen|zaevidován))",
        "děkujeme za",
    ),
    "sk": (
        "potvrdenie (?:o )?(?:prijatí|doručení|prijatia)",
        "vaša .{0,40}?(?:bol[aoi]? (?:prijat|doručen))",
        "ďakujeme za",
    ),
    "hu": ("visszaigazolás", "köszönjük (?:megkeresését|levelét|üzenetét)"),
    "ru": (
        "(?:ваше|ваш) (?:письмо|сообщение|обращение|запрос|заявка) .{0,40}?(?:получен|принят|зарегистрирован)",
        "подтверждение получения",
        "спасибо за (?:обращение|ваше)",
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
