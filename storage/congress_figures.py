"""Documents and composition of a congress: appended, never edited; the last row is how things stand."""

from __future__ import annotations

import json
from collections.abc import Mapping

from storage.congress_rows import Paper, Structure
from storage.session import Session
from storage.units import path_end


class CongressFigures:
    """Counts and versions only, no names."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_paper(
        self,
        congress_id: int,
        version: int,
        state: str,
        opinions: int,
        points: tuple[str, ...],
        *,
        added: int = 0,
        seat_id: int | None,
        now: int,
    ) -> None:
        """One step of a version: draft, commented, revised or approved, or another point of content stated."""
        await self._session.run(
            "congresses.add_paper",
            congress_id=congress_id,
            now=now,
            seat_id=seat_id,
            version=version,
            state=state,
            opinions=opinions,
            points=",".join(points),
            added=added,
        )

    async def papers(self, congress_id: int, most: int) -> list[Paper]:
        """How the documents came to stand where they do, the latest first."""
        rows = await self._session.all("congresses.papers", congress_id=congress_id, most=most)
        return [Paper(*(*row[:4], tuple(filter(None, row[4].split(","))), row[5])) for row in rows]

    async def add_structure(
        self,
        congress_id: int,
        stage: str,
        numbers: Mapping[str, int],
        key_minority: bool | None,
        *,
        seat_id: int | None,
        now: int,
    ) -> None:
        """Planned or elected figures; earlier ones stay readable."""
        await self._session.run(
            "congresses.add_structure",
            congress_id=congress_id,
            now=now,
            seat_id=seat_id,
            stage=stage,
            numbers=json.dumps(dict(numbers)),
            key_minority=None if key_minority is None else int(key_minority),
        )

    async def compositions(self, path: str, since: str) -> list[tuple[str, str, str, dict[str, int], bool | None]]:
        """(unit, path, stage, numbers, key cadres) of the congresses of a round: elected figures where there are any,
        else the planned ones, in tree order."""
        rows = await self._session.all("congresses.compositions", path=path, path_end=path_end(path), since=since)
        found = [(*row[:3], json.loads(row[3]), None if row[4] is None else bool(row[4])) for row in rows]
        return [(name, path, stage, numbers, key) for name, path, stage, numbers, key in found if numbers]

    async def structures(self, congress_id: int) -> dict[str, Structure]:
        """stage → the last figures given; empty ones were taken back."""
        rows = await self._session.all("congresses.structures", congress_id=congress_id)
        return {
            row[1]: Structure(row[0], row[1], json.loads(row[2]), None if row[3] is None else bool(row[3]))
            for row in rows
            if row[2] != "{}"
        }
