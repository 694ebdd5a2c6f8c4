"""What all reports share: whose they are, up to when the figures go, the three rates and what stands in the notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.reports.sheet import Column, Ratio, State
from handlers.reports.wording import period_words, phrase, report_symbol, short
from handlers.rules.calendar import day_of, instant
from handlers.rules.periods import bounds
from handlers.rules.rates import may_compare
from handlers.text import say
from storage.model import REPORTED_STATES, Unit
from storage.reports import Figures, Span, TaskRow, UnitFigures
from storage.unit_of_work import UnitOfWork
from storage.units import prefixes

NAMED = 8
CELLS = ("cell", "grassroots_cell", "party_group")


@dataclass(frozen=True, slots=True)
class Asked:
    """A report somebody asked for: of which unit, for which period, by whom (for what is one's own)."""

    unit: Unit
    period: str
    now: int
    person_id: int | None = None

    @property
    def span(self) -> Span:
        """The due days of the period in the unit and below it."""
        first, last = bounds(self.period)
        return Span(self.unit.path, first.isoformat(), last.isoformat(), day_of(self.now).isoformat())


async def basics(uow: UnitOfWork, asked: Asked, title: str) -> dict[str, Any]:
    """The fields of a `Sheet` that say whose it is. `made_at` is the last change of any figure, or the morning of the
    day asked, so that the same question gives the same file."""
    unit = asked.unit
    above = await uow.units.get(unit.parent_id) if unit.parent_id else None
    is_cell = unit.kind in CELLS
    made_at = min(max(await uow.reports.last_change(), instant(day_of(asked.now))), asked.now)
    return {
        "title": title,
        "unit_name": unit.name,
        "superior_name": above.name if above else "",
        "period": period_words(asked.period),
        "made_at": made_at,
        "place": _place(above.name if is_cell and above else unit.name),
        "symbol": "BC/CB" if is_cell else report_symbol(unit.name),
        "recipients": tuple(name for name in (above.name if above else "", unit.name) if name),
        "signer_title": ("T/M CHI BỘ", "BÍ THƯ") if is_cell else ("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
    }


def _place(name: str) -> str:
    """`Đảng ủy xã An Thuỷ` → `An Thuỷ`: what is left without the words for kinds of units."""
    kinds = ("đảng", "ủy", "uỷ", "bộ", "chi", "xã", "phường", "đặc", "khu", "tỉnh", "thành", "phố", "thôn", "tổ", "dân")
    words = name.split()
    while len(words) > 1 and words[0].lower() in kinds:
        words.pop(0)
    return " ".join(words)


def state_of(row: TaskRow, today: str) -> State:
    """How a reader sees one task."""
    if row.state == "not_applicable":
        return State.NOT_APPLICABLE
    if row.state in REPORTED_STATES:
        return State.DONE
    if row.state == "blocked":
        return State.BLOCKED
    return State.LATE if row.due_on < today else State.WAITING


def grouped(rows: list[UnitFigures], children: list[Unit]) -> list[UnitFigures]:
    """One row for each unit directly below, with everything under it; what is not below a child stands for itself."""
    named = {child.path: child for child in children}
    sums: dict[str, UnitFigures] = {}
    for row in rows:
        child = next((named[path] for path in prefixes(row.path) if path in named), None)
        if child is not None:
            row = replace(row, unit_id=child.id, name=child.name, kind=child.kind, path=child.path, code=child.code)
        sums[row.path] = sums[row.path].plus(row) if row.path in sums else row
    return list(sums.values())


def rate_columns() -> tuple[tuple[Column, ...], tuple[str, ...], tuple[Ratio, ...]]:
    """The count columns, those with totals, and the three rates."""
    counts = ("expected", "reported", "on_time", "verified", "late", "blocked")
    shares = ("complete_rate", "on_time_rate", "verified_rate")
    columns = [Column(key, phrase(f"column.{key}"), "count") for key in counts]
    columns += [Column(key, phrase(f"column.{key}"), "percent") for key in shares]
    ratios = (
        Ratio("complete_rate", "reported", "expected"),
        Ratio("on_time_rate", "on_time", "expected"),
        Ratio("verified_rate", "verified", "reported"),
    )
    return tuple(columns), counts, ratios


def rate_cells(figures: Figures) -> tuple[int | None, ...]:
    """What stands in the columns of `rate_columns`."""
    counts = (figures.expected, figures.reported, figures.on_time, figures.verified, figures.late, figures.blocked)
    return (*counts, None, None, None)


def names(units: list[str]) -> str:
    """The first few, and how many more."""
    more = phrase("text.and_more", n=len(units) - NAMED) if len(units) > NAMED else ""
    return ", ".join(units[:NAMED]) + more


async def notes(uow: UnitOfWork, asked: Asked, rows: list[UnitFigures], sum_: Figures) -> tuple[str, ...]:
    """Denominator, rates, who is missing, approved figures and what was corrected after."""
    span = asked.span
    found = [phrase("note.denominator", not_applicable=sum_.not_applicable), phrase("note.rates")]
    missing = [row.name for row in rows if row.figures.expected and not row.figures.reported]
    found.append(
        phrase("note.missing", n=len(missing), names=names(missing)) if missing else phrase("note.none_missing")
    )
    if len(rows) > 1 and not may_compare(sum(bool(row.figures.reported) for row in rows)):
        found.append(phrase("note.few"))
    if span.today <= span.last:
        found.append(phrase("note.running", today=short(span.today)))
    approved = await uow.reports.approved(asked.unit.id, asked.period)
    if approved is not None:
        figures, at = approved
        later = await uow.reports.changed_since(span, at, NAMED)
        changes = "; ".join(
            phrase("note.change", unit=unit, title=title, on=short(day_of(when))) for unit, title, _, when in later
        )
        found.append(
            phrase(
                "note.approved",
                on=short(day_of(at)),
                expected=figures.expected,
                reported=figures.reported,
                on_time=figures.on_time,
                changes=changes or phrase("note.no_changes"),
            )
        )
    found += [
        phrase("note.explained", unit=each.unit_name, answer=said_in_words("vi", each.cause, each.words))
        for each in await uow.explanations.below(span.path, asked.period, NAMED)
    ]
    return tuple(found)


def said_in_words(language: str, cause: str, words: str) -> str:
    """An explanation: its cause, and the sentence behind it."""
    named = say(language, f"explain.{cause}")
    return f"{named}: {words}" if words else named


def reported_on(row: TaskRow) -> date | None:
    """The day a task was reported."""
    return day_of(row.reported_at) if row.reported_at is not None and row.state in REPORTED_STATES else None
