"""Sums of tasks, kept while tasks change: database triggers append what each change adds or takes away, `fold` takes
that into the sums, and whoever reads adds what still waits. So a figure is exact in the transaction that changed it,
and two writers never wait for one row of a sum (migrations 0230 and 0231 say how).
"""

from __future__ import annotations

from typing import Final

from storage.session import Session
from storage.units import ancestors

FOLD: Final = 2_000
COUNTS: Final = ("expected", "reported", "on_time", "verified", "owed", "blocked", "returned", "not_applicable")
Key = tuple[int | str, ...]


class Tallies:
    """Keeping the sums; reading them is storage.figures."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def fold(self, most: int = FOLD) -> bool:
        """Takes the oldest changes into the sums; whether more may be waiting."""
        rows = await self._session.all("tallies.take", most=most)
        own: dict[Key, list[int]] = {}
        below: dict[Key, list[int]] = {}
        latest: dict[Key, int] = {}
        for row in rows:
            unit_id, path, due_on, opens_on, duty, task_id, *counts = row
            _add(own, (unit_id, due_on, opens_on), counts)
            for above in ancestors(path)[:-1]:
                key = (above, due_on, opens_on, duty)
                _add(below, key, counts)
                latest[key] = max(task_id, latest.get(key, 0))
        # In one order everywhere, so that two who fold at once never wait for each other in a circle.
        await self._session.many("tallies.add_own", [_row(key, own[key]) for key in sorted(own) if any(own[key])])
        await self._session.many(
            "tallies.add_below",
            [_row(key, below[key]) | {"task_id": latest[key]} for key in sorted(below) if any(below[key])],
        )
        return len(rows) == most

    async def rebuild(self) -> None:
        """Counts everything again from the rows: after rows were copied in, or when `agree` says no."""
        for name in (
            "tallies.forget_deltas",
            "tallies.forget_own",
            "tallies.forget_below",
            "tallies.count_own",
            "tallies.count_below",
        ):
            await self._session.run(name)

    async def agree(self) -> bool:
        """Whether the sums are what the rows say. Reads every task: for the night."""
        for sums, rows in (
            ("tallies.in_sums", "tallies.in_rows"),
            ("tallies.in_sums_below", "tallies.in_rows_below"),
        ):
            summed, counted = await self._session.one(sums), await self._session.one(rows)
            if [int(each or 0) for each in summed or ()] != [int(each or 0) for each in counted or ()]:
                return False
        return True


def _add(sums: dict[Key, list[int]], key: Key, counts: list[int]) -> None:
    known = sums.get(key)
    sums[key] = counts if known is None else [a + b for a, b in zip(known, counts, strict=True)]


def _row(key: Key, counts: list[int]) -> dict[str, int | str]:
    names = ("unit_id", "due_on", "opens_on", "duty")
    return dict(zip(names, key, strict=False)) | dict(zip(COUNTS, counts, strict=True))
