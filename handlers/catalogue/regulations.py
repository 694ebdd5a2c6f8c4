"""Regulations as data, in the shape `rules.regulations.applicable` takes (domain 1.2-1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from handlers.catalogue.reading import Entry, read_entries
from handlers.rules.regulations import ISSUER_LEVELS


@dataclass(frozen=True, slots=True)
class Regulation:
    """One value somebody ruled. `value`: a number, a date or a word. Not `verified`: say "dự kiến"; `document_on`
    None: the document has no date yet. `term`: the term of office it was made for, empty for any."""

    key: str
    value: int | date | str
    issuer_level: str
    issuer: str
    document: str
    document_on: date | None
    valid_from: date
    valid_to: date | None
    term: str
    verified: bool
    note: str


@cache
def regulations() -> tuple[Regulation, ...]:
    """All regulations of the catalogue; a province's and a commune's own come beside them from the database."""
    return read_regulations()


def read_regulations(text: str | None = None) -> tuple[Regulation, ...]:
    """Regulations from a text in the form of `regulations.toml`."""
    return read_entries("regulations.toml", "regulation", _regulation, text)


def _regulation(entry: Entry) -> Regulation:
    made = Regulation(
        key=entry.text("key"),
        value=entry.value("value"),
        issuer_level=entry.one_of("issuer_level", ISSUER_LEVELS),
        issuer=entry.text("issuer"),
        document=entry.text("document"),
        document_on=entry.maybe_date("document_on"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.maybe_date("valid_to"),
        term=entry.text("term", ""),
        verified=entry.flag("verified"),
        note=entry.text("note", ""),
    )
    if made.valid_to is not None and made.valid_to < made.valid_from:
        raise entry.fail("valid_to lies before valid_from")
    if made.verified and made.document_on is None:
        raise entry.fail("what is verified has a document with a date")
    return made
