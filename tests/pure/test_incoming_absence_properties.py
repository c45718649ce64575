"""The day of return is found for all days, in all languages and forms; and whatever else a mail says does no harm."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from incoming_mails import mail
from must_end import must_end
from tools.incoming.named_days import MAX_DAYS_WITHOUT_YEAR
from tools.incoming.phrases.absence import AWAY, BACK, LINKS, THROUGH, UNTIL
from tools.incoming.return_date import MAX_DAYS_AHEAD, return_date

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
# By language: how it writes a day, and sentences that name it; "{}" is the day.
DAYS = {
    "en": ("{0.day} {1} {0.year}", "{1} {0.day}, {0.year}", "the {0.day}th of {1}", "{0:%Y-%m-%d}", "{0:%d.%m.%Y}"),
    "de": (
        "{0.day}. {1} {0.year}",
        "{0.day}. {1}",
        "{0:%d.%m.%Y}",
        "{0:%d.%m.%y}",
        "{0.day}.{0.month}.",
        "{0:%d/%m/%Y}",
    ),
    "fr": ("{0.day} {1} {0.year}", "{0.day} {1}", "{0:%d/%m/%Y}", "{0:%d/%m}", "{0:%d.%m.%y}"),
    "es": ("{0.day} de {1} de {0.year}", "{0.day} de {1}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}"),
    "it": ("{0.day} {1} {0.year}", "{0.day} {1}", "{0:%d/%m/%Y}", "{0:%d.%m}"),
    "nl": ("{0.day} {1} {0.year}", "{0.day} {1}", "{0:%d-%m-%Y}", "{0:%d/%m}"),
    "pt": ("{0.day} de {1} de {0.year}", "{0.day} de {1}", "{0:%d/%m/%Y}"),
    "sv": ("{0.day} {1} {0.year}", "{0.day} {1}", "{0:%Y-%m-%d}"),
    "da": ("{0.day}. {1} {0.year}", "{0.day}. {1}"),
    "no": ("{0.day}. {1} {0.year}", "{0.day}. {1}"),
    "pl": ("{0.day} {1} {0.year}", "{0.day} {1}"),
}
SENTENCES = {
    "en": ("I am out of the office until {}.", "I will be back on {}.", "Returning {}"),
    "de": ("Ich bin bis {} nicht im Haus.", "Ab dem {} bin ich wieder erreichbar.", "Ich bin am {} zurück"),
    "fr": ("Je suis absent jusqu'au {}.", "Je serai de retour le {}"),
    "es": ("Estoy de vacaciones hasta el {}.", "Vuelvo el {}"),
    "it": ("Sono assente fino al {}.", "Rientrerò il {}"),
    "nl": ("Ik ben afwezig tot {}.", "Ik ben {} weer bereikbaar.", "Ik ben terug op {}"),
    "pt": ("Estou ausente até {}.", "Estarei de volta em {}"),
    "sv": ("Jag är på semester till {}.", "Jag är tillbaka {}"),
    "da": ("Jeg er på ferie indtil {}.", "Jeg er tilbage den {}"),
    "no": ("Jeg er på ferie frem til {}.", "Jeg er tilbake {}"),
    "pl": ("Jestem na urlopie do {}.", "Wracam {}"),
}
WORDS = [
    *(word for table in (BACK, THROUGH, UNTIL, AWAY) for words in table.values() for word in words),
    *LINKS, *" ".join(MONTHS.values()).split(), "Monday", "tomorrow", "1.", "3", "12/3", "3.12.2026", "2026-12-03", "-",
]  # fmt: skip


@pytest.mark.parametrize("language", DAYS)
@given(data=st.data(), received=st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_every_day_is_found_in_every_form_of_its_language(language, data, received):
    form = data.draw(st.sampled_from(DAYS[language]))
    ahead = MAX_DAYS_AHEAD if "{0.year}" in form or "%Y" in form or "%y" in form else MAX_DAYS_WITHOUT_YEAR
    day = received + timedelta(data.draw(st.integers(0, ahead)))
    text = form.format(day, MONTHS[language].split()[day.month - 1])
    sentence = data.draw(st.sampled_from(SENTENCES[language])).format(text)
    assert return_date(mail(text=sentence), received) == day


@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=9), max_size=40), st.dates(date(1900, 1, 1), date(2999, 1, 1))
)
def test_whatever_a_mail_says_the_day_is_none_or_near(words, received):
    text = " ".join(words)
    message = mail(text=text.encode("utf-8", "replace").decode())
    day = return_date(message, received)
    assert day is None or 0 <= (day - received).days <= MAX_DAYS_AHEAD


@pytest.mark.parametrize(
    "text",
    ["back on the " * 9, "not back " * 9, "1-2-3-4." * 9, "until 3 ", "ab dem ", "i'll i ", "\ufdfa" * 9, "n't" * 9],
)
def test_a_long_text_takes_linear_time(text):
    with must_end():
        return_date(mail(text * 200, text * 20_000), date(2026, 11, 23))
