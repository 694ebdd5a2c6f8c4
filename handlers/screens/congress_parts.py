"""What the screens about congresses share: whose congress one may see or change, and the lines that recur."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.access import CONVENE, RECORD, SUPERVISE, TOTALS, Denied, access_unit, may
from handlers.catalogue import LEVEL_OF_KIND, Regulation
from handlers.congresses import OPEN, counts, held, is_done
from handlers.rules.congress_day import Objection
from handlers.rules.status import days_late
from handlers.rulings import short_day, source_words
from handlers.screen import Choice, Turn
from handlers.text import day, number, say
from storage.congress_rows import Congress
from storage.model import REPORTED_STATES, Task, Unit
from storage.unit_of_work import UnitOfWork

CELLS: Final = ("cell", "grassroots_cell", "party_group")
LONGEST_WORDS: Final = 200


async def seen_unit(turn: Turn, uow: UnitOfWork, unit_id: int) -> Unit:
    """The unit, when this seat may look at its congress; raises Denied. Who sees totals only sees no single cell."""
    unit = await access_unit(uow, turn.seat, unit_id, RECORD if may(turn.seat, RECORD) else SUPERVISE)
    if may(turn.seat, TOTALS) and unit.kind in CELLS:
        raise Denied(TOTALS)
    return unit


async def changing_unit(turn: Turn, uow: UnitOfWork, unit_id: int) -> Unit:
    """The unit, when this seat may set the day and kind of its congress; raises Denied."""
    unit = await access_unit(uow, turn.seat, unit_id, RECORD if may(turn.seat, RECORD) else CONVENE)
    if unit.kind not in LEVEL_OF_KIND:
        raise Denied(CONVENE)
    return unit


async def seen_congress(turn: Turn, uow: UnitOfWork, unit_id: int) -> tuple[Unit, Congress | None]:
    """The unit and its congress under way, or the last one."""
    unit = await seen_unit(turn, uow, unit_id)
    return unit, await uow.congresses.of_unit(unit.id)


def may_change(turn: Turn, unit: Unit) -> bool:
    """Whether to offer changes here at all."""
    if turn.seat is None:
        return False
    return (may(turn.seat, RECORD) and unit.id == turn.seat.unit_id) or may(turn.seat, CONVENE)


def countdown_words(language: str, congress: Congress, steps: Sequence[Task], today: date) -> str:
    """`còn 47 ngày, 3 việc`: the days until the congress and the steps to be done by then."""
    when = date.fromisoformat(congress.day)
    left = (when - today).days
    ahead = [task for task in steps if task.due_on <= congress.day and task.state != "not_applicable"]
    waiting = sum(not is_done(task) for task in ahead)
    if held(steps):
        done, whole = counts(steps)
        key = "congress.all_done" if done == whole else "congress.after"
        return say(language, key, day=day(language, when), open=number(whole - done))
    if left < 0:
        return say(language, "congress.passed", days=number(-left))
    key = "congress.today" if left == 0 else "congress.left"
    return say(language, key, days=number(left), open=number(waiting))


def step_mark(language: str, task: Task, now: int) -> str:
    """`xong`, `chờ cấp trên xác nhận`, `quá 3 ngày`, `hạn 12/1` …"""
    if task.state == "not_applicable":
        return say(language, "congress.step_na")
    if is_done(task):
        return say(language, "congress.step_done")
    if task.state in REPORTED_STATES:
        return say(language, "congress.step_waits")
    if task.state in ("returned", "blocked"):
        return say(language, f"congress.step_{task.state}")
    late = days_late(task, now)
    if late:
        return say(language, "congress.step_late", days=number(late))
    return say(language, "congress.step_due", day=day(language, task.due_on))


def next_steps(steps: Sequence[Task], most: int) -> list[Task]:
    """The open steps that come first."""
    return [task for task in steps if task.state in OPEN][:most]


def objection_words(language: str, found: Objection[Regulation], when: date | None = None) -> str:
    """Why this cannot be, with what would do and where that comes from."""
    names = ("first", "last")
    shown = {
        name: short_day(bound) if isinstance(bound, date) else number(bound)
        for name, bound in zip(names, found.bounds, strict=False)
    }
    if found.key == "too_long":
        most = found.bounds[0]
        assert isinstance(most, int)
        shown = {"most": half_days_words(language, most)}
    source = source_words(language, found.ruling) if found.ruling is not None else ""
    values = {**shown, "day": short_day(when) if when else "", "source": source}
    return say(language, f"objection.{found.key}", **values)


def half_days_words(language: str, half_days: int) -> str:
    """`nửa ngày`, `1 ngày`, `1,5 ngày`"""
    if half_days == 1:
        return say(language, "congress.half_day")
    whole, rest = divmod(half_days, 2)
    return say(language, "congress.days", n=f"{whole},5" if rest else number(whole))


def to_unit(turn: Turn, unit: Unit) -> Choice:
    """Back to the congress of the unit."""
    return Choice(say(turn.language, "button.congress"), f"congress:{unit.id}")
