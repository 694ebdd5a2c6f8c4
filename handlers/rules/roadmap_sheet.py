"""A committee's own road map as rows of one sheet: what each row means and what cannot be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.catalogue.organisation import bare
from handlers.rules.roster import Fault, plain_text

SHEET: Final = "lo_trinh"
COLUMNS: Final = ("cap", "ma", "ten", "mo_truoc", "han", "dung")
NEEDED: Final = ("cap", "ma", "han")
LEVEL_WORDS: Final = {"cell": "chi bộ", "grassroots": "cơ sở", "commune": "xã"}
KEPT_WORDS: Final = {"co": True, "": True, "khong": False}
FARTHEST: Final = 400
LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class StepRow:
    """One good row: days count from the congress, negative before it; an empty name keeps the one there is."""

    row: int
    level: str
    code: str
    name: str
    opens_lead: int
    due_lead: int
    kept: bool


def read_step_row(
    number: int, cells: Mapping[str, Any], known: Mapping[str, Collection[str]], essential: Collection[str]
) -> StepRow | Fault:
    """One row of `lo_trinh`. `known`: the levels that may be changed → their codes; `essential`: codes that stay."""
    said = {name: plain_text(cells.get(name)) for name in COLUMNS}
    levels = {bare(words): level for level, words in LEVEL_WORDS.items()}
    level, code = levels.get(bare(said["cap"]), ""), said["ma"].upper()
    if level not in known:
        return Fault(SHEET, number, "cap", "no_level")
    if code not in known[level]:
        return Fault(SHEET, number, "ma", "no_step", {"code": said["ma"]})
    due = _days(said["han"])
    if due is None:
        return Fault(SHEET, number, "han", "no_days", {"most": FARTHEST})
    opens = _days(said["mo_truoc"]) if said["mo_truoc"] else due
    if opens is None or opens > due:
        return Fault(SHEET, number, "mo_truoc", "opens_late")
    kept = KEPT_WORDS.get(bare(said["dung"]))
    if kept is None:
        return Fault(SHEET, number, "dung", "yes_or_no")
    if not kept and code in essential:
        return Fault(SHEET, number, "dung", "needed_step", {"code": code})
    if len(said["ten"]) > LONGEST_TITLE:
        return Fault(SHEET, number, "ten", "too_long", {"most": LONGEST_TITLE})
    return StepRow(number, level, code, said["ten"], opens, due, kept)


def said_before(row: StepRow, first: int) -> Fault:
    """The same step of the same level twice."""
    return Fault(SHEET, row.row, "ma", "twice", {"row": first})


def not_yours(row: StepRow) -> Fault:
    """A level that is not below whoever sent it."""
    return Fault(SHEET, row.row, "cap", "no_level")


def _days(text: str) -> int | None:
    """A whole number of days within bounds; None for anything else."""
    typed = text.strip().replace("\N{MINUS SIGN}", "-").removesuffix(".0")
    if not typed.lstrip("-").isdecimal() or typed.count("-") > typed.startswith("-"):
        return None
    days = int(typed)
    return days if abs(days) <= FARTHEST else None
