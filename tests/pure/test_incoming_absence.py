"""The day of return that an out-of-office mail names (semantics 5.2). It arrives on Monday, 23 November 2026."""

from datetime import date, timedelta

import pytest
from incoming_mails import mail
from tools.incoming.return_date import return_date

RECEIVED = date(2026, 11, 23)


def named(text, subject="Automatic reply", received=RECEIVED):
    return return_date(mail(subject, text), received)


def cases(*table):
    """The parameters of these lists of texts; each text is its own id."""
    return [pytest.param(text, id=text) for texts in table for text in texts]


UNTIL_3_DECEMBER = {
    "en": [
        "I am out of the office until 3 December.",
        "I'm away till Dec. 3",
        "Out of office til Thu 3 Dec",
        "On leave until Thursday, December 3rd, 2026",
        "Away until Thursday the 3rd of December",
        "I am on vacation until 12/3/2026, I mean until 3 December.",
        "I won't be in the office until 2026-12-03.",
        "I am not back before 3 December",
        "I am abroad until 3-Dec-26",
        "Closed until 3 December 17:00",
        "I am away from 1 to 3 December.",
        "I am away from Tuesday 1 December to Thursday 3 December",
        "I am away between 1 and 3 December.",
        "I am away 1-3 December 2026.",
        "On holiday December 1 to 3.",
        "On holiday Dec 1st - 3rd, 2026.",
    ],
    "de": [
        "Ich bin bis 3. Dezember 2026 im Urlaub.",
        "Ich bin bis zum 3.12. nicht erreichbar.",
        "Bis Donnerstag, den 3.12.26, bin ich auf Dienstreise.",
        "Ich bin vom 1. bis 3.12.2026 abwesend",
        "Wir haben zwischen dem 1. und 3. Dezember geschlossen.",
        "Urlaub 1.-3.12.2026",
        "Urlaub 1.12. \u2013 3.12.2026",
        "Abwesend bis 03/12/2026",
    ],
    "fr": [
        "Je suis absente jusqu\u2019au 3 décembre.",
        "Absent jusqu'au jeudi 3 déc. 2026",
        "Je suis en congés du 1er au 3 décembre.",
        "Je suis absent du 1/12 au 3/12.",
        "Je suis absent entre le 1 et 3 décembre",
    ],
    "es": [
        "Estoy de vacaciones hasta el 3 de diciembre de 2026.",
        "Estaré fuera hasta el jueves, 3 dic.",
        "Estaré fuera del 1 al 3 de diciembre",
    ],
    "it": [
        "Sono in ferie fino al 3 dicembre.",
        "In ferie dal 1° al 3 dicembre",
        "Fuori ufficio fino al 03/12/2026",
    ],
    "nl": ["Ik ben met vakantie tot 3 december.", "Ik ben van 1 tot 3 december afwezig.", "Afwezig tot 3-12-2026"],
    "pt": [
        "Estou de férias até 3 de dezembro.",
        "Estarei ausente de 1 a 3 de dezembro",
        "Fora até quinta-feira 3/12",
    ],
    "sv": ["Jag är på semester till 3 december."],
    "da": ["Jeg holder ferie indtil den 3. december."],
    "no": ["Jeg har permisjon frem til 3. desember."],
    "pl": ["Jestem na urlopie do 3 grudnia."],
}
THROUGH_3_DECEMBER = {
    "en": [
        "I am away until and including December 3rd.",
        "I'm on vacation through 3 December 2026",
        "I'm on vacation December 1 through 3",
        "I'm out of the office until 3 December (inclusive).",
        "I will be back after 3 December",
    ],
    "de": ["Bis einschließlich 3. Dezember bin ich nicht im Haus.", "Ich bin bis 3.12. einschließlich verreist."],
    "fr": ["Je suis absent jusqu'au 3 décembre inclus.", "Je suis en congés du 1er au 3 décembre inclus"],
    "es": ["Estoy de vacaciones hasta el 3 de diciembre inclusive."],
    "it": ["Sono in ferie fino al 3 dicembre compreso."],
    "nl": ["Ik ben afwezig t/m 3 december.", "Ik ben tot en met donderdag 3 december op reis."],
    "pt": ["Estou de férias até 3 de dezembro, inclusive."],
    "sv": ["Jag är ledig till och med 3 december."],
    "da": ["Jeg er på ferie til og med 3. december."],
}
BACK_ON_4_DECEMBER = {
    "en": [
        "I will be back on Friday, December 4th.",
        "I'm back in the office: 4 Dec 2026",
        "Returning to work 4 December",
        "On December 4 I will be back.",
        "On 4 December, I'll be back in the office.",
        "From 4 December available again",
        "Our offices re-open on 4.12.2026",
        "I am away until 3 December, back 4 December.",
    ],
    "de": [
        "Ich bin ab dem 4.12. wieder erreichbar.",
        "Ab Freitag, den 4.12.2026, bin ich wieder im Büro.",
        "Ich bin ab Freitag, den 4.12.2026, wieder im Büro.",
        "Am 4. Dezember bin ich zurück",
        "Ich bin erst wieder am 4.12. erreichbar.",
        "Ab dem 4.12. stehe ich Ihnen wieder zur Verfügung.",
        "Ich bin bis 3.12. in Urlaub und ab dem 4.12. wieder da",
    ],
    "fr": [
        "De retour le 4/12.",
        "À partir du 4/12 je serai de retour.",
        "Mon retour est prévu le 4 décembre.",
    ],
    "es": ["Vuelvo el 4 de diciembre.", "Estaré de vuelta el día 4 de diciembre", "Regresaré el viernes 4/12/2026."],
    "it": ["Rientrerò venerdì 4 dicembre.", "Sarò di nuovo in ufficio dal 4 dicembre."],
    "nl": ["Ik ben 4 december weer op kantoor.", "Vanaf 4 december ben ik weer bereikbaar.", "Ik ben terug op 4/12"],
    "pt": [
        "Estarei de volta no dia 4 de dezembro de 2026.",
        "Regresso a 4/12/2026.",
        "De férias até 3/12, regressando a 4/12",
    ],
    "sv": ["Jag är tillbaka den 4 december."],
    "da": ["Jeg er tilbage d. 4. december."],
    "no": ["Jeg er tilbake 4. desember."],
    "pl": ["Wracam 4 grudnia 2026."],
}


class TestTheDayOfReturnIsNamed:
    @pytest.mark.parametrize("text", cases(*UNTIL_3_DECEMBER.values()))
    def test_5_2_until_a_day_is_that_day(self, text):
        assert named(text) == date(2026, 12, 3)

    @pytest.mark.parametrize("text", cases(*THROUGH_3_DECEMBER.values()))
    def test_5_2_through_a_day_is_the_day_after(self, text):
        assert named(text) == date(2026, 12, 4)

    @pytest.mark.parametrize("text", cases(*BACK_ON_4_DECEMBER.values()))
    def test_5_2_back_on_a_day_is_that_day(self, text):
        assert named(text) == date(2026, 12, 4)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("I return on Monday", date(2026, 11, 30)),
            ("I'll be back next Tuesday morning.", date(2026, 11, 24)),
            ("I won't be back until Wednesday.", date(2026, 11, 25)),
            ("Am Donnerstag bin ich wieder da.", date(2026, 11, 26)),
            ("Je serai de retour vendredi.", date(2026, 11, 27)),
            ("Torno sabato", date(2026, 11, 28)),
            ("Volto domingo", date(2026, 11, 29)),
            ("Ich bin am Montag Morgen wieder erreichbar", date(2026, 11, 30)),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_weekday_is_the_next_one_never_the_day_of_arrival(self, text, day):
        assert named(text) == day

    @pytest.mark.parametrize(
        "text",
        cases(
            ["I'm back tomorrow.", "Ich bin morgen wieder da", "De retour demain", "Vuelvo mañana", "Rientro domani"],
            ["Ik ben morgen weer bereikbaar", "Volto amanhã", "Jag är tillbaka i morgon", "Wracam jutro"],
        ),
    )
    def test_tomorrow_is_the_day_after_arrival(self, text):
        assert named(text) == RECEIVED + timedelta(1)

    @pytest.mark.parametrize("text", cases(["Back the day after tomorrow", "Ich bin übermorgen zurück"]))
    def test_the_day_after_tomorrow_is_two_days_ahead(self, text):
        assert named(text) == RECEIVED + timedelta(2)

    @pytest.mark.parametrize(
        "subject",
        cases(
            ["Auto: Doe, Jo is out of the office. (returning 13/01/2027)", "Abwesend bis 13.1."],
            ["=?utf-8?q?Absent_jusqu=27au_13_janvier?=", "Out of office until Jan 13"],
        ),
    )
    def test_the_subject_names_it_too(self, subject):
        assert named("Thank you for your mail.", subject) == date(2027, 1, 13)

    def test_quoted_lines_do_not_name_it(self):
        assert named("I am away until 3 December.\n\n> I will be back on 9 December\n") == date(2026, 12, 3)

    def test_the_page_of_a_mail_without_plain_text_names_it(self):
        message = mail()
        message.replace_header("Content-Type", "text/html")
        message.set_payload("<p>I am away</p><p>until&nbsp;<b>3&nbsp;December</b></p>")
        assert return_date(message, RECEIVED) == date(2026, 12, 3)


class TestADateWithoutAYear:
    @pytest.mark.parametrize(
        ("received", "day"),
        [
            (date(2026, 12, 3), date(2026, 12, 3)),
            (date(2026, 12, 4), None),
            (date(2026, 6, 3), date(2026, 12, 3)),
            (date(2026, 6, 2), None),
        ],
        ids=["today", "yesterday", "in half a year", "in more than half a year"],
    )
    def test_is_the_next_such_day_within_half_a_year(self, received, day):
        assert named("I am away until 3 December.", received=received) == day

    @pytest.mark.parametrize(("figures", "year"), [("25", 2026), ("26", 2026), ("27", 2027), ("28", 2026)])
    def test_has_none_where_two_figures_are_neither_this_year_nor_the_next(self, figures, year):
        """They may be an hour, or a slip: nobody returns last year."""
        assert named(f"I am away until 3 December {figures}.") == date(year, 12, 3)

    def test_may_be_in_the_next_year(self):
        assert named("Estoy de vacaciones hasta el 3 de enero.") == date(2027, 1, 3)

    def test_may_be_a_leap_day(self):
        assert named("Ich bin bis 29. Februar verreist", received=date(2027, 12, 1)) == date(2028, 2, 29)
        assert named("Ich bin bis 29. Februar verreist", received=date(2026, 12, 1)) is None


class TestNoDayIsNamed:
    @pytest.mark.parametrize(
        "text",
        cases(
            ["I am out of the office.", "I am away until further notice.", "I'll be back in December 2026", ""],
            ["I am away from 1 December.", "The office is closed since 1 December.", "I am away on 3 December."],
            ["For invoices of 3 May please write to Ann.", "Call +49 30 3.12.20 until I am back."],
            ["Order 3-12-2026 was returned.", "I will return your invoice of 3 December.", "Version 3.12.2026 is out."],
            ["I am off on Fridays", "My hours are Monday to Friday, I'm back to normal", "Available again 24/7"],
            ["Out of office until 3.30 pm", "Ich bin bis 8.10 Uhr nicht da", "Guten Morgen, ich bin wieder da."],
            ["On leave from 1 December, I will be back soon.", "Absent le 3 décembre, retour le 4."],
        ),
    )
    def test_where_no_date_is_that_of_a_return(self, text):
        assert named(text) is None

    @pytest.mark.parametrize(
        "text",
        cases(
            ["Our offer is valid until 31 December. I am away.", "We are open until 23 December.", "Deadline: 3 Dec"],
            ["Please send the form back until 3 December", "On 3 December I'll be back-to-back in meetings"],
            ["Our sale runs until 3 December, do not miss it.", "Please register until 3 December. I am away."],
            ["Ich bin noch bis 7.12. erreichbar, danach im Urlaub.", "Rechnungen bis 7.12. bitte an Ann."],
            ["I have no access to mail. The fair takes place from 1 to 3 December."],
            ["Nos bureaux sont ouverts jusqu'au 23 décembre.", "Oferta válida hasta el 3 de diciembre."],
        ),
    )
    def test_where_something_else_than_an_absence_ends(self, text):
        assert named(text) is None

    @pytest.mark.parametrize(
        "text",
        cases(
            ["I am away until 03/04/2027", "Returning 12/03/2026", "I am away until 3.12", "Back on 12-03-2026"],
            ["I am away until 3 December or 10 December", "Back on Monday or Tuesday", "Back on 3 or 4 December"],
            ["I am away from 1 to 3 December and from 7 to 9 December", "Back on 3 December. Back on 4 December."],
            ["Back on Monday, December 3rd", "Ich bin bis Montag, 3.12.2026, verreist", "Back Monday of next week"],
        ),
    )
    def test_where_it_is_not_certain_which_day_is_meant(self, text):
        assert named(text) is None

    @pytest.mark.parametrize(
        "text",
        cases(
            ["I am away until 22 November 2026", "Back on 1 January 2028", "Away until 2026-13-01", "Back 31 November"],
            ["Away through 28 December 2027", "Back on 0000-01-01", "Away until 9999-12-31", "Back on 0/0/26"],
        ),
    )
    def test_where_the_day_is_past_or_far_away_or_does_not_exist(self, text):
        assert named(text) is None

    def test_the_last_day_that_is_not_far_away(self):
        assert named("Back on 28 December 2027") == date(2027, 12, 28)
        assert named("Away through 27 December 2027") == date(2027, 12, 28)

    def test_slashes_are_read_as_the_language_of_the_words_around_them_writes_them(self):
        assert named("Ich bin bis 03/04/2027 verreist.") == date(2027, 4, 3)
        assert named("Ich bin bis 03/25/2027 verreist.") == date(2027, 3, 25)
        assert named("I am away until 03/25/2027.") == date(2027, 3, 25)
        assert named("I am away until 03/03/2027.") == date(2027, 3, 3)

    def test_only_the_first_forty_dates_are_looked_at(self):
        assert named("1 May, " * 39 + "back on 3 December") == date(2026, 12, 3)
        assert named("1 May, " * 40 + "back on 3 December") is None

    def test_an_uncertain_day_does_not_outweigh_a_certain_one(self):
        assert named("I am away until 01/12/2026, returning 1st Dec") == date(2026, 12, 1)
