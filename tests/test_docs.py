"""The documents say what is so: commands, make targets, links, glossary, error lines."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import cli
from handlers.guide import ROWS, STEPS
from handlers.retention import DAYS
from handlers.rules.calendar import DAY_MS
from handlers.screens.join import INVITE_LASTS
from handlers.text import LANGUAGES, sentences

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")
PRIVACY = (ROOT / "docs/privacy.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
COMMANDS = set(getattr(get_command(cli), "commands", {}))
GLOSSARY = ("channel", "inbox", "turn", "screen", "rule", "task", "outbox", "reminder", "report")
SPOKEN_COMMAND = re.compile(r"\bchibo ([a-z][a-z-]*[a-z])\b")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def code(text: str) -> str:
    """What stands in code blocks and between back-ticks."""
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", text)])


def anchor(heading: str) -> str:
    """The link of a heading, as the usual sites make it: lower case, words joined by dashes, punctuation gone."""
    kept = "".join(c for c in heading.strip().lower() if c.isalnum() or c in " -_" or unicodedata.category(c) == "Mn")
    return kept.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(found) for found in re.findall(r"^#{1,6} (.+)$", page.read_text("utf-8"), re.MULTILINE)}


def test_there_are_commands_to_document() -> None:
    assert {"run", "demo", "init"} <= COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str) -> None:
    assert f"chibo {command}" in README + OPERATING


def test_documents_speak_only_of_commands_that_exist() -> None:
    spoken_of = {found for page in PAGES for found in SPOKEN_COMMAND.findall(code(page.read_text("utf-8")))}
    assert spoken_of - COMMANDS == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_speak_only_of_commands_that_exist(language: str) -> None:
    advice = "\n".join(text for key, text in sentences(language).items() if key.startswith("advice."))
    spoken_of = set(re.findall(r"(?:: |, rồi |, then )chibo ([a-z]+)", advice))
    assert "demo" in spoken_of
    assert spoken_of - COMMANDS == set()


def test_every_make_target_in_the_readme_exists() -> None:
    spoken_of = set(re.findall(r"\bmake ([a-z]+)", code(README)))
    assert {"demo", "test", "run"} <= spoken_of
    assert spoken_of <= targets()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _, place = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (place and place not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_links_are_checked_at_all() -> None:
    assert anchor("Khi `chibo` dừng với một dòng") == "khi-chibo-dừng-với-một-dòng"
    assert "operating" in anchors(ROOT / "docs/operating.md")


@pytest.mark.parametrize("half", [0, 1], ids=["vi", "en"])
def test_the_glossary_has_its_nine_words(half: int) -> None:
    halves = README.split("\n---\n")
    assert tuple(re.findall(r"^\| \*\*(\w+)\*\* \|", halves[half], re.MULTILINE)) == GLOSSARY


@pytest.mark.parametrize("word", GLOSSARY)
def test_a_glossary_word_points_to_code_that_exists(word: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| **{word}** |"))
    places = re.findall(r"`([\w/.]+)`", row)
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plain_error_line_is_explained(language: str) -> None:
    said = {key: text for key, text in sentences(language).items() if key.startswith("advice.")}
    assert [key for key, text in said.items() if f"| {text} |" not in OPERATING] == []


def test_the_times_in_the_documents_are_those_of_the_code() -> None:
    assert DAYS["words"] == DAYS["sent"] == 90
    assert f"{DAYS['leavers']} ngày" in PRIVACY
    assert "90 ngày" in PRIVACY
    assert "90 days" in PRIVACY
    assert INVITE_LASTS == 3 * DAY_MS
    assert "72 giờ" in README
    assert "72 hours" in README


def test_the_secretaries_page_in_the_documents_is_the_printed_one() -> None:
    page = (ROOT / "docs/huong-dan-mot-trang.md").read_text("utf-8")
    vi, en = sentences("vi"), sentences("en")
    rows = [
        f"| {vi[f'guide.want_{row}']} / {lower(en[f'guide.want_{row}'])} | `{vi[f'guide.write_{row}']}` |"
        for row in ROWS
    ]
    assert [row for row in rows if row not in page] == []
    assert [step for step in STEPS if vi[f"guide.step_{step}"] not in page] == []


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]
