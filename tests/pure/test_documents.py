"""The documents: the rules that code and tests cite exist, links lead somewhere, READMEs match their fragments."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEMANTICS = "docs/semantics.md"
CITING = {".py", ".xml", ".js", ".rst", ".md"}

NUMBER = r"\d+(?:\.\d+)?"
SPACE = r"[\s#*]+"  # a citation may run over the lines of a comment
LATER = rf"(?:,{SPACE}|{SPACE}(?:and|or|to){SPACE}|,{SPACE}and{SPACE}){NUMBER}"
CITATION = re.compile(rf"\bsemantics{SPACE}({NUMBER}(?:{LATER})*)", re.IGNORECASE)
RANGE = re.compile(rf"({NUMBER}){SPACE}to{SPACE}({NUMBER})")
RULE = re.compile(r"^(?:## (\d+)\. |- \*\*(\d+\.\d+)\*\* )", re.MULTILINE)
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@cache
def tracked():
    """Every file of the project, also those not yet committed, as paths in the repository."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(name) for name in listed if (ROOT / name).is_file()]


def rules(text):
    """The numbers of the rules that a page of semantics has, chapters included."""
    built = text.partition("\n## Not built yet")[0]
    return {chapter or rule for chapter, rule in RULE.findall(built)}


def citations(text):
    """The numbers that a text cites, in order; each one of a range."""
    return [number for cited in CITATION.findall(text) for number in _numbers(cited)]


def _numbers(cited):
    between = [number for first, last in RANGE.findall(cited) for number in _range(first, last)]
    return dict.fromkeys([*re.findall(NUMBER, cited), *between])


def _range(first, last):
    (chapter, _, low), (same, _, high) = first.partition("."), last.partition(".")
    if low and high:
        return [f"{chapter}.{rule}" for rule in range(int(low), int(high) + 1)] if chapter == same else []
    return [str(number) for number in range(int(chapter), int(same) + 1)]


def broken_links(path, text):
    """The targets of a Markdown document's links to files and folders that do not exist."""
    targets = (target.partition("#")[0] for target in LINK.findall(CODE.sub("", text)) if "://" not in target)
    return [target for target in targets if target and not (ROOT / path).parent.joinpath(target).exists()]


def missing_anchors(text):
    """The targets of a document's links to its own headings that it does not have."""
    headings = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    return [target for target in LINK.findall(CODE.sub("", text)) if target[0] == "#" and target[1:] not in headings]


def _anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class TestSemantics:
    """The page of rules, and who cites them."""

    def test_every_rule_that_is_cited_exists(self):
        known = rules((ROOT / SEMANTICS).read_text(encoding="utf-8"))
        cited = {
            (str(path), number)
            for path in tracked()
            if path.suffix in CITING and path.name != Path(__file__).name
            for number in citations((ROOT / path).read_text(encoding="utf-8"))
        }
        assert len(cited) > 100, "the citations are not found any more"
        assert not sorted((path, number) for path, number in cited if number not in known)

    def test_each_rule_has_a_number_of_its_own(self):
        text = (ROOT / SEMANTICS).read_text(encoding="utf-8")
        numbers = [chapter or rule for chapter, rule in RULE.findall(text)]
        assert len(numbers) == len(set(numbers))
        assert {number.partition(".")[0] for number in numbers} <= set(numbers)


class TestLinks:
    """The links of all Markdown documents."""

    def test_lead_to_files_that_exist(self):
        documents = {path: (ROOT / path).read_text(encoding="utf-8") for path in tracked() if path.suffix == ".md"}
        assert Path(SEMANTICS) in documents
        assert not {path: found for path, text in documents.items() if (found := broken_links(path, text))}
        assert not {path: found for path, text in documents.items() if (found := missing_anchors(text))}


class TestReadmes:
    """The READMEs of addons that are made from fragments."""

    def test_are_those_of_their_fragments(self):
        check = subprocess.run([ROOT / "scripts" / "readme", "--check"], capture_output=True, text=True)
        assert (check.stdout, check.returncode) == ("", 0)


class TestReading:
    """What this file takes for a citation, a rule and a link."""

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("(semantics 8)", ["8"]),
            ("Semantics 4.7.", ["4.7"]),
            ("(semantics 3.4 and 8.2)", ["3.4", "8.2"]),
            ("semantics 4.1, 13)", ["4.1", "13"]),
            ("semantics 4.2, 4.3, and 4.5)", ["4.2", "4.3", "4.5"]),
            ("semantics 4.2 to 4.4, 5.1", ["4.2", "4.4", "5.1", "4.3"]),
            ("semantics 7 to 9", ["7", "9", "8"]),
            ("of one thread (semantics\n    # 9)", ["9"]),
            ("RFC 5321 section 4.2, of the semantics", []),
        ],
    )
    def test_citations(self, text, numbers):
        assert citations(text) == numbers

    def test_rules(self):
        page = "## 1. One\n\n- **1.1** A\n- **1.2** B\n\n## 2. Two\n\n## Not built yet\n\n- **2.1** C\n"
        assert rules(page) == {"1", "1.1", "1.2", "2"}

    def test_links(self):
        page = "[a](semantics.md#x), [b](gone.md), [c](https://example.com), [d](#e) and `[e](code.md)`"
        assert broken_links(Path("docs/page.md"), page) == ["gone.md"]

    def test_anchors(self):
        page = "# The page\n## 7. Sending limits\n[a](#7-sending-limits), [b](#8-nothing)"
        assert missing_anchors(page) == ["#8-nothing"]
