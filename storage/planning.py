"""What decides when people may be written to, read for many at once, and the messages planned for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from storage.session import Session
from storage.units import path_end

Span = tuple[date, date]
Used = tuple[date, int | None]
"""A day with a message, and the instant at which it goes while it waits."""


class Planning:
    """All set-based: a list of people in, rows out."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def wishes(self, people: Sequence[int]) -> dict[int, tuple[int, int | None, int | None, bool]]:
        """person → (digest minute, opens, closes, one message a week); None where they said nothing. Only those who
        agreed."""
        rows = await self._session.all("planning.wishes", people=_ids(people))
        return {row[0]: (row[1], row[2], row[3], bool(row[4])) for row in rows}

    async def chats(self, people: Sequence[int]) -> dict[int, int]:
        """person → the reachable chat where they wrote last; those without one are left out."""
        found: dict[int, int] = {}
        for row in await self._session.all("planning.chats", people=_ids(people)):
            found.setdefault(row[0], row[1])
        return found

    async def used_days(self, people: Sequence[int], since: date) -> dict[int, tuple[Used, ...]]:
        """person → the days from `since` on for which a message is planned or sent, in order."""
        found: dict[int, tuple[Used, ...]] = {}
        for row in await self._session.all("planning.used_days", people=_ids(people), since=since.isoformat()):
            found[row[0]] = (*found.get(row[0], ()), (date.fromisoformat(row[1]), row[2]))
        return found

    async def leave(self, people: Sequence[int], today: date) -> dict[int, tuple[Span, ...]]:
        """person → their own leave that is not over yet."""
        found: dict[int, tuple[Span, ...]] = {}
        for row in await self._session.all("planning.leave", people=_ids(people), today=today.isoformat()):
            found[row[0]] = (*found.get(row[0], ()), (date.fromisoformat(row[1]), date.fromisoformat(row[2])))
        return found

    async def area_pauses(self, today: date) -> list[tuple[str, Span]]:
        """(path of the unit, first and last day) of every pause of an area that is not over yet."""
        rows = await self._session.all("planning.area_pauses", today=today.isoformat())
        return [(row[0], (date.fromisoformat(row[1]), date.fromisoformat(row[2]))) for row in rows]

    async def places(self, people: Sequence[int], now: int) -> dict[int, tuple[str, ...]]:
        """person → the paths of the units in which they hold a seat."""
        found: dict[int, tuple[str, ...]] = {}
        for row in await self._session.all("planning.places", people=_ids(people), now=now):
            found[row[0]] = (*found.get(row[0], ()), row[1])
        return found

    async def ending_terms(self, people: Sequence[int], today: date, latest: date, now: int) -> dict[int, date]:
        """person → the day between the two on which a term of their units ends, the last of them."""
        rows = await self._session.all(
            "planning.ending_terms", people=_ids(people), today=today.isoformat(), latest=latest.isoformat(), now=now
        )
        return {row[0]: date.fromisoformat(row[1]) for row in sorted(rows, key=lambda row: str(row[1]))}

    async def add(self, chats: Sequence[int], *, on_day: date, due_at: int, expires_at: int, now: int) -> None:
        """A message for each chat's person on that day; whoever has one for that day keeps the one they have."""
        await self._session.run(
            "planning.add",
            chats=_ids(chats),
            on_day=on_day.isoformat(),
            due_at=due_at,
            expires_at=expires_at,
            now=now,
        )

    async def waiting_day(self, person_id: int, first: date, last: date) -> date | None:
        """The first of these days for which a message waits already."""
        found: str | None = await self._session.value(
            "planning.waiting_day", person_id=person_id, first=first.isoformat(), last=last.isoformat()
        )
        return None if found is None else date.fromisoformat(found)

    async def not_before(self, person_id: int, day: date, at: int) -> int:
        """Lets the message that waits for that day go no earlier than `at`; returns when it goes."""
        due_at: int = await self._session.value(
            "planning.not_before", person_id=person_id, on_day=day.isoformat(), at=at
        )
        return due_at

    async def take_back(self, people: Sequence[int], now: int) -> list[tuple[int, int, bool]]:
        """Drops what is planned for these people and returns it: (person, when, whether they asked for that hour)."""
        rows = await self._session.all("planning.waiting_of", people=_ids(people))
        await self._session.run("planning.drop_waiting", people=_ids(people), now=now)
        return [(row[0], row[1], bool(row[2])) for row in rows]

    async def lapsed(self, now: int, most: int) -> list[int]:
        """The people whose message was never sent in time; asking takes it off the list."""
        rows = await self._session.all("planning.lapsed", now=now, most=most)
        await self._session.run("planning.drop_lapsed", ids=_ids([row[0] for row in rows]), now=now)
        return sorted({row[1] for row in rows})

    async def holders_below(self, path: str, now: int) -> list[int]:
        """Everybody who holds a seat in the unit of this path or below it."""
        rows = await self._session.all("planning.holders_below", path=path, path_end=path_end(path), now=now)
        return [row[0] for row in rows]


def _ids(values: Sequence[int]) -> str:
    return json.dumps(list(values))
