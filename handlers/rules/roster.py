"""Rows of the workbook of units and seats: what a cell means, and what is wrong with it. Pure: no file is opened here.

A row is good as a whole or not at all; every fault names its sheet, row and column, so that the cell can be marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from handlers.catalogue.organisation import Words, bare, organisation_words
from handlers.rules.terms import POLICY_MONTHS, planned_end

UNITS: Final = "don_vi"
SEATS: Final = "chuc_danh"
UNIT_COLUMNS: Final = (
    "ma",
    "ten",
    "loai",
    "ma_cap_tren",
    "thanh_phan",
    "so_dang_vien",
    "bi_thu_kiem_truong_thon",
    "nhiem_ky_tu",
    "nhiem_ky_den",
)
MORE_UNIT_COLUMNS: Final = ("khu_dan_cu", "lich_hop", "can_cu")
SEAT_COLUMNS: Final = ("ma_don_vi", "vai_tro", "ten_goi")
LEAVES: Final = ("cell", "grassroots_cell", "party_group")
LONGEST_CODE, LONGEST_NAME, LONGEST_CALLED, LONGEST_RULE = 40, 200, 40, 100
MOST_IN_CELL, MOST_IN_ALL = 2_000, 10_000_000
EARLIEST, LATEST = date(2000, 1, 1), date(2060, 12, 31)
_CODE = re.compile(r"[\w.\-/]+")
_MANY_DIGITS = re.compile(r"(\d[\s.\-]?){9,}")

Cells = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad cell; `why` is a text key under `roster.`, `values` fill it."""

    sheet: str
    row: int
    column: str
    why: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A good row of `don_vi`. Empty: no value was given and what is known stays."""

    row: int
    code: str
    name: str
    kind: str
    parent: str
    composition: str
    residential: bool
    members: int | None
    head_is_secretary: bool | None
    meeting_rule: str
    term: tuple[date, date, str] | None
    basis: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A good row of `chuc_danh`; `called` is how the next holder is addressed on the slip."""

    row: int
    unit: str
    role: str
    called: str


class _Bad(Exception):
    def __init__(self, column: str, why: str, **values: object) -> None:
        super().__init__(why)
        self.column, self.why, self.values_ = column, why, values


class _Reader:
    """Takes the cells of one row one by one and collects what is wrong with them."""

    def __init__(self, sheet: str, row: int, cells: Cells) -> None:
        self.sheet, self.row, self.cells = sheet, row, cells
        self.words: Words = organisation_words()
        self.faults: list[Fault] = []

    def fault(self, column: str, why: str, **values: object) -> None:
        self.faults.append(Fault(self.sheet, self.row, column, why, values))

    def text(self, column: str, most: int, *, needed: bool = False) -> str:
        value = " ".join(plain_text(self.cells.get(column)).split())
        if needed and not value:
            self.fault(column, "missing")
        elif len(value) > most:
            self.fault(column, "too_long", most=most)
        return value

    def code(self, column: str, *, needed: bool) -> str:
        value = self.text(column, LONGEST_CODE, needed=needed)
        if value and not _CODE.fullmatch(value):
            self.fault(column, "bad_code")
        return value

    def word(self, column: str, meanings: Mapping[str, str], why: str, default: str = "") -> str:
        value = bare(plain_text(self.cells.get(column)))
        if not value and default:
            return default
        if value not in meanings:
            self.fault(column, why if value else "missing")
        return meanings.get(value, "")

    def truth(self, column: str) -> bool | None:
        value = self.cells.get(column)
        word = bare(plain_text(value))
        if not word:
            return None
        if word not in self.words.truths:
            self.fault(column, "yes_or_no")
        return self.words.truths.get(word)

    def count(self, column: str, most: int) -> int | None:
        value = plain_text(self.cells.get(column)).replace(".", "").replace(" ", "")
        if not value:
            return None
        if not value.isdecimal():
            self.fault(column, "no_count")
            return None
        if int(value) > most:
            self.fault(column, "too_many", most=most)
        return int(value)

    def day(self, column: str) -> date | None:
        value = self.cells.get(column)
        found = read_day(value)
        if found is None and plain_text(value):
            self.fault(column, "no_day")
        if found is not None and not EARLIEST <= found <= LATEST:
            self.fault(column, "odd_day")
        return found


def plain_text(value: object) -> str:
    """A cell as text: nothing as empty, whole numbers without a decimal part, a day without its midnight."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return str(value).strip()


def read_day(value: object) -> date | None:
    """A date cell, `24/12/2026`, `24-12-2026` or `2026-12-24`; None for what is no day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = re.fullmatch(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})", plain_text(value))
    if found is None:
        return None
    first, month, last = (int(part) for part in found.groups())
    try:
        return date(first, month, last) if len(found[1]) == 4 else date(last, month, first)
    except ValueError:
        return None


def read_unit(row: int, cells: Cells) -> UnitRow | list[Fault]:
    """One row of `don_vi`, or everything that is wrong with it."""
    take = _Reader(UNITS, row, cells)
    code = take.code("ma", needed=True)
    name = take.text("ten", LONGEST_NAME, needed=True)
    kind = take.word("loai", take.words.kinds, "no_kind")
    parent = take.code("ma_cap_tren", needed=False)
    if parent and parent == code:
        take.fault("ma_cap_tren", "own_parent")
    composition = take.word("thanh_phan", take.words.compositions, "no_composition", default="mixed")
    said = take.truth("khu_dan_cu")
    made = UnitRow(
        row=row,
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        composition=composition,
        residential=looks_residential(kind, name) if said is None else said,
        members=take.count("so_dang_vien", MOST_IN_CELL if kind in LEAVES else MOST_IN_ALL),
        head_is_secretary=take.truth("bi_thu_kiem_truong_thon"),
        meeting_rule=take.text("lich_hop", LONGEST_RULE),
        term=_term(take),
        basis=take.text("can_cu", LONGEST_NAME),
    )
    return take.faults or made


def _term(take: _Reader) -> tuple[date, date, str] | None:
    """Both days or neither: an end is never guessed (domain 1.6)."""
    start, end = take.day("nhiem_ky_tu"), take.day("nhiem_ky_den")
    if start is None or end is None:
        if (start is None) != (end is None) and not take.faults:
            take.fault("nhiem_ky_den" if end is None else "nhiem_ky_tu", "half_term")
        return None
    if end <= start:
        take.fault("nhiem_ky_den", "term_backwards")
    return start, end, policy_of(start, end)


def policy_of(start: date, end: date) -> str:
    """`M30` or `M60` when the days fit one of them, else `custom`."""
    return next((policy for policy in POLICY_MONTHS if planned_end(start, policy) == end), "custom")


def looks_residential(kind: str, name: str) -> bool:
    """Whether a cell's name says village, hamlet or street group; an agency's does not."""
    if kind not in LEAVES:
        return False
    padded = f" {bare(name)} "
    return any(f" {word} " in padded for word in organisation_words().residential_names)


def read_seat(row: int, cells: Cells) -> SeatRow | list[Fault]:
    """One row of `chuc_danh`, or everything that is wrong with it."""
    take = _Reader(SEATS, row, cells)
    unit = take.code("ma_don_vi", needed=True)
    role = take.word("vai_tro", take.words.roles, "no_role")
    called = take.text("ten_goi", LONGEST_CALLED)
    if _MANY_DIGITS.search(called):
        take.fault("ten_goi", "digits_in_name")
    return take.faults or SeatRow(row, unit, role, called)
