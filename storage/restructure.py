"""Units that end and go on in others: open work, pledges, seats and chats follow; what is done stays where it was."""

from __future__ import annotations

from dataclasses import dataclass

from storage.model import Unit
from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Totals:
    """Of everything alive: units, members of cells, open tasks, pledges in force, people who hold a seat."""

    units: int
    members: int
    tasks: int
    pledges: int
    people: int


class Restructure:
    """One step at a time, in the caller's unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def totals(self, now: int) -> Totals:
        """The figures that a reconciliation compares."""
        row = await self._session.one("restructure.totals", now=now)
        assert row is not None
        return Totals(*(int(value) for value in row))

    async def rename(self, unit_id: int, name: str, on: str) -> None:
        """The old name stays readable until the day."""
        await self._session.run("restructure.keep_name", id=unit_id, on=on)
        await self._session.run("restructure.rename", id=unit_id, name=name)

    async def move(self, unit: Unit, parent: Unit) -> None:
        """The unit with everything below it under another parent."""
        new = f"{parent.path}{unit.id}/"
        await self._session.run("restructure.move_paths", old=unit.path, old_end=path_end(unit.path), new=new)
        await self._session.run("restructure.set_parent", id=unit.id, parent_id=parent.id)

    async def add_members(self, unit_id: int, members: int | None, on: str) -> None:
        """So many more."""
        await self._session.run("restructure.add_members", id=unit_id, members=members, on=on)

    async def end(self, unit: Unit, successor: Unit, on: str) -> None:
        """The last day of a unit, and where it goes on."""
        await self._session.run("restructure.end", id=unit.id, on=on, successor_id=successor.id)

    async def hand_on(self, old: Unit, new: Unit) -> int:
        """Open work, road maps, pledges, pauses and cards; returns how many tasks were folded because the successor
        owes them too."""
        pair = {"old": old.id, "new": new.id}
        folded = await self._session.run("restructure.fold_tasks", **pair)
        await self._session.run("restructure.move_tasks", **pair)
        await self._session.run("restructure.move_programmes", **pair)
        await self._session.run("restructure.move_pledges", **pair)
        await self._session.run("restructure.move_copies", **pair)
        await self._session.run("restructure.move_pauses", **pair)
        await self._session.run("restructure.fold_cards", **pair)
        await self._session.run("restructure.move_cards", **pair)
        return folded

    async def hand_seat_on(self, old_seat: int, new_seat: int, now: int) -> None:
        """Holders, chats, open codes and planned hand-overs of one seat."""
        pair = {"old": old_seat, "new": new_seat}
        await self._session.run("restructure.go_on", **pair, now=now)
        await self._session.run("restructure.leave", old=old_seat, now=now)
        for name in ("move_chats", "move_invites", "move_handovers", "move_notices", "move_sent_notices"):
            await self._session.run(f"restructure.{name}", **pair)
