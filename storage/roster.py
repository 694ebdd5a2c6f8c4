"""Units, seats and terms by the thousand: what a workbook brings, written in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from storage.interface import Row
from storage.session import Session
from storage.units import path_end

CODES_AT_ONCE = 10_000
ROWS_AT_ONCE = 5_000


def _chunks(rows: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    return (rows[start : start + most] for start in range(0, len(rows), most))


class Roster:
    """Rows are dictionaries in the names of `queries/roster.sql`; the caller has checked them as one tree."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def known(self, codes: Iterable[str]) -> list[Row]:
        """(id, code, parent's code, path, kind, alive) of each unit that has one of these codes."""
        found: list[Row] = []
        for chunk in _chunks(sorted(set(codes)), CODES_AT_ONCE):
            found += await self._session.all("roster.known", codes=json.dumps(chunk))
        return found

    async def reserve(self, many: int) -> list[int]:
        """So many ids for new units, nobody else's from now on."""
        return [int(row[0]) for row in await self._session.all("roster.reserve", many=many)] if many else []

    async def write(self, statement: str, rows: Iterable[dict[str, Any]]) -> None:
        """One chunk after another of `add_unit`, `keep_name`, `change_unit`, `add_seat`, `change_term`, `add_term`."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, ROWS_AT_ONCE)):
            await self._session.many(f"roster.{statement}", chunk)

    async def take_code(self, unit_id: int, code: str) -> None:
        """A root made before its code was known gets it."""
        await self._session.run("roster.take_code", id=unit_id, code=code)

    async def as_workbook(self, path: str, most: int) -> tuple[list[Row], list[Row]]:
        """The rows of both sheets for everything below, as they could be sent back."""
        units = await self._session.all("roster.as_workbook", path=path, path_end=path_end(path), most=most)
        seats = await self._session.all("roster.seats_as_workbook", path=path, path_end=path_end(path), most=most)
        return list(units), list(seats)
