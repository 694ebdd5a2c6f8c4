"""The agenda of the congress day, to be printed: what is said and done, by content mode (domain 1.7)."""

from __future__ import annotations

from typing import Final

from handlers.reports.frame import Asked, basics
from handlers.reports.sheet import Section, Sheet
from handlers.reports.wording import phrase, short
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
    frame = await basics(uow, asked, title)
    return Sheet(
        **{**frame, "symbol": "CTr/CB" if congress is None or congress.level == "cell" else "CTr/ĐU"},
        document_kind=phrase("agenda.kind"),
        introduction=_introduction(congress),
        sections=tuple(
            Section(phrase(f"agenda.{name}"), _details(name)) for name in items_of(congress.mode if congress else 4)
        ),
        notes=(phrase("agenda.note"),),
    )


def _introduction(congress: Congress | None) -> tuple[str, ...]:
    if congress is None:
        return (phrase("agenda.no_day"),)
    lines = [phrase("agenda.day", day=short(congress.day)), phrase(f"agenda.mode_{congress.mode}")]
    if congress.half_days is not None:
        lines.append(phrase("agenda.length", n=congress.half_days))
    return tuple(lines)


def _details(name: str) -> tuple[str, ...]:
    """What stands under an item: the steps of an election."""
    if not name.endswith("_election"):
        return ()
    return tuple(phrase(f"agenda.election_{n}") for n in range(1, 6))
