"""The sentences: both languages say the same things, all of them are said somewhere, all are short, plain and kind."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from bot.app import COMMANDS
from handlers.board import VIEWS
from handlers.board.words import SHADES, STATE_MARKS
from handlers.campaign_report import COUNTS as CAMPAIGN_COUNTS
from handlers.campaign_report import SO_FAR
from handlers.catalogue import congress_steps, duties
from handlers.catalogue.congress import LEVELS
from handlers.guide import ROWS, RULES, STEPS
from handlers.reports.asking import FORMS, REPORTS
from handlers.router import NEEDS_WORDS
from handlers.rules.ladder import BEFORE_DUE, RUNGS
from handlers.rules.periods import MONTHS, SHIFTS
from handlers.rules.pledge import SLOTS
from handlers.rules.pledge_life import MAY_BECOME as PLEDGE_STATES
from handlers.rules.practice import LESSONS
from handlers.rules.status import STANDINGS
from handlers.rules.structure import COUNTED, Problem
from handlers.schedules import EVERY
from handlers.screens.campaign_launch import WHO
from handlers.screens.congress_files import FILES
from handlers.screens.congress_papers import POINTS
from handlers.screens.congress_structure import STAGES
from handlers.screens.explaining import CAUSES
from handlers.screens.home import HELPED, ROOMS
from handlers.screens.obstacle import LATER, OBSTACLES
from handlers.screens.pledge_coach import QUESTIONS, READY_ANSWERS
from handlers.screens.rulings import KEYS
from handlers.screens.rulings import LEVELS as RULED_LEVELS
from handlers.screens.spot import RESULTS
from handlers.screens.terms import POLICIES
from handlers.screens.units import ANSWERS as UNIT_ANSWERS
from handlers.screens.work import DOORS
from handlers.text import LANGUAGES, day, knows, number, say, sentences
from storage.model import COMPOSITIONS, SEAT_ROLES, UNIT_KINDS

ROOT = Path(__file__).parent.parent
LONGEST = 350
VI, EN = sentences("vi"), sentences("en")
TABLES = {key.split(".")[0] for key in VI}
KEY = re.compile(r"[a-z_]+\.(?!html$|db$|toml$)[a-z_0-9]+")


RAISERS = {"fault": 1, "Fault": 3, "BadWorkbook": 0}


def reasons(table: str, pattern: str) -> set[str]:
    """Why a workbook is not taken, from the code that reads it: what it raises by name, and its other words that
    are known to the texts."""
    nodes = [node for path in ROOT.glob(pattern) for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    raised = set()
    for node in nodes:
        place = RAISERS.get(ast.unparse(node.func).split(".")[-1], 99) if isinstance(node, ast.Call) else 99
        if isinstance(node, ast.Call) and len(node.args) > place and isinstance(node.args[place], ast.Constant):
            raised.add(str(ast.literal_eval(node.args[place])))
    return raised | {word for word in words if f"{table}.{word}" in VI}


# Keys that are put together from data: the f-string's beginning, and every value that can follow it.
ASKED = {name for duty in duties() for name in duty.asks} | {
    name for level in LEVELS for step in congress_steps(level) for name in step.asks
}
PLACES = ("residential", "agency")
OBJECTIONS = {"past", "future", "too_far", "holiday", "before_window", "after_window", "after_limit", "too_long"}
ALSO_COUNTED = {"arisen", "exempt", "away", "here", "ticked", "measures", "percent"}
FAMILIES: dict[str, set[str]] = {
    "late.": set(STANDINGS) - {"fine"},
    "state.": set(STANDINGS),
    "monday.": set(STANDINGS),
    "burden.": {"got", "wrote", "minutes"},
    "explain.": set(CAUSES),
    "schedule.": set(EVERY),
    "rung.": set(RUNGS) | {"assigned"},
    "quota.": {"messages", "users"},
    "ladder.before_": set(BEFORE_DUE),
    "ladder.set_": set(BEFORE_DUE) | {"days", "usual"},
    "sent.": {"sent", "waiting", "expired", "withdrawn"},
    "calls.": {"silent", "unreached", "asked"},
    "outage.is_": {"fine", "since"},
    "pin.": {"change", "off", "forgot", "length", "weak"},
    "prefs.": {"morning", "afternoon", "all", "weekly", "usual", "week", "fortnight", "month"},
    "plan.": {"am", "pm", "in_am", "in_pm"},
    "pauses.": {"flood", "harvest", "other"},
    "term_clock.": {"regular", "congress", "campaign"},
    "congress.step_": {"returned", "blocked"},
    "congress.mode_": {"4", "3", "2"},
    "congress.waits_": {"late", "under_way"},
    "congress.approval_": {"asked", "approved", "changes"},
    "congress.is_": {"held", "late", "under_way", "no_day"},
    "congress.button_": {
        "steps",
        "papers",
        "people",
        "gate",
        "more",
        "move",
        "kind",
        "mode",
        "pilot",
        "length",
        "files",
        "withdraw",
    },
    "objection.": OBJECTIONS,
    "template.": {"cell", "grassroots", "commune"},
    "template.button_": {"days", "name", "drop", "keep"},
    "confile.": set(FILES),
    "paper_point.": set(POINTS),
    "congress.ask_": {"plan", "resolution"},
    "congress.bad_": {"plan_day", "resolution_day"},
    "congress.paper_": {"plan", "resolution", "decision"},
    "congress.too_many_": {"committee", "secretary"},
    "undo.change_": {"planned", "day", "mode", "pilot", "length", "state", "paper", "structure"},
    "undo.stage_": set(STAGES),
    "papers.is_": {"draft", "commented", "revised", "approved"},
    "papers.button_": {"first", "new", "opinions", "points", "approve"},
    "structure.": {*COUNTED, "candidates", "size", "total", "first_time", *get_args(Problem)},
    "structure.ask_": {"size", "total", *COUNTED, "candidates"},
    "structure.about_": set(STAGES),
    "structure.title_": set(STAGES),
    "structure.known_": {"size", "total"},
    "structure.button_": {*STAGES, "area_on", "area_off", "targets"},
    "ruling.": {*KEYS, "counts", "gives_way", "earlier", "later"},
    "ruling.for_": set(RULED_LEVELS),
    "ruling.button_for_": {"all", *RULED_LEVELS},
    "ruling.ask_": {"percent", "deadline", "length", "age", "document", "day"},
    "doctor.no_": {"backup", "drill"},
    "doctor.": {"backup", "backup_old", "backup_failed", "drill", "drill_old", "drill_failed"},
    "roster.": reasons("roster", "handlers/rules/ro*.py")
    | reasons("roster", "handlers/rules/restructure.py")
    | {
        "bad_cadence",
        "bad_due_words",
        "bad_numbers",
        "not_yes_or_no",
        "bad_day_count",
        "no_such_units",
        "past_day",
        "no_such_duty",
    },
    "restructure.": {
        *("what", "before", "after", "folded", "difference"),
        *("units", "members", "tasks", "pledges", "people"),
    },
    "launching.": set(WHO),
    "restructure.act_": {"merge", "split", "rename", "move"},
    "restructure.how_": {"line", "merge", "split", "other", "day"},
    "restructure.is_": {"planned", "done", "failed", "cancelled"},
    "workbook.": reasons("workbook", "handlers/workbooks/*.py"),
    "export.": set(REPORTS) | set(FORMS),
    "figures.": {"complete", "on_time", "verified"},
    "role.": set(SEAT_ROLES),
    "weekday.": {str(weekday) for weekday in range(7)},
    "command.": set(COMMANDS),
    "ask.": ASKED,
    "number.": ASKED | ALSO_COUNTED,
    "tasks.": {"returned", "blocked"},
    "task.": {"returned", "blocked"},
    "help.": {key for _, key in HELPED},
    "button.": {key for _, key, _ in ROOMS}
    | {"done", "blocked", "later", "why", "help", "english", "vietnamese", "change", "not_yet"}
    | {"progress", "more", "nil", "na", "extend", "held_today", "held_yesterday", "grant", "refuse", "yes", "withdraw"}
    | {door for door, _ in DOORS}
    | {"report_word", "report_excel", "close_campaign", "plan"}
    | {"amend", "slip", "image", "checks", "papers", "acknowledge", "return_slot"}
    | {f"paper_{way}" for way in ("signed", "number", "versions", "withdraw")},
    "asks.is_": {"open", "cleared", "withdrawn"},
    "assign.ask_": {"title", "whom", "due", "day"},
    "cadence.": set(MONTHS),
    "odd.": {"copied", "always_full"},
    "spot.was_": set(RESULTS),
    "spot.button_": set(RESULTS),
    "due.": {"on_meeting", "after_meeting", "before_meeting"},
    "shift.": set(SHIFTS) - {"none"},
    "duty_book.": {"rule", "default", "own"},
    "duty_book.ask_": {"due", "name", "skip"},
    "duty_book.for_": {"cells", "residential", "agencies", "committees"},
    "composition.": set(COMPOSITIONS),
    "duty_book.button_": {"use", "drop"},
    "extend.": {"granted", "refused"},
    "duty_sheet.head_": {"code", "task", "due", "fill"},
    "extend.push_": {"granted", "refused"},
    "button.paper_": {"signed", "number", "versions", "withdraw"},
    "refuse.": set(NEEDS_WORDS) | {"flood"} | {"refuse_allegation", "refuse_secret", "refuse_personal_id"},
    "obstacle.": set(OBSTACLES),
    "later.": set(LATER),
    "pledge.": set(QUESTIONS) - {"measures"} | {each for answers in READY_ANSWERS.values() for each in answers},
    "pledge_state.": set(PLEDGE_STATES),
    "slot.": set(SLOTS),
    "lack.": {*SLOTS, "signers"},
    "campaign.": {"check_title", "check_product", "review_title", "review_product"},
    "campaign.so_far_": set(SO_FAR),
    "campaign.col_": set(CAMPAIGN_COUNTS),
    "campaign.note_": {"expected", "measures", "total", "meaning"},
    "campaign_state.": {"proposed", "launching", "launched", "closed"},
    "standing.": {f"{of}{key}" for of in ("", "all_") for key in ("late", "blocked", "returned")},
    "kind.": set(UNIT_KINDS),
    "units.": {*UNIT_ANSWERS, *(f"{each}_{place}" for each in ("head", "heads", "ask_head") for place in PLACES)},
    "units.button_": {"below", "people", "term", "meeting", "head", "workbook", "congress"},
    "term.policy_": set(POLICIES),
    "handover.": {"today", "tomorrow", "first"},
    "board.": {"gone", "gone_title", "away", "back_home", "page", "skip", "where", "print", "filter", "period", "view"}
    | {"show", "until", "seen_by", "tree", "inside", "figures", "notes"},
    "guide.step_": set(STEPS),
    "guide.want_": set(ROWS),
    "guide.write_": set(ROWS),
    "guide.rule_": set(RULES),
    "practice.ask_": {"present", "excused"},
    "practice.task_": {"1", "2", "3"},
    "practice.lesson_": {str(lesson) for lesson in range(1, LESSONS + 1)},
    "board.view_": set(VIEWS),
    "board.shade_": {str(shade) for shade in range(len(SHADES))},
    "board.state_": set(STATE_MARKS),
    "board.stands_": {"late", "blocked", "returned"},
    "board.count_": {"late", "blocked"},
    "board.about_": {"late", "blocked"},
    "board.rate_": {"complete", "on_time", "verified"},
    "board.rate_of_": {"expected", "reported"},
    "board.col_": {"unit", "expected", "reported", "on_time", "verified", "late", "blocked", "complete"}
    | {"task", "due", "state", "numbers", "behind"},
    "slip.step_": {"open", "ask", "code", "agree"},
    "advice.": {
        "bad_token",
        "webhook_refused",
        "database_url",
        "database_in_use",
        "database_missing",
        "database_path",
        "database_busy",
        "database_damaged",
        "database_unreachable",
        "disk_full",
        "unreachable",
        "poller_conflict",
        "move_not_empty",
        "move_row_refused",
        "move_rows_differ",
        "quota",
        "backup_version",
        "backup_differs",
        "database_led",
        "database_rights",
        "backup_unknown",
        "backup_key",
        "backup_damaged",
        "restore_exists",
    },
}

# Written before the screen that will say it; whoever says one takes it out of here.
WRITTEN_AHEAD: set[str] = set()


@dataclass(frozen=True)
class Said:
    """One call that says a sentence by its name: where, which, and the names of the values given."""

    where: str
    key: str
    values: frozenset[str]
    open_ended: bool


@cache
def trees() -> tuple[tuple[str, ast.Module, tuple[ast.AST, ...]], ...]:
    """The code that speaks to people: where, what, and every node of it that is spoken."""
    paths = [path for folder in ("bot", "handlers") for path in sorted((ROOT / folder).rglob("*.py"))]
    parsed = [(str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in paths]
    return tuple((where, tree, tuple(spoken(tree))) for where, tree in parsed)


def is_bookkeeping(node: ast.AST) -> bool:
    """Log lines and audit lines have names of their own that look like keys."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "noted"
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name in ("audit", "log", "_log")


def spoken(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but those of bookkeeping."""
    if is_bookkeeping(node):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from spoken(child)


def pieces_of_strings(tree: ast.Module) -> set[int]:
    """The constants inside f-strings, which are no keys by themselves."""
    return {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}


@cache
def exact_keys() -> dict[str, str]:
    """Constants in the code that are shaped like a key of one of the tables, each with a place where it stands."""
    return {
        node.value: where
        for where, tree, nodes in trees()
        for pieces in (pieces_of_strings(tree),)
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in pieces
        and KEY.fullmatch(node.value)
        and node.value.split(".")[0] in TABLES
    }


@cache
def begun_keys() -> set[str]:
    """The beginnings of f-strings that are keys."""
    found = set()
    for _, _, nodes in trees():
        for node in nodes:
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun = str(node.values[0].value)
                if "." in begun and begun.split(".")[0] in TABLES:
                    found.add(begun)
    return found


KEY_COMES = {"say": 1, "plain": 1, "_notice": 1, "for_reader": 0}
"""Who says a sentence by its key, and which argument that is."""


def calls() -> Iterator[Said]:
    """Every call of KEY_COMES with a constant key."""
    for where, _, nodes in trees():
        for node in nodes:
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            place = KEY_COMES.get(node.func.id, 99)
            key = node.args[place] if place < len(node.args) else None
            if isinstance(key, ast.Constant):
                names = [keyword.arg for keyword in node.keywords]
                given = frozenset(name for name in names if name is not None)
                yield Said(f"{where}:{node.lineno}", str(key.value), given, None in names)


def family_keys() -> set[str]:
    return {f"{begun}{value}" for begun, values in FAMILIES.items() for value in values}


def holes(text: str) -> list[str]:
    """The placeholders of a sentence, sorted."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_both_languages_have_the_same_keys() -> None:
    assert set(VI) == set(EN)


@pytest.mark.parametrize("key", sorted(VI))
def test_both_languages_take_the_same_values(key: str) -> None:
    assert holes(VI[key]) == holes(EN[key])


def test_every_key_in_the_code_exists() -> None:
    keys = exact_keys() | {said.key: said.where for said in calls()}
    assert {key: where for key, where in keys.items() if key not in VI} == {}


def test_keys_put_together_from_data_are_all_listed_here() -> None:
    assert begun_keys() == set(FAMILIES)


@pytest.mark.parametrize("begun", sorted(FAMILIES))
def test_every_value_of_a_family_has_its_sentence(begun: str) -> None:
    missing = [value for value in sorted(FAMILIES[begun]) if not knows("vi", f"{begun}{value}")]
    assert missing == []


def test_every_sentence_is_said_somewhere() -> None:
    assert set(VI) - set(exact_keys()) - family_keys() - WRITTEN_AHEAD == set()


def test_every_call_gives_the_values_that_its_sentence_needs() -> None:
    wrong = [
        (said.where, said.key, sorted(set(holes(VI[said.key])) - said.values))
        for said in calls()
        if said.key in VI and not said.open_ended and not set(holes(VI[said.key])) <= said.values
    ]
    assert wrong == []


def test_the_scan_sees_the_code() -> None:
    """A scan that finds nothing would let all the tests above pass."""
    found = list(calls())
    assert len(found) > 100
    assert any(said.key == "home.hello" and "name" in said.values for said in found)
    assert "task.undone" not in exact_keys()


TYPICAL: dict[str, str] = {
    "name": "bác Năm",
    "called": "bác Năm",
    "role": "bí thư chi bộ",
    "roles": "bí thư chi bộ, phó bí thư chi bộ, chi ủy viên",
    "seat": "bí thư Chi bộ tổ dân phố Hàng Bàng",
    "seats": "bí thư Chi bộ tổ dân phố Hàng Bàng",
    "unit": "Chi bộ tổ dân phố Hàng Bàng",
    "title": "Báo cáo tổng kết năm, phương hướng năm sau (2026)",
    "programme": "Nhiệm vụ thường xuyên năm 2026",
    "document": " (Kế hoạch mẫu 01-KH/ĐU)",
    "deliverable": "Số bản cam kết đã ký trên tổng số đảng viên, chi bộ lưu giữ",
    "counts": "Đang có 3 việc cần làm, 1 việc đã quá hạn.",
    "own": "Đang có 3 việc cần làm, 1 việc đã quá hạn.",
    "numbers": "Có mặt 31, vắng có lý do 3, vắng không lý do 1.",
    "question": "Vắng không lý do mấy đồng chí? (không có thì nhắn 0)",
    "reason": "chờ cấp trên",
    "text": "Dán công khai các khoản đóng góp ở nhà văn hoá mỗi quý",
    "measure": "Dán công khai các khoản đóng góp ở nhà văn hoá mỗi quý",
    "responsible": "bí thư chi bộ",
    "visibility": "Dán bảng ở nhà văn hoá",
    "check_on": "thứ Năm 31/12/2026",
    "due": "thứ Sáu 27/11/2026",
    "day": "thứ Sáu 27/11/2026",
    "consent": "thứ Sáu 27/11/2026",
    "when": "thứ Sáu 27/11/2026",
    "link": "https://t.me/SoViecChiBoBot?start=12345678",
    "url": "http://127.0.0.1:8080",
    "path": "/var/backups/chibo-2026-11-27.db",
    "what": "trễ 3, vướng 1, đã nhận, chưa trả lời",
    "channels": "telegram, zalo",
}
"""What stands in a placeholder in real life; a list is checked as one line of it, a number as `128`."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_longer_than_a_screen(language: str) -> None:
    lengths = {
        key: len(text.format(**{name: TYPICAL.get(name, "128") for name in holes(text)}))
        for key, text in sentences(language).items()
    }
    assert {key: length for key, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_in_composed_form_and_not_empty(language: str) -> None:
    for key, text in sentences(language).items():
        assert text.strip(), key
        assert unicodedata.is_normalized("NFC", text), key


BLAMING = ("bạn sai", "đồng chí sai", "không hợp lệ", "lỗi của", "sai rồi", "you are wrong", "invalid", "your mistake")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", BLAMING)
def test_nobody_is_blamed(language: str, words: str) -> None:
    assert [key for key, text in sentences(language).items() if words in text.lower()] == []


def test_people_are_comrades_and_never_plain_you() -> None:
    assert [key for key, text in VI.items() if re.search(r"\bbạn\b", text.lower())] == []


MARKUP = re.compile(r"</?[a-z]+[ />]|&[a-z]+;|\*\*|__|`|\]\(|^#{1,6} ", re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_carry_no_markup(language: str) -> None:
    """Channels escape nothing and format nothing: what is written is what is seen."""
    assert [key for key, text in sentences(language).items() if MARKUP.search(text)] == []


def test_a_sentence_without_its_values_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("vi", "home.counts", open=1)
    with pytest.raises(KeyError):
        say("vi", "home.no_such_sentence")


def test_days_and_numbers_the_readers_way() -> None:
    assert day("vi", "2026-11-27") == "thứ Sáu 27/11"
    assert day("vi", date(2026, 11, 29), year=True) == "Chủ nhật 29/11/2026"
    assert day("en", "2026-11-27") == "Friday 27/11"
    assert number(9593) == "9.593"
