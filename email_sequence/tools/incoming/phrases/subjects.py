"""Subjects of automatic replies, by language; `matching` says how they are written.

Sources: the titles that Exchange and Microsoft 365 (in the language of the mailbox), Lotus/Domino, GroupWise, Gmail,
Zimbra and Zoho put before or in place of the original subject.
"""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

# Subjects that begin with the responder's own title; the original subject follows.
AUTOMATIC_TITLES = {
    "en": (
        "auto(?:mated|matic)? ?-?(?:reply|response|respond(?:er)?|answer|acknowledge?ment|email reply|mail reply)",
        "yahoo! auto ?-?(?:response|reply)",
        ".{0,200}[(\\[]auto-?(?:matic|mated)? ?-?(?:reply|response)[)\\]]",
        "(?:this is an )?auto(?:mated|matic|-?generated) (?:e-?mail|message|reply|response|notification|confirmation)",
        (
            "(?:vacation|absence|away|holiday|out ?-?of ?-?office|ooo|oof)"
            " (?:auto-?)?(?:reply|response|message|notice|notification|assistant|alert)\\b"
        ),
        "out of (?:the )?office:? ?auto-?(?:reply|response)",
    ),
    "de": (
        "antwort,? automatisch",
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
        "ausência temporária",
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
    "lv": ("(?:ārpus biroja (?:atrašanās )?)?automātiska?ā? atbilde",),
    "lt": ("automatinis atsakymas",),
    "pl": ("(?:odpowiedź automatyczna|automatyczna odpowiedź)", "autoodpowiedź", "informacja o nieobecności"),
    "cs": ("automatická odpověď", "(?:oznámení o )?nepřítomnosti?:"),
    "sk": ("automatická odpoveď", "oznámenie o neprítomnosti"),
    "hu": ("automatikus válasz", "távolléti (?:értesítés|üzenet)"),
    "ro": ("răspuns automat", "mesaj automat"),
    "bg": ("автоматичен отговор",),
    "ru": ("автоматическ(?:ий|ая) ответ", "авто-?ответ(?:чик)?", "автоматическое уведомление об отсутствии"),
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
    "cy": ("ateb awtomatig",),
    "kk": ("автоматты жауап",),
    "sq": ("përgjigje automatike",),
    "az": ("avtomatik cavab",),
    "ka": ("ავტომატური პასუხი",),
    "hy": ("ավտոմատ պատասխան",),
}

# What may follow such a title: its end, a mark, a date, or a word that joins it to the original subject. Anything else
# makes it a person's sentence ("Automatic reply does not work"). Scripts without spaces need nothing.
AFTER_AUTOMATIC_TITLE = (
    r"(?:(?<=[)\]])|(?<=[\u0530-\uffff])| ?$| ?[^\w\s'?-]| - | ?\d"
    r"| (?:to|from|re|fwd?|aw|for|on|about|regarding|out|away|i'm|i am|auf|von|zu|zur|zum|an|bei|abwesen\w*|urlaub"
    r"|de|du|d'|a|al|del|da|di|dal|alla|per|para|do|sobre|su|op|van|fra|pa|til|fran|till|od|na|z|dla|от|на|від)\b)"
)

# Subjects that state an absence: followed by a colon, a dash, a date, or nothing.
ABSENCE_TITLES = {
    "en": (
        (
            "(?:(?:i am|i'm|i will be) )?(?:currently )?(?:out ?-?of ?-?(?:the )?-?office|ooo|oof|on"
            " (?:annual )?leave|away)"
        ),
        "(?:i am |i'm )?(?:away |gone )?on (?:vacation|holidays?|annual leave|maternity leave|parental leave)",
        ".{0,100}[:(|-] ?(?:out of (?:the )?office|ooo)",
        "limited access to (?:my )?e-?mails?",
        "(?:i'm off|i am off|away from (?:my|the) (?:mail|e-?mail|desk|office|computer))",
        "(?:i'm |i am )?no longer (?:with|at) (?:the|our|us|this) ?(?:company|organi[sz]ation|firm)?",
    ),
    "de": ("(?:ich bin )?(?:abwesend|außer haus|nicht im (?:büro|haus|hause)|im urlaub|nicht da)",),
    "fr": ("(?:je suis )?(?:absente?(?: du bureau)?|absence (?:de|du) bureau|en congés?|en vacances|hors du bureau)",),
    "es": ("(?:estoy )?(?:fuera de (?:la )?oficina|ausente|de vacaciones)",),
    "it": ("(?:sono )?(?:fuori (?:ufficio|sede)|assente|in ferie|assente dall'ufficio)",),
    "pt": ("(?:estou )?(?:fora do escritório|ausente|em férias|de férias)",),
    "nl": (
        "(?:ik ben )?(?:afwezig|afwezigheid|niet aanwezig|niet op kantoor|buiten kantoor|met vakantie|op vakantie)",
    ),
    "da": ("(?:ikke til stede|ikke på kontoret|fraværende|på ferie|bortrejst)",),
    "no": ("(?:ikke til stede|ikke på kontoret|fraværende|på ferie|bortreist)",),
    "sv": ("(?:frånvaro|frånvarande|inte på kontoret|ej på kontoret|på semester)",),
    "fi": ("(?:poissa(?: toimistosta| paikalta)?|lomalla|vuosilomalla)",),
    "et": ("(?:kontorist väljas|puhkusel)",),
    "pl": ("(?:poza biurem|nieobecność (?:w biurze|w pracy)|nieobecny|nieobecna|na urlopie)",),
    "cs": ("(?:mimo kancelář|nepřítomen|nepřítomna|na dovolené)",),
    "sk": ("(?:mimo kancelárie|na dovolenke)",),
    "hu": ("(?:házon kívül|irodán kívül|távollét|szabadságon)",),
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
    r"(?: ?[:.!,;(\[|/–—-]| ?$| (?:until|till?|from .{0,10}\d|re|notification|notice|response|reply|auto|and|bis|vom"
    r"|jusqu'|du|hasta"
    r"|fino|dal|até|tot|do|до|с|\d))"
)

# Subjects that only name an absence, as people do too: the text must be that of a responder.
ABSENCE_TOPICS = {
    "en": (
        (
            "vacations?|(?:public |annual |summer )?holidays?|(?:annual |maternity |paternity |parental |sick )?leave"
            "|absence"
        ),
    ),
    "de": ("(?:jahres|sommer|betriebs|weihnachts)?urlaub|(?:betriebs|sommer)?ferien|abwesenheit|nicht erreichbar",),
    "fr": ("absence|(?:les )?congés?(?: annuels)?|vacances|fermeture(?: annuelle| estivale)?",),
    "es": ("ausencia|vacaciones|cerrado por vacaciones",),
    "it": ("assenza|ferie|vacanze|chiusura(?: estiva| uffici| natalizia)?",),
    "pt": ("ausência|férias",),
    "nl": ("afwezigheid|vakantie|verlof",),
    "da": ("ferie|sommerferie|fravær",),
    "no": ("ferie|sommerferie|fravær|permisjon",),
    "sv": ("semester|frånvaro|föräldraledig\\w*",),
    "fi": ("loma|kesäloma|vuosiloma|poissaolo",),
    "pl": ("urlop|nieobecność|wakacje",),
    "cs": ("dovolená|nepřítomnost",),
    "sk": ("dovolenka|neprítomnosť",),
    "hu": ("szabadság|távollét",),
    "ro": ("concediu|absență",),
    "ru": ("отпуск|отсутствие",),
    "tr": ("izin|tatil",),
}
AFTER_ABSENCE_TOPIC = (
    r"(?:[ \d.,:;!/–—-]*$| ?[:(–—-]| (?:until|from|bis|vom|ab|du|jusqu|dal|fino|hasta|del|tot|van|do|od|\d))"
)
