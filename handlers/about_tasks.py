"""Which task a sentence is about, and what it does with it; also for the clerk who types for a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from rapidfuzz import fuzz

from handlers.access import ENTER, RECORD, may
from handlers.pointing import NOTHING, STUCK
from handlers.reports.wording import period_words, without_period
from handlers.rules.calendar import DAY_MS
from handlers.rules.periods import bounds, period_of
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, home_choice, plain
from handlers.text import say
from handlers.understand import Context, Meaning, ShownTask, normalise, understand
from storage.model import REPORTED_STATES, Task, Unit
from storage.unit_of_work import UnitOfWork

MEETING_DUTY: Final = "REG-01"
CORRUPTION_DUTY: Final = "REG-20"
WAYS: Final = {
    "report_meeting": "done",
    "report_done": "done",
    "report_nil": "nil",
    "report_progress": "progress",
    "snooze": "later",
    "report_not_done": "blocked",
    "request_extension": "extend",
    "dispute_reminder": "dispute",
}
"""What a report of something does with the task that it is about."""
ALIKE: Final = 80
TOPIC_WORDS: Final = "chuyen de"
TOPIC_MEETING: Final = "sinh hoạt chuyên đề quý"
PAPERS: Final = ("bao cao", "ke hoach", "bien ban")
PERIOD_WORDS: Final = re.compile(r"\b(?:thang|quy|nam|ky)\b(?: (?:nay|truoc|sau|\d{1,4}|[iv]{1,3}))+|\b6 thang\b")
ALIKE_UNIT: Final = 85
NO_MONTH: Final = re.compile(r"\bthang (?:1[3-9]|[2-9]\d)\b")
A_PLACE: Final = re.compile(r"\b(?:thon|ap|xom|to dan pho|khu pho|khoi pho) (?!nay|minh|toi|em|ta)\S+.*$")
FOR_A_CELL: Final = re.compile(r"\s*(?:hộ|ho|nhập hộ|nhap ho)\s+([^:]{2,80}?)\s*:\s*(.+)", re.IGNORECASE | re.DOTALL)
WITHOUT_COLON: Final = re.compile(r"\s*(?:hộ|ho|nhập hộ|nhap ho)\s+([^:]{8,})", re.IGNORECASE | re.DOTALL)
LONGEST_NAME: Final = 8
MOST_OPEN: Final = 40
MOST_ASKED: Final = 3
MOST_REPORTED: Final = 30


@dataclass(frozen=True, slots=True)
class Found:
    """An action with what was said of it, or a reply at once, or neither: not understood."""

    action: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    reply: Reply | None = None


async def open_tasks(turn: Turn, uow: UnitOfWork, unit_id: int) -> list[Task]:
    """What a unit owes, soonest due first."""
    return await uow.tasks.open_of_unit(unit_id, turn.today().isoformat(), MOST_OPEN)


def shown_ids(turn: Turn) -> list[int]:
    """The tasks behind the digits last offered, in their order."""
    parts = [choice.split(":") for choice in turn.choices]
    return [int(part[1]) for part in parts if len(part) == 2 and part[0] == "task" and part[1].isdigit()]


async def about_a_task(turn: Turn, uow: UnitOfWork, meaning: Meaning, tasks: list[Task], unit_id: int) -> Found:
    """The task that a sentence is about, or a question which one; what is reported already counts too."""
    other = _another_unit(turn, unit_id, str(meaning.slots.get("unit") or ""))
    if other:
        own = turn.seat.unit_name if turn.seat else ""
        return Found(reply=plain(turn, "understand.other_unit", unit=other, own=own))
    way = WAYS[meaning.intent]
    if meaning.intent == "report_not_done" and meaning.slots.get("planned_date") and not meaning.slots.get("blocker"):
        way = "plan"
    found = await _candidates(turn, uow, meaning, tasks, unit_id)
    if len(found) == 1 and meaning.intent != "report_meeting":
        elsewhen = await _of_another_period(turn, uow, meaning, found[0], way)
        if isinstance(elsewhen, Found):
            return elsewhen
        found = [elsewhen]
    if len(found) == 1:
        return Found(f"task:{found[0].id}:{way}", dict(meaning.slots))
    asked = found or tasks
    shown = asked[:MOST_ASKED]
    if not shown:
        return Found(reply=plain(turn, "tasks.none"))
    choices = [Choice(task.title, f"task:{task.id}:{way}") for task in shown]
    if len(asked) > MOST_ASKED:
        choices.append(Choice(say(turn.language, "understand.another_task"), "tasks"))
    screen = Screen(say(turn.language, "understand.which_task"), (*choices, home_choice(turn.language)))
    return Found(reply=Reply(screen, draft={"slots": dict(meaning.slots)}))


async def said_alone(turn: Turn, uow: UnitOfWork, words: str) -> Found | None:
    """`vướng` or `không có gì` and no more: of the task in hand; what is held up is else asked for."""
    if turn.seat is None or not may(turn.seat, RECORD):
        return None
    stuck = STUCK.fullmatch(words)
    if not stuck and not NOTHING.fullmatch(words):
        return None
    owed = await open_tasks(turn, uow, turn.seat.unit_id)
    task = await _in_hand(turn, uow, owed)
    if stuck and task is None:
        return await about_a_task(turn, uow, Meaning("report_not_done"), owed, turn.seat.unit_id)
    if task is None or (not stuck and "present" in task.asks):
        return None
    return Found(f"task:{task.id}:{'blocked' if stuck else 'nil'}")


async def _in_hand(turn: Turn, uow: UnitOfWork, owed: list[Task]) -> Task | None:
    """The one open task that the last reply was about, or else the last reminder."""
    parts = [choice.split(":") for choice in turn.choices]
    ways = [int(part[1]) for part in parts if len(part) > 2 and part[0] == "task" and part[1].isdigit()]
    # One way alone is a door on the first screen, and no talk about that task.
    named = set(ways) if len(ways) > 1 else set()
    if not named and isinstance(turn.draft.get("task"), int):
        named = {turn.draft["task"]}
    if not named:
        named = set(await uow.outbox.last_digest(turn.conversation_id))
    found = [task for task in owed if task.id in named]
    return found[0] if len(found) == len(named) == 1 else None


async def _of_another_period(turn: Turn, uow: UnitOfWork, meaning: Meaning, task: Task, way: str) -> Task | Found:
    """The task itself, the same duty of the month or quarter that was named, or that the books do not have that one."""
    period = meaning.slots.get("period")
    if isinstance(period, str):
        if _overlap(task.period, period):
            return task
        found = await uow.history.of_period(task.unit_id, task.duty, period)
        if found is not None:
            return found
        named = period_words(period)
    else:
        no_month = NO_MONTH.search(normalise(turn.said))
        if no_month is None:
            return task
        named = no_month[0].replace("thang", "tháng")
    reply = plain(
        turn,
        "understand.no_such_period",
        Choice(task.title, f"task:{task.id}:{way}"),
        home_choice(turn.language),
        title=without_period(task.title),
        period=named,
    )
    slots = {name: value for name, value in meaning.slots.items() if name != "period"}
    return Found(reply=replace(reply, draft={"slots": slots}))


def _overlap(one: str, other: str) -> bool:
    try:
        (first, last), (begins, ends) = bounds(one), bounds(other)
    except ValueError:
        return True
    return first <= ends and begins <= last


def _another_unit(turn: Turn, unit_id: int, said: str) -> str:
    """The place that a cell's sentence names and that is not its own; empty when it names none."""
    if turn.seat is None or unit_id != turn.seat.unit_id or not may(turn.seat, RECORD):
        return ""
    place = A_PLACE.search(normalise(said))
    return said if place and f" {place[0]} " not in f" {normalise(turn.seat.unit_name)} " else ""


async def _candidates(turn: Turn, uow: UnitOfWork, meaning: Meaning, tasks: list[Task], unit_id: int) -> list[Task]:
    ref = meaning.slots.get("task_ref")
    shown = shown_ids(turn) or [task.id for task in tasks]
    if isinstance(ref, int) and 1 <= ref <= len(shown):
        return [task for task in tasks if task.id == shown[ref - 1]]
    if meaning.intent == "report_nil" and "tham nhung" in normalise(turn.said) and not meaning.slots.get("task"):
        return [task for task in tasks if task.duty == CORRUPTION_DUTY]
    about_topic = TOPIC_WORDS in normalise(turn.said)
    if meaning.intent == "report_meeting" and not about_topic:
        return await _meeting(uow, meaning, tasks, unit_id)
    words = (
        TOPIC_MEETING if about_topic and meaning.intent == "report_meeting" else str(meaning.slots.get("task") or "")
    )
    if not words:
        hand = await _in_hand(turn, uow, tasks)
        return [hand] if hand else tasks if len(tasks) == 1 else []
    period = meaning.slots.get("period")
    found = _of_period(alike(words, tasks), period)
    if not found:
        reported = await uow.history.reported_of_unit(unit_id, turn.today().isoformat(), MOST_REPORTED)
        found = _of_period(alike(words, reported), period)[:1]
    return found


async def _meeting(uow: UnitOfWork, meaning: Meaning, tasks: list[Task], unit_id: int) -> list[Task]:
    """The meeting of the month that was named, also when its book is closed; else the open one that is due first."""
    period, day = meaning.slots.get("period"), meaning.slots.get("date")
    if isinstance(day, str) and not isinstance(period, str):
        period = day[:7]
    held = [task for task in tasks if task.duty == MEETING_DUTY]
    if isinstance(period, str):
        named = [task for task in held if task.period == period]
        known = named[0] if named else await uow.history.of_period(unit_id, MEETING_DUTY, period)
        # A meeting may be held some days outside its month: the open one whose window holds the day.
        around = [task for task in held if isinstance(day, str) and task.opens_on <= day <= task.closes_on]
        if known and around and known not in around and known.state not in REPORTED_STATES:
            return [around[0], known]  # Its own month is shut and the next one open: which is for the person to say.
        return [known] if known else around[:1] or held[:1]
    if held:
        return held[:1]
    return []


def alike(words: str, tasks: list[Task]) -> list[Task]:
    """The tasks whose title is meant, all that are equally near."""
    named = normalise(words)
    without_period = PERIOD_WORDS.sub("", named).strip()
    # Of "báo cáo 6 tháng" something must be left that tells one report from another.
    named = without_period if without_period not in ("", *PAPERS) else named
    scored = [(fuzz.token_set_ratio(named, normalise(task.title)), task) for task in tasks]
    best = max((score for score, _ in scored), default=0)
    return [task for score, task in scored if score == best] if best >= ALIKE else []


def _of_period(tasks: list[Task], period: object) -> list[Task]:
    """Those of the period that was named, when the name of the period fits any of them."""
    if len(tasks) < 2 or not isinstance(period, str):
        return tasks
    try:
        first, _ = bounds(period)
    except ValueError:
        return tasks
    spans = {period, *(period_of(cadence, first) for cadence in ("monthly", "quarterly", "half_yearly", "yearly"))}
    return [task for task in tasks if task.period == period] or [t for t in tasks if t.period in spans] or tasks


async def context_of(turn: Turn, uow: UnitOfWork, tasks: list[Task]) -> Context:
    """What the sentence may point at: the tasks shown last, and one's last step of the past 24 hours."""
    titles = {task.id: task for task in tasks}
    shown = tuple(
        ShownTask(place, titles[task_id].duty, titles[task_id].title)
        for place, task_id in enumerate(shown_ids(turn), 1)
        if task_id in titles
    )
    saved = await uow.tasks.last_event_of(turn.person.id, turn.now - DAY_MS) if turn.person else None
    return Context(shown=shown, last_saved=saved.kind if saved else None, role=turn.seat.role if turn.seat else None)


async def for_a_cell(turn: Turn, uow: UnitOfWork) -> Found | None:
    """`hộ thôn Hạ: họp 22/11, có mặt 20, phép 2`: the clerk types what was said on the phone."""
    begun = FOR_A_CELL.fullmatch(turn.said) or WITHOUT_COLON.fullmatch(turn.said)
    if begun is None or turn.seat is None or not may(turn.seat, ENTER):
        return None
    below = await uow.units.below(turn.seat.unit_path)
    said = begun if begun.lastindex == 2 else _split_at_name(below, begun[1])
    if said is None:
        return None
    units = named_units(below, said[1])
    if len(units) != 1:
        names = ", ".join(unit.name for unit in units[:AT_MOST])
        key = "behalf.which_unit" if units else "behalf.no_unit"
        return Found(reply=plain(turn, key, said=said[1], names=names))
    unit = units[0]
    tasks = await open_tasks(turn, uow, unit.id)
    meaning = understand(said[2], turn.today(), Context(role="cell_secretary"))
    if meaning.intent in ("report_meeting", "report_done", "report_nil", "report_progress"):
        return await about_a_task(turn, uow, meaning, tasks, unit.id)
    return Found(reply=plain(turn, "behalf.unclear", unit=unit.name))


def _split_at_name(units: list[Unit], said: str) -> tuple[str, str, str] | None:
    """`bến đò họp 3/11 …`: the longest beginning that is the end of one unit's name, and the rest. A name typed
    without a colon must be a whole one, since "ho" may be another word."""
    words = said.split()
    for most in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
        named = normalise(" ".join(words[:most]))
        if any(f" {normalise(unit.name)} ".endswith(f" {named} ") for unit in units) and not named.isdigit():
            return said, " ".join(words[:most]), " ".join(words[most:])
    return None


def named_units(units: list[Unit], said: str) -> list[Unit]:
    """The units whose name contains all the words said, or the one that is meant by its code."""
    words = normalise(said)
    coded = [unit for unit in units if unit.code.lower() == said.strip().lower()]
    exact = [unit for unit in units if f" {normalise(unit.name)} ".endswith(f" {words} ")]
    within = [unit for unit in units if f" {words} " in f" {normalise(unit.name)} "]
    close = [unit for unit in units if fuzz.token_set_ratio(words, normalise(unit.name)) >= ALIKE_UNIT]
    return coded or exact or within or close
