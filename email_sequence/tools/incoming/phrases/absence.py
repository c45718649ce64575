"""Words with which automatic replies name the day of return, by language; `matching` says how they are written.

Source: the usual words of people who write such texts, and the subjects and templates that responders offer them.
"""

from ..matching import fold


def _numbered(first: int, *names: str) -> dict[str, int]:
    """Each name of a string of names with the number of the string, folded."""
    return {fold(name): number for number, words in enumerate(names, first) for name in words.split()}


MONTHS = _numbered(
    1,
    "january jan januar jänner janvier janv enero ene gennaio genn gen januari janeiro stycznia",
    "february feb februar feber février févr fév fevr febrero febbraio febbr februari fevereiro fev lutego",
    "march mar märz mär mars marzo maart mrt março marts marca",
    "april apr avril avr abril abr aprile kwietnia",
    "may mai mayo maggio magg mag mei maio maj maja",
    "june jun juni juin junio giugno giu junho czerwca",
    "july jul juli juillet juil julio luglio lug julho lipca",
    "august aug août agosto ago augustus augusti sierpnia",
    "september sept sep septembre septiembre set setiembre settembre sett setembro września",
    "october oct oktober okt octobre octubre ottobre ott outubro października",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia",
)
WEEKDAYS = _numbered(
    0,
    "monday montag lundi lunes lunedì maandag segunda-feira måndag mandag poniedziałek poniedziałku",
    "tuesday dienstag mardi martes martedì dinsdag terça-feira tisdag tirsdag wtorek wtorku",
    "wednesday mittwoch mercredi miércoles mercoledì woensdag quarta-feira onsdag środa środę środy",
    "thursday donnerstag jeudi jueves giovedì donderdag quinta-feira torsdag czwartek czwartku",
    "friday freitag vendredi viernes venerdì vrijdag sexta-feira fredag piątek piątku",
    "saturday samstag sonnabend samedi sábado sabato zaterdag lördag lørdag sobota sobotę soboty",
    "sunday sonntag dimanche domingo domenica zondag söndag søndag niedziela niedzielę niedzieli",
)
# Abbreviated weekdays, followed by a date; those of two letters are also words and need a point or a comma.
SHORT_WEEKDAYS = _numbered(
    0,
    "mon lun seg mo ma",
    "tue tues mar ter di",
    "wed mer mié qua mi wo",
    "thu thur thurs jeu jue gio qui do",
    "fri ven vie sex fr vr",
    "sat sam sáb sab sa za",
    "sun dim dom so zo",
)
DAYS_AHEAD = {
    fold(name): days
    for days, names in (
        (2, ("day after tomorrow", "übermorgen", "après-demain", "pasado mañana", "dopodomani", "overmorgen")),
        (2, ("depois de amanhã", "overmorgen", "i övermorgon", "pojutrze")),
        (1, ("tomorrow", "morgen", "demain", "mañana", "domani", "amanhã", "i morgen", "i morgon", "imorgon", "jutro")),
    )
    for name in names
}
PARTS_OF_DAY = (
    "(?:in the |early )?(?:morning|afternoon|evening)", "früh", "morgen", "vormittag", "mittag", "nachmittag", "abend",
    "matin", "après-midi", "soir", "por la (?:mañana|tarde)", "mattina", "pomeriggio", "ochtend", "middag", "de manhã",
    "à tarde",
)  # fmt: skip
WEEKS = ("weeks?", "woche", "semaine", "semana", "settimana", "uge", "uke", "vecka", "tydzień", "tygodni\\w+")

# The day named after these is the day of the return.
BACK = {
    "en": (
        "back(?![ -]to[ -]back)",
        "return(?:s|ing)?",
        "(?:available|reachable|contactable|in the office|at work|at my desk) again",
        "again (?:available|reachable|in the office)",
        "re-?open(?:s|ing)?",
        "resum(?:e|es|ing)(?: work)?",
    ),
    "de": (
        "erst wieder|wieder(?= ab )",
        "zurück(?:kehren?|kommen|gekehrt|komme|kehre)?",
        "rückkehr",
        (
            "wieder (?:im (?:büro|haus|hause|dienst|einsatz|office|betrieb)|in der (?:firma|kanzlei|praxis)|da"
            "|(?:per [^ ]+ |persönlich |telefonisch )?(?:erreichbar|zu erreichen)|für (?:sie|dich|euch)|zurück|vor ort"
            "|verfügbar|anwesend|geöffnet|zur verfügung|am (?:arbeits)?platz|an bord)"
        ),
    ),
    "fr": (
        "(?:de |mon )?retour",
        "reviens|reviendrai|revenons|reviendrons",
        "rentre(?:rai)?",
        "(?:à|de) nouveau (?:disponible|joignable|présente?|au bureau|parmi)",
        "repren(?:ds|drai|drons)(?: le travail| mon poste)?",
        "reprise",
        "rouvr\\w+|réouverture",
    ),
    "es": (
        "(?:de |mi )?vuelta",
        "vuelvo|volveré|volvemos|volveremos",
        "(?:de |mi )?regreso",
        "regres(?:aré|amos|aremos|ando)",
        "(?:me )?reincorpor(?:o|aré|ación)",
        "retorn(?:o|aré)",
        "(?:de nuevo|nuevamente) (?:disponible|en la oficina|localizable)",
        "reapertura|reabrimos|reabriremos",
    ),
    "it": (
        "(?:di |mio )?ritorno",
        "rientr(?:o|erò|iamo|eremo|ando)",
        "torn(?:o|erò|iamo|eremo)|ritornerò",
        "(?:di nuovo|nuovamente) (?:disponibile|in ufficio|in sede|raggiungibile|operativ[oi])",
        "riapertura|riapriamo|riapriremo",
    ),
    "nl": (
        "terug",
        "retour",
        "weer (?:aanwezig|bereikbaar|op kantoor|beschikbaar|open|aan het werk|present|te bereiken|geopend)",
    ),
    "pt": (
        "(?:de )?volta",
        "volto|voltarei|voltamos|voltaremos|voltando",
        "(?:de |meu )?regresso",
        "regress(?:arei|amos|aremos|ando)",
        "(?:de |meu )?retorno",
        "retorn(?:arei|amos|aremos)",
        "(?:de novo|novamente) (?:disponível|no escritório|contactável)",
        "reabertura|reabrimos|reabriremos",
    ),
    "sv": ("(?:är |kommer )?(?:tillbaka|tillbaks|åter)", "(?:anträffbar|på plats|på kontoret) igen"),
    "da": ("tilbage", "(?:på kontoret|at træffe) igen"),
    "no": ("tilbake", "(?:på kontoret|tilgjengelig) igjen"),
    "pl": ("wracam|wrócę|powrót|powrotu|powrócę", "z powrotem", "(?:ponownie|znów|znowu) (?:dostępn[ya]|w biurze)"),
}

# The day named after these is the last one of the absence, and expressly included.
THROUGH = {
    "en": ("(?:until|till|til|up to|to) and including", "(?:through|thru)(?: to)?"),
    "de": ("bis (?:zum )?(?:einschließlich|einschliesslich|einschl\\.?|inklusive|inkl\\.?|und mit)",),
    "fr": ("jusqu'(?:au|à) et y compris", "jusqu'au soir du"),
    "es": ("hasta (?:e )?inclu(?:ido|sive)",),
    "it": ("fino a tutto", "fino (?:al|a) compreso"),
    "nl": ("t/m", "tot en met", "t\\.?e\\.?m\\.?"),
    "sv": ("till och med", "t\\.o\\.m\\.?"),
    "da": ("til og med", "t\\.o\\.m\\.?"),
}

# The day named after these ends the absence.
UNTIL = {
    "en": ("(?:up )?(?:until|till|til|'til)", "up to", "(?:not|\\w{1,9}n't|cannot|unable) .. before"),
    "de": ("bis(?: zum)?", "nicht .. vor(?: dem)?"),
    "fr": ("jusqu'(?:au|à)", "pas .. avant(?: le)?"),
    "es": ("hasta", "no .. antes del?"),
    "it": ("fino (?:al|a|all')", "sino (?:al|a)", "non .. prima (?:del|di)"),
    "nl": ("tot", "niet .. (?:voor|vóór)"),
    "pt": ("até", "não .. antes d[eo]"),
    "sv": ("fram till", "till"),
    "da": ("indtil", "frem til", "til"),
    "no": ("fram til", "frem til"),
    "pl": ("(?:nieobecn[ya]|urlopie|urlop|niedostępn[ya]|poza biurem) .. do(?: dnia)?",),
}

# Between the first and the last day of an absence.
SPANS = {
    "en": ("to",),
    "fr": ("au",),
    "es": ("al?",),
    "it": ("al",),
    "pt": ("ao?",),
    "pl": ("do",),
}
# The same if one of BETWEEN precedes the first day.
PAIRS = {"en": ("and",), "de": ("und",), "fr": ("et",), "es": ("y",), "it": ("e",), "nl": ("en",), "sv": ("och",)}
BETWEEN = ("between", "zwischen", "entre", "tra", "fra", "tussen", "mellan", "mellem", "mellom")

# Between two days, of which either may be meant.
EITHER = ("or", "oder", "ou", "o", "of", "lub", "eller")

# After the last day: it is part of the absence.
INCLUDED = (
    "inclus(?:ive|ivement|o|a)?", "included", "inclusief", "incluid[oa]", "einschließlich", "einschliesslich",
    "eingeschlossen", "inkl(?:usive)?", "compres[oa]", "y compris", "inbegrepen", "włącznie", "inkluderat",
)  # fmt: skip
# Before the day: the return is on a later one.
AFTER = ("after", "nach(?: dem)?", "après(?: le)?", "después del?", "dopo(?: il)?", "na", "(?:depois|após)(?: de)?")

ARTICLES = (
    *("the", "the morning of the", "about", "at least", "next", "this coming", "this", "coming"),
    *("zum", "den", "dem", "der", "einem", "mindestens", "voraussichtlich", "nächsten", "kommenden"),
    *("le", "au moins le", "ce", "el", "el día", "al menos el", "próximo", "il", "lo", "giorno", "prossimo", "de"),
    *("dia", "o dia", "o", "próxima", "het", "op", "en met"),
    *("volgende", "komende", "aanstaande", "dnia", "på", "om", "d\\."),
)
# Words that may stand between a word of return and its day, besides articles.
LINKS = (
    *("on", "in", "into", "to", "at", "from", "as of", "starting", "again", "office", "work", "desk", "my", "our"),
    *("be", "will", "i", "i'll", "am", "i'm", "we", "we'll", "are", "is", "day", "date", "vacation", "holidays?"),
    *("leave", "annual", "parental", "maternity", "paternity", "sick", "summer", "business", "trip", "after"),
    *("only", "not", "online", "first", "latest", "full", "time", "expected", "early"),
    *("am", "ab", "im", "in", "ins", "vom", "von", "aus", "meinem", "urlaub", "büro", "bin", "ich", "sind", "wir"),
    *("wieder", "erst", "erreichbar", "für sie", "für dich", "da", "nach", "gerne", "persönlich", "haus"),
    *("telefonisch", "per mail", "per e-mail", "dann", "einschließlich", "zu", "erreichen", "anwesend", "verfügbar"),
    *("stehe", "stehen", "ihnen", "euch"),
    *("je", "j'", "serai", "suis", "nous", "serons", "sommes", "au", "bureau", "à partir du", "à compter du", "dès"),
    *("à", "du", "de", "congés?", "vacances", "disponible"),
    *("joignable", "parmi vous", "après", "prévu", "est"),
    *("estaré", "estoy", "estaremos", "a", "a partir del", "desde", "la", "oficina", "en", "trabajo", "mi", "al"),
    *("del", "vacaciones", "después", "previsto", "mis"),
    *("sarò", "sono", "saremo", "dal", "a partire dal", "ufficio", "sede", "dalle", "ferie", "lavoro", "dopo", "in"),
    *("disponibile", "previsto per", "operativo", "raggiungibile"),
    *("ben", "ik", "zijn", "wij", "vanaf", "met ingang van", "kantoor", "van", "vakantie", "weer", "na"),
    *("aanwezig", "bereikbaar", "beschikbaar", "pas", "mijn", "werk"),
    *("estarei", "estou", "estaremos", "a partir de", "no", "em", "ao", "escritório", "trabalho", "das", "férias"),
    *("minhas", "após", "depois", "disponível"),
    *("är", "jag", "vi", "från", "fra", "er", "jeg", "igen", "igjen", "kontoret", "semester", "ferie", "i"),
    *("på arbete", "arbejde", "jobb", "plats", "den", "od", "będę", "do", "biura", "pracy", "w", "dniu", "we"),
)

# Before a day that begins a sentence.
FRONTS = (
    *("on", "from", "as of", "starting", "am", "ab", "ab dem", "vom", "le", "dès le", "à partir du", "à compter du"),
    *("el", "a partir del", "desde el", "il", "dal", "a partire dal"),
    *("op", "vanaf", "a", "em", "no dia", "a partir de"),
    *("från", "från den", "fra", "fra den", "den", "od", "od dnia", "w", "we"),
)

# A sentence with one of these says that somebody is away: the end that it names is the end of an absence.
AWAY = {
    "en": (
        *("away", "out", "off(?! hours)", "leave", "vacation", "holidays?", "closed", "travel\\w*", "absen\\w+", "ooo"),
        *("unavailable", "unreachable", "sabbatical", "pto", "sick", "ill", "trip", "no access", "limited access"),
        *("not", "cannot", "unable", "\\w{1,9}n't", "closure", "abroad"),
    ),
    "de": (
        *(
            "\\w{0,20}urlaub\\w*",
            "nicht",
            "keine?n?",
            "abwesen\\w+",
            "verreist",
            "unterwegs",
            "au(?:ß|ss)er haus",
            "krank",
        ),
        *(
            "ferien",
            "betriebsferien",
            "\\w{0,20}reise",
            "elternzeit",
            "mutterschutz",
            "geschlossen",
            "vertretung",
            "weg",
        ),
        *("vertritt", "\\w{0,20}fortbildung"),
    ),
    "fr": (
        *("absen\\w+", "congés?", "vacances", "pas", "déplacement", "fermée?s?", "indisponible", "arrêt", "maternité"),
        *("hors", "rtt", "fermeture", "injoignable"),
    ),
    "es": ("fuera", "vacaciones", "ausen\\w+", "baja", "viaje", "permiso", "cerrad\\w+", "no", "sin acceso"),
    "it": ("assen\\w+", "ferie", "fuori", "vacanz\\w", "non", "chius\\w+", "maternità", "trasferta", "malattia"),
    "nl": (
        "afwezig\\w*",
        "\\w{0,20}vakantie",
        "\\w{0,20}verlof",
        "niet",
        "geen",
        "gesloten",
        "op reis",
        "ziek",
        "buiten",
        "vrij",
    ),
    "pt": ("ausen\\w+", "férias", "fora", "não", "licença", "viagem", "fechad\\w+", "indisponível", "sem acesso"),
    "sv": ("\\w{0,20}semester", "\\w{0,20}ledig\\w*", "borta", "bortrest", "frånvar\\w+", "inte", "stängt"),
    "da": (
        "\\w{0,20}ferie",
        "fravær\\w*",
        "bortre\\w+",
        "orlov",
        "permisjon",
        "barsel",
        "ikke",
        "lukket",
        "stengt",
        "væk",
    ),
    "pl": ("urlop\\w*", "nieobecn\\w+", "nie", "niedostępn\\w+", "poza", "zamknięt\\w+"),
}
# Unless one of these precedes the end without being negated: then it is the end of a presence or of an offer.
PRESENT = {
    "en": ("available", "open", "reachable", "in the office", "at work", "valid", "offer\\w*", "sale", "discount"),
    "en of dates": ("deadline", "regist\\w+", "ticket\\w*", "invoice\\w*", "order\\w*", "price\\w*", "deliver\\w+"),
    "de": ("erreichbar", "im büro", "im haus", "geöffnet", "gültig", "angebot\\w*", "rabatt\\w*", "rechnung\\w*"),
    "de of dates": ("frist\\w*", "anmeld\\w+", "bestell\\w+", "liefer\\w+", "verfügbar", "anwesend"),
    "fr": ("disponible", "joignable", "ouverte?s?", "valables?", "offres?", "au bureau", "factures?", "inscri\\w+"),
    "es": ("disponible", "abiert\\w+", "válid\\w+", "oferta\\w*", "en la oficina", "factura\\w*", "plazo"),
    "it": ("disponibile", "apert\\w+", "valid\\w+", "offert\\w+", "in ufficio", "fattur\\w+", "scadenza"),
    "nl": ("bereikbaar", "open", "geopend", "geldig", "aanbieding\\w*", "op kantoor", "factu\\w+", "aanwezig"),
    "pt": ("disponível", "abert\\w+", "válid\\w+", "oferta\\w*", "no escritório", "fatura\\w*", "prazo"),
    "sv": ("öppet", "anträffbar", "giltig\\w*", "på kontoret", "åben\\w*", "åpen\\w*", "gyldig\\w*", "faktura\\w*"),
}
DENIALS = (
    "not", "cannot", "unable", "\\w{1,9}n't", "no", "never", "nicht", "keine?n?", "kaum", "pas", "ni", "sin", "non",
    "niet", "geen", "não", "sem", "inte", "ikke", "nie", "out", "away",
)  # fmt: skip
