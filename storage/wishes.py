"""When a person wishes to be written to: own hours, leave, the hour at which they usually answer; pauses of areas."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.interface import Row
from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Wish:
    """Minutes from midnight; `opens` and `closes` are None while nothing was said, `own_minute` while it is learnt;
    `weekly`: one message a week is enough."""

    minute: int
    opens: int | None
    closes: int | None
    own_minute: int | None
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without reminders, first and last included; of an area when `path` is given."""

    id: int
    reason: str
    first_on: str
    last_on: str
    unit_name: str = ""
    path: str = ""


class Wishes:
    """Nothing here is a log: hours are counted, never listed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, person_id: int) -> Wish:
        """What one person wishes. Raises LookupError for nobody."""
        row = await self._session.one("wishes.get", person_id=person_id)
        if row is None:
            raise LookupError(person_id)
        return Wish(row[0], row[1], row[2], row[3], bool(row[4]))

    async def put(self, person_id: int, *, opens: int, closes: int, minute: int | None) -> None:
        """Own hours; `minute` is a digest time of one's own choice, None to let it be learnt."""
        await self._session.run("wishes.put", person_id=person_id, opens=opens, closes=closes, minute=minute)
        if minute is not None:
            await self._session.run("wishes.set_minute", person_id=person_id, minute=minute)

    async def set_weekly(self, person_id: int, *, weekly: bool, opens: int, closes: int) -> None:
        """One message a week or as many as usual; the hours are kept where none were said before."""
        await self._session.run(
            "wishes.set_weekly", person_id=person_id, weekly=int(weekly), opens=opens, closes=closes
        )

    async def count_answers(self, after: int, upto: int, *, first: int, last: int, offset_ms: int) -> None:
        """Counts what people with ids in (after, upto] answered from `first` until before `last`, hour by hour."""
        await self._session.run(
            "wishes.count_answers", after=after, upto=upto, first=first, last=last, offset_ms=offset_ms
        )

    async def chunk(self, after: int, most: int) -> int | None:
        """The id of the last of the next `most` people, None when there is none after `after`."""
        last: int | None = await self._session.value("wishes.chunk", after=after, most=most)
        return last

    async def answers(self, after: int, upto: int) -> dict[int, dict[int, int]]:
        """person → hour → how often they answered in it, for ids in (after, upto]."""
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for row in await self._session.all("wishes.answers", after=after, upto=upto):
            found[row[0]][row[1]] = row[2]
        return dict(found)

    async def learn(self, minutes: dict[int, int]) -> None:
        """person → the digest minute that was learnt; those who chose one keep it."""
        await self._session.many(
            "wishes.learn", [{"person_id": person, "minute": minute} for person, minute in minutes.items()]
        )

    async def fade(self, people: Sequence[int]) -> None:
        """Halves the counts of these people."""
        await self._session.run("wishes.fade", people=json.dumps(list(people)))

    async def add_pause(
        self,
        *,
        person_id: int | None,
        unit_id: int | None,
        reason: str,
        first: date,
        last: date,
        now: int,
        made_by: int | None,
    ) -> int:
        """A person's leave, or an area's flood or harvest; returns its id."""
        return int(
            await self._session.value(
                "wishes.add_pause",
                person_id=person_id,
                unit_id=unit_id,
                reason=reason,
                first_on=first.isoformat(),
                last_on=last.isoformat(),
                now=now,
                made_by=made_by,
            )
        )

    async def end_leave(self, person_id: int, today: date) -> None:
        """Back from leave today."""
        await self._session.run("wishes.end_pauses_of_person", person_id=person_id, **_until_yesterday(today))

    async def end_pause(self, pause_id: int, today: date) -> None:
        """The area's pause is over today."""
        await self._session.run("wishes.end_pause", id=pause_id, **_until_yesterday(today))

    async def leave_of(self, person_id: int, today: date) -> list[Pause]:
        """The person's leave that is not over."""
        rows = await self._session.all("wishes.pauses_of_person", person_id=person_id, today=today.isoformat())
        return [Pause(*row) for row in rows]

    async def pauses_below(self, path: str, today: date, most: int) -> list[Pause]:
        """The pauses of the unit of this path and of those below it that are not over."""
        rows = await self._session.all(
            "wishes.pauses_below", path=path, path_end=path_end(path), today=today.isoformat(), most=most
        )
        return [Pause(*row) for row in rows]

    async def pause(self, pause_id: int) -> Pause | None:
        """One pause of an area."""
        row: Row | None = await self._session.one("wishes.pause", id=pause_id)
        return None if row is None else Pause(*row)

    async def erase(self, person_id: int) -> None:
        """Forgets all of it with the person."""
        for name in ("erase_preference", "erase_hours", "erase_pauses"):
            await self._session.run(f"wishes.{name}", person_id=person_id)


def _until_yesterday(today: date) -> dict[str, str]:
    return {"today": today.isoformat(), "yesterday": (today - timedelta(days=1)).isoformat()}
