"""The workbook of an office's duties: sheet `danh_muc` is its copy of the catalogue, sheet `giao_viec` work to give.

Read in a thread without a database; judged and written within a unit of work. Every fault names its cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from handlers.assigning import audience, duty_of, give, give_every, like_a_duty, task_of
from handlers.catalogue import CatalogueError, Duty
from handlers.catalogue.duties import ASKS, as_body, duty_from
from handlers.catalogue.organisation import bare, organisation_words
from handlers.duty_plan import copies_for, in_effect
from handlers.duty_words import due_words
from handlers.rules.audience import CELLS, COMMITTEES, Meant
from handlers.rules.day_words import LATE_IN_A_PERIOD, MOST_DAYS, read_cadence, read_due
from handlers.rules.periods import MONTHS, DueRule
from handlers.rules.roster import Fault, plain_text
from handlers.screen import Push
from handlers.text import say
from handlers.understand import normalise, parse_date
from handlers.workbooks.reading import opened, quiet, records, sheet_of
from handlers.workbooks.safety import Checked
from storage.model import Seat, Task, Unit
from storage.unit_of_work import UnitOfWork

CATALOGUE: Final = "danh_muc"
GIVEN: Final = "giao_viec"
CATALOGUE_COLUMNS: Final = ("ma", "ten", "nhip", "han", "mo_truoc", "dong_sau", "giao", "so_lieu", "ket_qua")
GIVEN_COLUMNS: Final = ("viec", "cho", "han", "ket_qua")
MOST_ROWS: Final = 500
LONGEST: Final = 200
LEAST_TITLE: Final = 3
WRITTEN_IN: Final = "vi"
NO_NUMBERS: Final = "không"

Cells = Mapping[str, object]


@dataclass(slots=True)
class DutyBook:
    """What the workbook says, what of it can be done, and what is wrong with it."""

    catalogue: list[tuple[int, Cells]] = field(default_factory=list)
    given: list[tuple[int, Cells]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    changed: list[Duty] = field(default_factory=list)
    once: list[tuple[Task, tuple[Unit, ...]]] = field(default_factory=list)
    again: list[tuple[Duty, Meant]] = field(default_factory=list)

    def receivers(self) -> int:
        """How many units get something new to do by `giao_viec`, each counted once a row."""
        return sum(len(units) for _, units in self.once) + sum(len(whom.units) for _, whom in self.again)


def is_duty_book(book: Any) -> bool:
    """Whether the open workbook has one of the two sheets."""
    return sheet_of(book, CATALOGUE) is not None or sheet_of(book, GIVEN) is not None


def read_duty_book(checked: Checked) -> DutyBook:
    """The rows of both sheets as they stand. Raises BadWorkbook for a missing column or too many rows."""
    found = DutyBook()
    with opened(checked) as book:
        for name, needed, rows in (
            (CATALOGUE, ("ma", "ten", "giao"), found.catalogue),
            (GIVEN, ("viec", "cho", "han"), found.given),
        ):
            page = sheet_of(book, name)
            if page is not None:
                rows.extend(records(page, needed, MOST_ROWS, quiet))
    return found


def rows_of(duties: Mapping[str, Duty]) -> list[tuple[object, ...]]:
    """The catalogue as it is in force, as rows of `danh_muc`."""
    return [
        (
            duty.code,
            duty.name,
            say(WRITTEN_IN, f"cadence.{duty.cadence}"),
            _due_cell(duty),
            duty.opens_before,
            duty.closes_after,
            "có" if duty.in_pilot else "không",
            "; ".join(_number_words(name) for name in duty.asks) or NO_NUMBERS,
            duty.deliverable,
        )
        for duty in duties.values()
    ]


def _number_words(name: str) -> str:
    """A number that a duty may ask for, as the sheet names it: `vắng có lý do`."""
    return " ".join(say(WRITTEN_IN, f"number.{name}", n="").replace(":", "").split())


def _asks(said: str) -> tuple[str, ...] | None:
    known = {bare(_number_words(name)): name for name in ASKS}
    words = [bare(each) for each in re.split(r"[;,]", said) if each.strip()]
    if words == [bare(NO_NUMBERS)]:
        return ()
    found = tuple(dict.fromkeys(known[each] for each in words if each in known))
    return found if len(found) == len(words) else None


def _due_cell(duty: Duty) -> str:
    return "" if duty.cadence == "by_plan" else due_words(WRITTEN_IN, duty.due, MONTHS[duty.cadence])


async def judge_duty_book(uow: UnitOfWork, book: DutyBook, seat: Seat, today: date, upload_id: int) -> None:
    """Fills in what can be done and what is wrong, anew each time."""
    book.faults, book.changed, book.once, book.again = [], [], [], []
    known = {code: duty for code, (duty, _) in in_effect(await copies_for(uow, seat.unit_path)).items()}
    for row, cells in book.catalogue:
        reader = _Row(CATALOGUE, row, cells, book.faults)
        duty = _judged(reader, known, seat, today, f"{upload_id}-{row}")
        if duty is not None and duty != known.get(duty.code):
            book.changed.append(duty)
    for row, cells in book.given:
        await _judge_given(uow, book, _Row(GIVEN, row, cells, book.faults), seat, today, f"{upload_id}-{row}")


class _Row:
    """The cells of one row, and where its faults go."""

    def __init__(self, sheet: str, row: int, cells: Cells, faults: list[Fault]) -> None:
        self._sheet, self._row, self._cells, self._faults = sheet, row, cells, faults
        self.good = True

    def mark(self, column: str, why: str, **values: object) -> None:
        self.good = False
        self._faults.append(Fault(self._sheet, self._row, column, why, values))

    def text(self, column: str) -> str:
        said = " ".join(plain_text(self._cells.get(column)).split())
        if len(said) > LONGEST:
            self.mark(column, "too_long", most=LONGEST)
        return said

    def read(self, column: str, read: Callable[[str], Any], why: str, default: Any) -> Any:
        """What the cell means, `default` for an empty one, a fault for one that means nothing."""
        said = self.text(column)
        if not said:
            return default
        found = read(said)
        if found is None:
            self.mark(column, why)
        return default if found is None else found

    def day(self, column: str, today: date) -> date | None:
        value = self._cells.get(column)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else parse_date(self.text(column), today, "future")


def _days(said: str) -> int | None:
    return int(said) if said.isdecimal() and int(said) <= MOST_DAYS else None


def _cadence(said: str) -> str | None:
    words = bare(said)
    exact = [cadence for cadence in MONTHS if bare(say(WRITTEN_IN, f"cadence.{cadence}")) == words]
    return exact[0] if exact else read_cadence(normalise(said))


def _truth(said: str) -> bool | None:
    return organisation_words().truths.get(bare(said))


def _judged(row: _Row, known: Mapping[str, Duty], seat: Seat, today: date, new_code: str) -> Duty | None:
    """The duty as the row wants it; None when something is wrong with the row."""
    code, name = row.text("ma"), row.text("ten")
    if len(name) < LEAST_TITLE:
        row.mark("ten", "missing")
    if code and code not in known:
        row.mark("ma", "no_such_duty")
    base = known.get(code) or duty_of(new_code, seat, name, ("monthly", DueRule(day=31)), Meant(), today, None)
    cadence = row.read("nhip", _cadence, "bad_cadence", base.cadence)
    due = base.due
    if cadence != "by_plan" and (row.text("han") != _due_cell(base) or cadence != base.cadence):
        now = base.due if cadence == base.cadence else LATE_IN_A_PERIOD
        due = row.read("han", lambda said: read_due(normalise(said), cadence, now), "bad_due_words", base.due)
    on = row.read("giao", _truth, "not_yes_or_no", base.in_pilot)
    changed = replace(
        base,
        cadence=cadence,
        due=due,
        opens_before=row.read("mo_truoc", _days, "bad_day_count", base.opens_before),
        closes_after=row.read("dong_sau", _days, "bad_day_count", base.closes_after),
        in_pilot=on,
        asks=row.read("so_lieu", _asks, "bad_numbers", base.asks),
        deliverable=row.text("ket_qua") or base.deliverable,
        since=today.isoformat() if on and not base.in_pilot else base.since,
    )
    if name != base.name:
        changed = replace(changed, name=name, name_en=name, variants={})
    if row.good and not _can_be(changed):
        row.mark("han", "bad_due_words")
    return changed if row.good else None


def _can_be(duty: Duty) -> bool:
    """Whether the day fits the rhythm: the day of a year is none of a week."""
    try:
        return duty_from(as_body(duty)) == duty
    except CatalogueError:
        return False


async def _judge_given(uow: UnitOfWork, book: DutyBook, row: _Row, seat: Seat, today: date, new_code: str) -> None:
    title, words, when = row.text("viec"), row.text("cho"), row.text("han")
    whom = await _whom(uow, seat, words)
    if len(title) < LEAST_TITLE:
        row.mark("viec", "missing")
    if not whom.units:
        row.mark("cho", "no_such_units")
    known = like_a_duty("", title)
    cadence = read_cadence(normalise(when))
    if cadence is not None:
        due = read_due(normalise(when), cadence, LATE_IN_A_PERIOD)
        if due is None:
            row.mark("han", "bad_due_words")
        elif row.good:
            book.again.append((duty_of(new_code, seat, title, (cadence, due), whom, today, known), whom))
        return
    day = row.day("han", today)
    if day is None:
        row.mark("han", "bad_due_words")
    elif day < today:
        row.mark("han", "past_day")
    if day is not None and row.good:
        task = task_of(seat, title, day.isoformat(), today, known, whom, row.text("ket_qua"))
        book.once.append((task, whom.units))


async def _whom(uow: UnitOfWork, seat: Seat, words: str) -> Meant:
    """By words as in a sentence, or by unit codes with commas between them."""
    codes = {each.strip().lower() for each in words.replace(";", ",").split(",") if each.strip()}
    below = {unit.code.lower(): unit for unit in await uow.units.below(seat.unit_path) if unit.id != seat.unit_id}
    found = tuple(below[code] for code in sorted(codes) if code in below)
    if codes and len(found) == len(codes):
        for kinds in (CELLS, COMMITTEES):
            if all(unit.kind in kinds for unit in found):
                return Meant(found, named=True, committees=kinds is COMMITTEES)
    return await audience(uow, seat, words)


async def apply_duty_book(uow: UnitOfWork, book: DutyBook, seat: Seat, upload_id: int, now: int) -> tuple[Push, ...]:
    """Writes what was judged good; returns what is to be told."""
    pushes: list[Push] = []
    for duty in book.changed:
        await uow.duty_copies.put(seat.unit_id, duty.code, as_body(duty), now, seat.id)
    for place, (task, units) in enumerate(book.once):
        _, told = await give(uow, seat, task, units, f"GIAO-U{upload_id}-{place}", now)
        pushes += told
    for duty, whom in book.again:
        _, told = await give_every(uow, seat, duty, whom, now)
        pushes += told
    return tuple(pushes)
