"""The rulings that hold for a unit: the Centre's from the catalogue, and what its province or commune set besides."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.catalogue import Regulation, regulations
from handlers.text import say
from storage.rulings import RulingRow
from storage.unit_of_work import UnitOfWork

ISSUED_BY_KIND: Final = {
    "province": "province",
    "commune_committee": "commune",
    "grassroots_committee": "grassroots",
}
"""Unit kind to the issuer level of what it rules."""


async def rulings_for(uow: UnitOfWork, path: str) -> tuple[Regulation, ...]:
    """Everything that was ever ruled for the unit of this path; `rules.regulations.applicable` says which counts."""
    return (*regulations(), *(_as_regulation(row) for row in await uow.rulings.over(path)))


def _as_regulation(row: RulingRow) -> Regulation:
    value: int | date = int(row.value) if row.value.isdecimal() else date.fromisoformat(row.value)
    return Regulation(
        key=row.key,
        value=value,
        issuer_level=row.issuer_level,
        issuer=row.issuer,
        document=row.document,
        document_on=date.fromisoformat(row.document_on) if row.document_on else None,
        valid_from=date.fromisoformat(row.valid_from),
        valid_to=date.fromisoformat(row.valid_to) if row.valid_to else None,
        term="",
        verified=row.document_on is not None,
        note="",
    )


def source_words(language: str, ruling: Regulation) -> str:
    """`theo Chỉ thị 45-CT/TW ngày 14/4/2025`; what nobody has checked says that it is only expected."""
    if not ruling.verified:
        return say(language, "source.expected", document=ruling.document)
    assert ruling.document_on is not None
    return say(language, "source.named", document=ruling.document, day=short_day(ruling.document_on))


def short_day(value: date | str) -> str:
    """`14/4/2025`"""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{when.day}/{when.month}/{when.year}"
