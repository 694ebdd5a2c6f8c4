"""Units that end and go on in others: open work, seats and chats follow; what is done stays where it was."""

from __future__ import annotations

from dataclasses import dataclass

from storage.model import Unit
from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Totals:
    """Of everything alive: units, members of cells, open tasks, living pledges, people who hold a seat."""

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

    async def open_tasks(self, unit_id: int) -> int:
        """How many the unit owes."""
        return int(await self._session.value("restructure.open_tasks", id=unit_id))

    async def rename(self, unit_id: int, name: str, on: str) -> None:
        """The old name stays readable until the day."""
        await self._session.run("restructure.keep_name", id=unit_id, on=on)
        await self._session.run("restructure.rename", id=unit_id, name=name)

    async def move(self, unit: Unit, parent: Unit) -> None:
        """The unit with everything below it under another parent."""
        new = f"{parent.path}{unit.id}/"
        for name in ("move_paths", "move_campaign_paths", "move_ruling_paths", "move_step_paths"):
            await self._session.run(f"restructure.{name}", old=unit.path, old_end=path_end(unit.path), new=new)
        await self._session.run("restructure.set_parent", id=unit.id, parent_id=parent.id)

    async def add_members(self, unit_id: int, members: int | None, on: str) -> None:
        """So many more."""
        await self._session.run("restructure.add_members", id=unit_id, members=members, on=on)

    async def end(self, unit: Unit, successor: Unit, on: str) -> None:
        """The last day of a unit, and where it goes on."""
        await self._session.run("restructure.end", id=unit.id, on=on, successor_id=successor.id)

    async def pause_below(self, unit: Unit, on: str) -> None:
        """The units directly below take its pauses along; to be called before they move."""
        await self._session.run("restructure.pause_below", old=unit.id, on=on)

    async def hand_on(self, old: Unit, new: Unit, now: int) -> int:
        """Open work, congresses with their road maps, campaigns, drafts, obstacles, calls and own rules; returns how
        many tasks were folded because the successor owes them too."""
        pair = {"old": old.id, "new": new.id}
        folded = 0
        for name in ("hand_grace_on", "fold_road_map", "fold_congress", "fold_tasks"):
            touched = await self._session.run(f"restructure.{name}", **pair)
            folded += touched if name in ("fold_road_map", "fold_tasks") else 0
        for name in ("move_tasks", "move_programmes", "hand_congress_on", "hand_copies_on", "hand_drafts_on"):
            await self._session.run(f"restructure.{name}", **pair)
        for name in ("hand_rulings_on", "hand_steps_on"):
            await self._session.run(f"restructure.{name}", **pair, new_path=new.path)
        await self._session.run("restructure.hand_campaigns_on", old_path=old.path, new_path=new.path)
        await self._session.run("restructure.hand_obstacles_on", **pair)
        await self._session.run("restructure.hand_cards_on", **pair)
        await self._session.run("restructure.hand_explanations_on", **pair)
        await self._session.run("restructure.hand_schedules_on", **pair)
        await self._session.run("restructure.close_cards", old=old.id, now=now)
        return folded

    async def hand_pauses_on(self, old: Unit, new: Unit, on: str) -> None:
        """Of a unit with nothing below it."""
        await self._session.run("restructure.hand_pauses_on", old=old.id, new=new.id, on=on)

    async def hand_seat_on(self, old_seat: int, new_seat: int, now: int) -> None:
        """Holders, chats, open codes and planned hand-overs of one seat."""
        pair = {"old": old_seat, "new": new_seat}
        await self._session.run("restructure.go_on", **pair, now=now)
        await self._session.run("restructure.leave", old=old_seat, now=now)
        for name in (
            "move_chats",
            "move_invites",
            "move_handovers",
            "move_plans",
            "move_notices",
            "move_sent_notices",
            "move_explanations",
            "move_schedules",
        ):
            await self._session.run(f"restructure.{name}", **pair)
