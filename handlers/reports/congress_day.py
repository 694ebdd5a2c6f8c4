"""The agenda of the congress day, to be printed: what is said and done, by content mode (domain 1.7)."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.catalogue import LEVEL_OF_KIND
from handlers.reports.frame import Asked, basics
from handlers.reports.sheet import Section, Sheet
from handlers.reports.wording import phrase, short
from handlers.rules.calendar import day_of
from handlers.rules.congress_day import cell_limit
from handlers.rulings import rulings_for
from storage.congress_rows import Congress
from storage.unit_of_work import UnitOfWork

ITEMS: Final = (
    ("flag", ()),
    ("opening", ()),
    ("presidium", ()),
    ("programme", ()),
    ("attendance", ()),
    ("report", ()),
    ("discussion", ()),
    ("upper_documents", ()),
    ("guest", ()),
    ("reply", ()),
    ("committee_election", (4,)),
    ("delegate_election", (4, 3)),
    ("appointment", (2,)),
    ("introduction", (4, 2)),
    ("resolution", ()),
    ("closing", ()),
)
"""The order of the day; with the content modes that have the item, none for all."""


def items_of(mode: int) -> tuple[str, ...]:
    """The items of a congress of so many contents, in order."""
    return tuple(name for name, modes in ITEMS if not modes or mode in modes)


async def agenda(uow: UnitOfWork, asked: Asked) -> Sheet:
    """A numbered programme without a single name: who does what is written in by hand."""
    congress = await uow.congresses.of_unit(asked.unit.id)
    title = phrase("title.agenda", unit=asked.unit.name)
    frame, form = await basics(uow, asked, title), await _form(uow, asked, congress)
    items = items_of(congress.mode if congress else 4)
    return Sheet(
        **{**frame, "symbol": "CTr/CB" if LEVEL_OF_KIND.get(asked.unit.kind) == "cell" else "CTr/ĐU"},
        document_kind=phrase("agenda.kind"),
        introduction=_introduction(congress),
        sections=tuple(Section(_title(name, form), _details(name, items)) for name in items),
        notes=(phrase("agenda.note"),),
    )


async def _form(uow: UnitOfWork, asked: Asked, congress: Congress | None) -> str:
    """`cell` elects a committee and from it a secretary, `small` a secretary only, anything else a committee."""
    unit = asked.unit
    if LEVEL_OF_KIND.get(unit.kind) != "cell":
        return ""
    when = date.fromisoformat(congress.day) if congress else day_of(asked.now)
    limit = cell_limit(await rulings_for(uow, unit.path), unit.member_count, when)
    return "small" if limit is not None and limit[1] == "secretary" else "cell"


def _title(name: str, form: str) -> str:
    special = {"committee_election": ("cell", "small"), "introduction": ("small",)}
    return phrase(f"agenda.{name}_{form}" if form in special.get(name, ()) else f"agenda.{name}")


def _introduction(congress: Congress | None) -> tuple[str, ...]:
    if congress is None:
        return (phrase("agenda.no_day"), phrase("agenda.place"))
    lines = [phrase("agenda.day", day=short(congress.day)), phrase("agenda.place")]
    lines.append(phrase(f"agenda.mode_{congress.mode}"))
    if congress.half_days is not None:
        lines.append(phrase("agenda.length", n=congress.half_days))
    return tuple(lines)


def _details(name: str, items: tuple[str, ...]) -> tuple[str, ...]:
    """What stands under an item: the steps of an election; of a second one, that they are the same."""
    if not name.endswith("_election"):
        return ()
    if name == "delegate_election" and "committee_election" in items:
        return (phrase("agenda.election_same"),)
    return tuple(phrase(f"agenda.election_{n}") for n in range(1, 6))
