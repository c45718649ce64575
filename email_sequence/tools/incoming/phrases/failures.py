"""Words of notices about emails: not delivered, late, read; `matching` says how they are written.

Sources: the notices of sendmail, Postfix, Exim, qmail (QSBMF), Courier, Exchange, Domino, GroupWise, PMDF, MessageLabs,
Mimecast, Gmail, Yahoo and others, and the titles of Exchange's non-delivery reports and receipts by language.
"""

# Subjects that begin a notice of failure.
FAILURE_TITLES = {
    "en": (
        "(?:mail |e-?mail |message )?undeliver(?:able|ed)",
        "(?:mail|e-?mail|message|delivery) (?:delivery )?(?:system )?(?:failure|failed|error)",
        "failure notice",
        (
            "(?:mail|e-?mail|message) (?:delivery|system|transaction|could not|not|wasn't|was not|rejected"
            "|returned|blocked)"
        ),
        "delivery (?:status )?(?:notification|report|failure|failed|has failed|status|error|problem)",
        "(?:returned|failed|rejected|bounced|blocked|unsent|undeliverable) (?:e-?mail|mail|message)",
        "returned to sender",
        "non-?delivery",
        "(?:automatically )?rejected mail",
        "notice: mail delivery status",
        (
            "(?:your )?(?:e-?mail|mail|message) .{0,60}?(?:not delivered|not be delivered|undeliverable"
            "|rejected|blocked|returned)"
        ),
        "unable to deliver",
        "could not (?:deliver|send) (?:message|mail)",
        "nondeliverable",
        "ndn:|ndr:|dsn:",
        "user unknown|unknown user|address not found|host unknown",
        "loop alert",
    ),
    "de": (
        "unzustellbar",
        "nicht zustellbar",
        "unzustellbare? (?:mail|nachricht|e-?mail)",
        "zustellung .{0,30}?fehlgeschlagen",
    ),
    "fr": (
        "non remis",
        "(?:message|courrier) non (?:délivré|remis|distribué)",
        "échec (?:de la )?(?:remise|distribution)",
    ),
    "es": (
        "no se puede entregar",
        "no (?:se ha )?entregado",
        "(?:correo|mensaje) (?:no entregado|devuelto)",
        "error de entrega",
    ),
    "it": ("non recapitabile", "(?:messaggio|posta|mail) non (?:consegnat|recapitat)[oa]", "mancata consegna"),
    "pt": (
        "não é possível entregar",
        "(?:mensagem|e-?mail) (?:não entregue|devolvid[oa])",
        "falha (?:na|de) entrega",
        "não entregue",
    ),
    "nl": ("onbestelbaar", "niet (?:te bezorgen|bezorgd)"),
    "da": ("kan ikke leveres", "ikke leveret"),
    "no": ("kan ikke leveres", "ikke levert"),
    "sv": ("olevererbart?", "det går inte att leverera", "kunde inte levereras"),
    "fi": ("(?:sähköpostia|viestiä) ei voi(?:tu)? toimittaa", "toimittamaton"),
    "pl": ("niedostarczon[ey]", "nie można dostarczyć", "(?:wiadomość )?odrzucona", "nie dostarczono"),
    "cs": ("nedoručiteln[eéá]", "nelze doručit", "nedoručen[oá]"),
    "hu": ("kézbesíthetetlen",),
    "ru": ("недоставленное сообщение", "не удается доставить", "сообщение не доставлено", "недоставлено"),
    "uk": ("не вдалося доставити", "недоставлене"),
    "tr": ("teslim edilemedi", "teslim edilemeyen"),
    "ja": ("(?:(?:メッセージ|メール)[をの]?)?配信(?:不能|エラー|できません|に失敗)", "送信(?:エラー|失敗)"),
    "zh": ("(?:未|无法|無法)(?:传递|傳遞|送达|送達|投递)", "退信", "系统退信"),
    "ko": ("(?:배달|전송)(?:되지| ?실패|할 수 없)", "반송"),
}

# Texts that say that an email was not delivered, for good.
FAILURE_STATEMENTS = {
    "en": (
        "(?:could|can) ?n[o']t be (?:sent|delivered|completed)",
        (
            "(?:was|were|is|has been|been|be) (?:not|un|n't)? ?(?:been )?(?:undeliver(?:able|ed)|not"
            " delivered|nondeliverable)"
        ),
        "(?:not|\\w+n't) (?:been |be )?(?:delivered|deliverable)",
        "(?:unable|failed|not able) to (?:be )?deliver(?:ed)?",
        "undeliverable|non-?deliver\\w+",
        "deli?e?very (?:has |to .{0,80}?|attempt |of .{0,40}?)?(?:failed|was aborted|failure|problems?)",
        "failed (?:permanently|recipients?|addresses)",
        "permanent(?:ly)? (?:fatal )?(?:error|failure|rejected)",
        "(?:fatal|delivery) (?:errors?|problems?)",
        "did not reach",
        "(?:was|been|is) (?:automatically )?(?:rejected|blocked|refused|returned|bounced)",
        "(?:rejected|refused) (?:by|your)",
        (
            "(?:user|recipient|mailbox|address|addressee|host|domain|account|local.?part)(?: name)?(?: is"
            "| was)? (?:unknown"
            "|not (?:found|known|listed|recognized|exist)|does ?n[o']t exist|invalid|disabled|unavailable)"
        ),
        "(?:unknown|invalid|no such|no valid|bad destination) (?:user|recipients?|address|mailbox|host|domain|local)",
        "(?:mailbox|quota|mail box|inbox) .. (?:full|exceed\\w*|over)",
        "(?:over|exceed\\w*) .. (?:quota|size|limit)",
        "quota (?:violation|exceeded|usage)",
        "does(?: not|n't) (?:have an? .{0,40}?account|exist|like recipient|accept)",
        "no longer (?:accepts|available|valid|in use)",
        "[45]\\d\\d[ -]#?5\\.\\d{1,3}\\.\\d{1,3}",
        "55[0-9][ :-]",
        "too many hops",
        "loop alert|duplicated message-id",
        "giving up|given up",
        "not going to try again",
        "transcript of session follows|failure reasons|message log follows",
        "status: error|fatal error",
    ),
    "de": (
        "nicht (?:zugestellt|zustellbar|ausgeliefert)",
        "unzustellbar",
        "unbekannter (?:empfänger|benutzer)",
        "konnte nicht",
    ),
    "fr": (
        "n'a pas pu être",
        "pas été (?:délivré|remis|distribué)",
        "échec de la remise",
        "(?:utilisateur|destinataire) inconnu",
    ),
    "es": ("no (?:pudo|ha podido|se pudo|se puede) (?:ser )?entreg\\w+", "destinatario desconocido"),
    "it": ("non (?:è stato possibile|recapitat\\w+|consegnat\\w+)", "(?:utente|destinatario) sconosciuto"),
    "pt": ("não (?:pode|pôde|foi) (?:ser )?(?:entregue|enviada)", "destinatário desconhecido"),
    "nl": ("niet (?:worden )?(?:bezorgd|afgeleverd|bezorgen)", "onbekende gebruiker"),
    "sv": ("(?:inte|gick inte) .. (?:levereras|leverera|hitta)",),
    "da": ("ikke .. leveres",),
    "pl": ("nie (?:została )?dostarczon\\w+", "nie można dostarczyć", "zablokowana", "odrzucon\\w+"),
    "cs": ("nelze doručit", "nebyla? doručen\\w*"),
    "ru": (
        "(?:не может|не удалось|невозможно) .. (?:доставить|доставлено|отправлено)",
        "невозможно доставить",
        "не (?:было )?доставлено",
    ),
    "ja": (
        "(?:配信|送信|配送|お届け)(?:する(?:こと|事)が)?(?:に失敗|でき(?:ません|なかった)|不能)",
        "見つかりません",
        "宛先不明",
        "受信拒否",
    ),
    "zh": ("(?:无法|未能|無法)(?:送达|投递|传递|送達|傳遞)", "退信", "不存在"),
    "ko": ("(?:전송|배달|발송)(?:하지|되지|에 실패)",),
}

# Subjects and texts of notices that an email is late, was delivered or relayed: nothing has failed yet.
PASSING_TITLES = {
    "en": (
        "delayed mail",
        "(?:delivery|mail|message|e-?mail) .{0,40}?(?:delayed|delay)\\b",
        "delayed:",
        "warning: (?:message|could not send|mail|e-?mail)",
        "(?:delivery|mail) .{0,40}?(?:warning|success)",
        "(?:successful mail delivery|mail delivery (?:succeeded|successful)|delivered:|relayed:|expanded:)",
        "return receipt",
    ),
    "de": ("zustellung verzögert", "verzögert", "übermittelt:", "zugestellt:"),
    "fr": ("(?:remise|livraison) (?:retardée|différée)", "retardé", "remis :"),
    "es": ("entrega (?:retrasada|demorada)", "retrasado", "entregado:"),
    "it": ("(?:consegna|recapito) ritardat[oa]", "recapitato:"),
    "pt": ("(?:entrega|mensagem) atrasada",),
    "nl": ("vertraagd", "bezorging vertraagd"),
    "ja": ("配信(?:遅延|の遅延)", "遅延"),
}
PASSING_STATEMENTS = {
    "en": (
        "this is (?:just |only )?a warning",
        "warning (?:message )?only",
        "(?:do not|don't) need to re-?send",
        "still being retried",
        "(?:is|has been|was|were) (?:temporarily )?delayed",
        "not yet been delivered",
        "temporary (?:failure|problem) (?:report|only)",
        "(?:will|is going to) (?:continue|keep|be|try) .. (?:retried|retrying|trying|attempt\\w*|again)",
        "will continue to attempt",
        "could not be delivered for .{0,60}?it will be retried",
        "(?:was|were|has been|been) successfully (?:delivered|relayed)",
    ),
    "de": ("wird weiter(?:hin)? versucht", "verzögert"),
    "fr": ("a été (?:retardé|différé)",),
    "es": ("se ha retrasado",),
}

# Subjects of Exchange's and Outlook's receipts: read, or deleted unread; a colon follows, and the subject.
RECEIPT_OF_READING_TITLES = {
    "en": (
        "(?:not )?read",
        "deleted",
        "(?:return|read) receipt(?: \\((?:displayed|deleted)\\))?",
        "disposition notification",
    ),
    "de": ("gelesen", "(?:ungelesen gelöscht|nicht gelesen)", "lesebestätigung", "empfangsbestätigung \\(angezeigt\\)"),
    "fr": ("(?:non )?lu", "confirmation de lecture", "accusé de réception \\(affiché\\)"),
    "es": ("(?:no )?leído", "eliminado sin leer", "confirmación de lectura"),
    "it": ("(?:non )?letto", "conferma di lettura", "ricevuta di ritorno"),
    "pt": ("(?:não )?lid[ao]", "confirmação de leitura"),
    "nl": ("(?:niet )?gelezen", "leesbevestiging"),
    "da": ("(?:ikke )?læst",),
    "no": ("(?:ikke )?lest",),
    "sv": ("(?:o)?läst", "läskvitto"),
    "fi": ("luettu", "lukukuittaus"),
    "pl": ("(?:nie)?przeczytane",),
    "cs": ("(?:ne)?přečteno",),
    "sk": ("prečítané",),
    "hu": ("olvasott",),
    "ro": ("citit",),
    "ru": ("(?:не )?прочитано",),
    "bg": ("прочетено",),
    "hr": ("pročitano",),
    "sl": ("prebrano",),
    "el": ("διαβάστηκε",),
    "tr": ("okundu",),
    "he": ("נקרא",),
    "ja": ("開封済み", "読み取り済み"),
    "zh": ("已[读讀]", "开封"),
    "ko": ("읽음",),
}
AFTER_RECEIPT_OF_READING = r"(?: ?[:-]| ?$)"

# How a failure notice begins, from any sender.
UNDELIVERED_FIRST_WORDS = {
    "en": (
        (
            "your (?:e-?mail|message|mail) .{0,80}?"
            "(?:(?:could|can) ?not be|couldn't be|was not|wasn't|has not been) delivered"
        ),
    ),
    "de": ("ihre (?:e-?mail|nachricht|mail) .{0,80}?(?:konnte nicht|nicht) zugestellt",),
    "fr": ("votre (?:message|courrier|courriel) .{0,40}?n'a pas (?:pu )?(?:être|été) (?:délivré|remis|distribué)",),
    "es": ("(?:su|tu) (?:mensaje|correo) .{0,40}?no (?:pudo|ha podido|se pudo) ser entregado",),
}
