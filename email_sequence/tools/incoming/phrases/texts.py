"""Sentences of automatic replies, by language; `matching` says how they are written.

Source: the usual words of people who write such texts, and the templates that responders offer them.
"""

# ruff: noqa: RUF001 - letters of other scripts that look like Latin ones are meant

# Somebody is away, in a subject or a text.
ABSENCE_STATEMENTS = {
    "en": (
        (
            "(?:am|i'm|be|i'll be|we are|we're) .. (?:out|away)(?: of|-of| from)?[ -](?:the |my |our"
            " )?(?:office|country|town)"
        ),
        "(?:am|i'm|be|i'll be) .. away from (?:the |my )?(?:desk|e-?mails?|mail|computer)",
        "(?:currently|presently) (?:out of (?:the )?office|away|on (?:\\w+ )?(?:leave|vacation|holidays?))",
        "(?:am|i'm|be|i'll be) (?:ooo|oof|taking (?:some )?time off|off work)\\b",
        "(?:am|i'm|be|i'll be) .. on (?:\\w+ )?(?:leave|vacation|holidays?|pto|sabbatical|business trip)",
        "(?:am|i'm|be|i'll be) (?:currently |now |presently )?(?:away|travell?ing|unavailable)",
        "i (?:will not|won't) be (?:back|available|in the office|able to (?:read|answer|respond|reply))",
        "(?:will|can) ?not be (?:read|answered|monitored)",
        "(?:our offices?|the offices?|our company|we) (?:is|are|will be) (?:currently )?closed",
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
        "(?:büro|praxis|kanzlei|betrieb|geschäft|unternehmen|firma) .. (?:geschlossen|betriebsferien)",
        "wieder (?:erreichbar|im (?:büro|haus)|für sie (?:da|erreichbar)|zurück)",
    ),
    "fr": (
        (
            "(?:suis|serai|est|sera|sommes|serons) .. (?:absente?s?|en (?:congés?|vacances|déplacement|arrêt|rtt)"
            "|hors du bureau)"
        ),
        "(?:actuellement|momentanément) (?:absente?|en congés?|en vacances)",
        "(?:bureaux|entreprise|société|cabinet) .. (?:fermée?s?)",
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
            "|vacanza|maternità|trasferta|congedo)|chius[aioe] per)"
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
        "na godišnjem odmoru (?:sam|ću)",
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
        "(?:正在|目前)?(?:休假|度假|出差|外出)(?:中|期间|期間)?[,。,]?(?:.{0,30}(?:回复|回覆|联系|聯絡))",
    ),
    "ko": ("(?:부재 ?중|휴가 ?중|휴가(?:로|를)|출장 ?(?:중|으로)|자리를 비)",),
    "th": ("ไม่อยู่ที่(?:สำนักงาน|ออฟฟิศ)", "ลา(?:พักร้อน|หยุด)"),
    "vi": ("tôi (?:đang|sẽ) .. (?:nghỉ phép|vắng mặt|đi công tác)", "không có mặt (?:tại|ở) văn phòng"),
    "id": ("saya (?:sedang|akan) .. (?:cuti|di luar kantor|tidak berada di kantor)",),
}

# Somebody is away or gone: the owner of the mailbox if the text is automatic.
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

# The owner of the mailbox says goodbye.
DEPARTURE_STATEMENTS = {
    "en": (
        "i(?: have|'ve)?(?: now| recently)? retired from",
        "i(?: am|'m)? no longer (?:work(?:ing)?|employed|with|at) (?!in )(?:for |at |with |by )?",
        "i(?: have|'ve)? left (?:the (?:company|organi[sz]ation|firm|university)|my (?:position|job))",
    ),
    "de": (
        "ich bin nicht mehr (?:bei|im unternehmen|in der firma|beschäftigt)",
        "ich habe (?:das unternehmen|die firma) verlassen",
        "ich arbeite nicht mehr (?:bei|für)",
    ),
    "fr": (
        "je ne (?:fais|travaille) plus (?:partie|chez|au sein|pour)",
        "j'ai quitté (?:l'entreprise|la société|mes fonctions)",
    ),
    "es": ("ya no (?:trabajo|formo parte)",),
    "it": ("non (?:lavoro|faccio|collaboro) più",),
    "pt": ("(?:já não trabalho|não trabalho mais|não faço (?:mais )?parte)",),
    "nl": ("ik (?:ben|werk) niet (?:meer|langer) (?:werkzaam|bij|voor)",),
    "sv": ("jag (?:har slutat|arbetar inte längre)",),
    "da": ("jeg (?:er stoppet|arbejder ikke længere)",),
    "no": ("jeg (?:har sluttet|jobber ikke lenger)",),
    "pl": ("(?:już nie pracuję|nie pracuję już)",),
    "cs": ("(?:již|už) nepracuji",),
    "ru": ("я больше не работаю",),
}

# Texts that say that a machine wrote them.
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
        "(?:apologi[sz]e|sorry) for this automat(?:ed|ic)",
        "do not (?:reply|respond) to this auto",
        (
            "this (?:e-?mail )?(?:mailbox|inbox|address|account) (?:.{1,60}? )?is (?:un(?:attended|monitored)"
            "|(?:not|no longer) (?:being |regularly )?(?:monitored|read|checked|attended|in use|used|active|valid))"
        ),
        (
            "(?:a|your)(?: new)?(?: support)? (?:ticket|case|request) .{0,40}?(?:has been|was) "
            "(?:created|opened|received|logged|registered)\\b(?! by| with (?:\\w+ )?(?:interest|thanks|pleasure))"
        ),
    ),
    "de": (
        (
            "(?:dies|das) ist eine? (?:automati\\w+|maschinell) .. (?:antwort|nachricht|e-?mail|mail|mitteilung"
            "|empfangsbestätigung|eingangsbestätigung|rückmeldung)"
        ),
        (
            "diese (?:e-?mail|mail|nachricht|antwort) (?:wurde|wird|ist) automatisch"
            "(?! (?:auf|archiviert|gescannt|geprüft|übersetzt|signiert|verschlüsselt))"
        ),
        (
            "die(?:se|ses) (?:postfach|e-?mail-?adresse|mailadresse|adresse) (?:wird|ist) nicht (?:mehr )?"
            "(?:gelesen|überwacht|abgerufen|betreut|gültig|aktiv|genutzt|verwendet)"
        ),
    ),
    "fr": (
        (
            "(?:ceci|il) (?:est|s'agit d')? ?(?:une?)? ?(?:message|réponse|accusé de réception|e-?mail"
            "|courriel) automatique"
        ),
        "cette (?:boîte|adresse) .{0,20}?n'est (?:pas|plus) (?:consultée|relevée|utilisée|active|valide|surveillée)",
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

# Words before such a statement with which people say that they think that a machine wrote our email.
SUPPOSITIONS = {
    "en": (
        "(?:know|assume|guess|think|suppose|believe|reali[sz]e|suspect|presume|understand|sure|see|imagine)(?: that)?",
        "if|whether|unless|although|though|looks like|seems(?: that)?",
    ),
    "de": ("(?:weiß|denke|glaube|vermute|nehme an|verstehe|sehe)(?: dass)?", "ob|wenn|falls|obwohl"),
    "fr": ("(?:suppose|imagine|sais|pense|crois|vois|comprends|sûre?) que", "si"),
    "es": ("(?:supongo|imagino|sé|creo|entiendo|veo|pienso) que", "si|aunque"),
    "it": ("(?:immagino|so|suppongo|penso|credo|capisco|vedo) che", "se|anche se"),
    "pt": ("(?:suponho|imagino|sei|acho|creio|entendo|vejo) que", "se|embora"),
    "nl": ("(?:weet|denk|aan|vermoed|begrijp|zie|geloof) dat", "als|of|hoewel"),
    "sv": ("(?:vet|antar|tror|förstår|ser)(?: att)?", "om"),
    "da": ("(?:ved|antager|går ud fra|tror|kan se)(?: at)?", "hvis"),
    "no": ("(?:vet|antar|går ut fra|tror|ser)(?: at)?", "hvis"),
    "fi": ("(?:tiedän|oletan|luulen|ymmärrän),? että", "jos"),
    "pl": ("(?:wiem|rozumiem|zakładam|domyślam się|myślę|widzę),? że", "jeśli|jeżeli|czy"),
    "cs": ("(?:vím|předpokládám|myslím|chápu|vidím),? že", "jestli|pokud"),
    "ru": ("(?:знаю|понимаю|думаю|предполагаю|вижу),? что", "если"),
    "zh": ("知道|以为|猜|如果|好像",),
}
