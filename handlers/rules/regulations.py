"""Which regulation counts: the highest issuer wins, among equals the latest document; each answer names its source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple, Protocol, TypeVar

ISSUER_LEVELS: Final = ("centre", "province", "commune", "grassroots")
"""Highest first."""


class Regulated(Protocol):
    """A value with its document: `issuer_level` is one of ISSUER_LEVELS, open-ended dates are None."""

    @property
    def key(self) -> str: ...
    @property
    def issuer_level(self) -> str: ...
    @property
    def issuer(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def document_on(self) -> date | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def verified(self) -> bool: ...


Found = TypeVar("Found", bound=Regulated)


class Source(NamedTuple):
    """What a sentence such as "theo Chỉ thị 45-CT/TW ngày 14/4/2025" is made of; unverified ones say "dự kiến"."""

    document: str
    document_on: date | None
    issuer: str
    verified: bool


def in_force(regulations: Iterable[Found], key: str, on: date) -> tuple[Found, ...]:
    """All values of a key that are valid on a day, the one that counts first."""
    valid = [
        found
        for found in regulations
        if found.key == key and found.valid_from <= on and (found.valid_to is None or on <= found.valid_to)
    ]
    return tuple(sorted(valid, key=_rank))


def applicable(regulations: Iterable[Found], key: str, on: date) -> Found | None:
    """The value that counts on a day, or None when nobody has ruled."""
    return next(iter(in_force(regulations, key, on)), None)


def for_level(regulations: Iterable[Found], key: str, level: str, on: date) -> Found | None:
    """The value that counts for one level (`commune`, `province`). What was ruled for that level alone stands beside
    what holds for all under the same key with the level behind it; between equal issuers the narrower one counts."""
    known, narrow = tuple(regulations), f"{key}.{level}"
    found = [*in_force(known, narrow, on), *in_force(known, key, on)]
    return min(found, key=lambda each: (ISSUER_LEVELS.index(each.issuer_level), each.key != narrow), default=None)


def source(regulation: Regulated) -> Source:
    """The pieces of the sentence that names where a value comes from."""
    return Source(regulation.document, regulation.document_on, regulation.issuer, regulation.verified)


def _rank(found: Regulated) -> tuple[int, bool, int, int]:
    issued = found.document_on or found.valid_from
    return (
        ISSUER_LEVELS.index(found.issuer_level),
        not found.verified,
        -issued.toordinal(),
        -found.valid_from.toordinal(),
    )
