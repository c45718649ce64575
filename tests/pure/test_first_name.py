"""The first name of a person, if it is certain (semantics 6.5)."""

import pytest
from tools.sending.first_name import first_name


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ada Lovelace", "Ada"),
        ("  Ada   Lovelace ", "Ada"),
        ("Lovelace, Ada", "Ada"),
        ("van der Berg, Jan", "Jan"),
        ("Lovelace, Dr. Ada", "Ada"),
        ("Dr. Ada Lovelace", "Ada"),
        ("Prof. Dr. Ada Lovelace", "Ada"),
        ("Mr John Smith", "John"),
        ("Mrs. Ada Lovelace", "Ada"),
        ("Frau Ada Lovelace", "Ada"),
        ("Mme Marie Curie", "Marie"),
        ("Ada Lovelace, PhD", "Ada"),
        ("John Smith Jr.", "John"),
        ("John Smith III", "John"),
        ("John Q. Public", "John"),
        ("Jean-Luc Picard", "Jean-Luc"),
        ("D'Angelo Russell", "D'Angelo"),
        ("McKenna Grace", "McKenna"),
        ("Ludwig van Beethoven", "Ludwig"),
        ("Juan de la Cruz Santos", "Juan"),
        ("José Ortega y Gasset", "José"),
        ("Ångström Élodie", "Ångström"),
        ("Ada LOVELACE", "Ada"),
        ("ada lovelace", "Ada"),
        ("jean-luc picard", "Jean-Luc"),
        ("Łukasz Żak", "Łukasz"),
    ],
)
def test_certain(name: str, first: str):
    assert first_name(name) == first


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Ada",
        "Lovelace",
        "Google",
        "Dr.",
        "Dr. Lovelace",
        "Mr Smith",
        "J. R. Smith",
        "M. Dupont",
        "A Smith",
        "\u5f20\u4f1f",
        "\u5f20 \u4f1f",
        "\u5c71\u7530 \u592a\u90ce",
        "\uae40 \ubbfc\uc900",
        "Иванов Иван",
        "Ada \u5f20",
        "Nguyễn Văn An",
        "Sales Team",
        "sales team",
        "Acme Ltd.",
        "Acme, Inc.",
        "Acme GmbH & Co. KG",
        "ACME TRADING",
        "ADA LOVELACE",
        "LOVELACE Ada",
        "JP Morgan",
        "The Beatles",
        "La Redoute",
        "Familie Müller",
        "Ada and Bob Smith",
        "Ada & Bob Smith",
        "Ada/Bob Smith",
        "Contact 1",
        "ada.lovelace",
        "ada.lovelace smith",
        "ada@customer.example",
        "Ada (Accounting) Lovelace",
        'Ada "Countess" Lovelace',
        "Garcia Lopez, Maria",
        "Sales, Marketing",
        "Lovelace, Ada, London",
        "Lovelace,",
        ", Ada",
        "van der Berg",
        "One Two Three Four Five",
        "<script>alert(1)</script>",
        "\u202eada lovelace",
        "iPhone Store",
    ],
)
def test_in_doubt_none(name: str):
    assert first_name(name) == ""


def test_the_field_of_another_addon_counts():
    assert first_name("\u5f20\u4f1f", known=" \u4f1f ") == "\u4f1f"
    assert first_name("Ada Lovelace", known="Augusta  Ada") == "Augusta Ada"
    assert first_name("Ada Lovelace", known=" ") == "Ada"


@pytest.mark.parametrize("lang", ["hu_HU", "vi_VN", "zh_CN", "ja_JP", "ko_KR", "hu"])
def test_languages_with_the_family_name_first(lang: str):
    assert first_name("Nagy János", lang=lang) == ""
    assert first_name("Nagy, János", lang=lang) == "János"


def test_other_languages():
    assert first_name("Ada Lovelace", lang="en_GB") == "Ada"
