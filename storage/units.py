"""The tree of units, their terms and their seats."""

from __future__ import annotations

import json
from collections.abc import Collection

from storage.interface import Row
from storage.model import Seat, Term, Unit
from storage.session import Session


def path_end(path: str) -> str:
    """The first text after everything that begins with `path` (`/1/5/` → `/1/50`), for a range an index can answer."""
    return path[:-1] + chr(ord(path[-1]) + 1)


def ancestors(path: str) -> list[int]:
    """The ids on a path, the root first, the unit itself last."""
    return [int(part) for part in path.split("/") if part]


def prefixes(path: str) -> list[str]:
    """The paths of a unit and all above it, the root's first: `/1/5/` → `/1/`, `/1/5/`."""
    ends = [place for place, character in enumerate(path) if character == "/"]
    return [path[: end + 1] for end in ends[1:]]


class Units:
    """Rights and roll-ups go by path prefix."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        code: str,
        parent: Unit | None,
        kind: str,
        name: str,
        *,
        composition: str,
        residential: bool,
        member_count: int | None,
        on: str,
    ) -> Unit:
        """A new unit, valid from `on` (ISO date)."""
        # The path ends in the unit's own id, which is known only after the insert; until then it is its code.
        unit_id = int(
            await self._session.value(
                "units.add",
                code=code,
                parent_id=parent.id if parent else None,
                path=f"?{code}",
                kind=kind,
                name=name,
                composition=composition,
                residential=int(residential),
                member_count=member_count,
                member_count_on=on if member_count is not None else None,
                valid_from=on,
            )
        )
        await self._session.run("units.set_path", id=unit_id, path=f"{parent.path if parent else '/'}{unit_id}/")
        unit = await self.get(unit_id)
        assert unit is not None
        return unit

    async def get(self, unit_id: int) -> Unit | None:
        """One unit by id."""
        return _unit(await self._session.one("units.get", id=unit_id))

    async def by_code(self, code: str) -> Unit | None:
        """One unit by the code its committee gave it."""
        return _unit(await self._session.one("units.by_code", code=code))

    async def goes_on_in(self, unit_id: int) -> str:
        """The path of the unit, or of the living one that it was merged into."""
        return str(await self._session.value("units.goes_on_in", id=unit_id))

    async def below(self, path: str) -> list[Unit]:
        """The unit of this path and everything under it that is alive, in tree order."""
        rows = await self._session.all("units.below", path=path, path_end=path_end(path))
        return [unit for unit in map(_unit, rows) if unit]

    async def top(self) -> list[Unit]:
        """The roots of the forest: usually one province."""
        return [unit for unit in map(_unit, await self._session.all("units.top")) if unit]

    async def children(self, unit_id: int) -> list[Unit]:
        """The living units directly below."""
        rows = await self._session.all("units.children", parent_id=unit_id)
        return [unit for unit in map(_unit, rows) if unit]

    async def chunk(self, after: int, most: int) -> int | None:
        """The id of the last of the next `most` units, None when there is none after `after`."""
        last: int | None = await self._session.value("units.chunk", after=after, most=most)
        return last

    async def count(self) -> int:
        """All units, dead ones too."""
        return int(await self._session.value("units.count"))

    async def count_below(self, path: str) -> int:
        """The living units under a path, without the unit itself."""
        return int(await self._session.value("units.count_below", path=path, path_end=path_end(path)))

    async def set_member_count(self, unit_id: int, members: int, on: str) -> None:
        """The confirmed number of members and its date."""
        await self._session.run("units.set_member_count", id=unit_id, member_count=members, member_count_on=on)

    async def seat_for(self, unit_id: int, role: str) -> int:
        """The seat with this role in this unit, made when it does not exist yet."""
        return int(await self._session.value("units.add_seat", unit_id=unit_id, role=role))

    async def seat(self, seat_id: int) -> Seat | None:
        """One seat with its unit."""
        row = await self._session.one("units.seat", id=seat_id)
        return None if row is None else Seat(*row)

    async def seats_in(self, unit_id: int) -> list[Seat]:
        """The seats of one unit."""
        return [Seat(*row) for row in await self._session.all("units.seats_in", unit_id=unit_id)]

    async def seat_upward(self, path: str, role: str) -> Seat | None:
        """The nearest seat with this role in the unit of `path` or above it."""
        row = await self._session.one("units.seat_upward", role=role, ancestors=json.dumps(ancestors(path)))
        return None if row is None else Seat(*row)

    async def seats_of_role(self, role: str, unit_ids: Collection[int]) -> dict[int, int]:
        """unit → its seat of this role, for the units that have one."""
        rows = await self._session.all("units.seats_of_role", role=role, units=json.dumps(sorted(unit_ids)))
        return {row[0]: row[1] for row in rows}

    async def seats_with_role(self, role: str) -> list[int]:
        """Every seat of a role of which there are few, such as the administrators'."""
        return [row[0] for row in await self._session.all("units.seats_with_role", role=role)]

    async def add_term(
        self,
        unit_id: int,
        label: str,
        *,
        start_on: str,
        planned_end_on: str,
        policy: str,
        basis: str,
        confirmed_at: int | None,
    ) -> None:
        """A term of office; unconfirmed ones are shown as "dự kiến" (domain 1.6)."""
        await self._session.run(
            "units.add_term",
            unit_id=unit_id,
            label=label,
            start_on=start_on,
            planned_end_on=planned_end_on,
            policy=policy,
            basis=basis,
            confirmed_at=confirmed_at,
            confirmed_by=None,
        )

    async def term(self, unit_id: int) -> Term | None:
        """The latest term of a unit."""
        row = await self._session.one("units.term", unit_id=unit_id)
        return None if row is None else Term(*(*row[:7], row[7] is not None))


def _unit(row: Row | None) -> Unit | None:
    return None if row is None else Unit(*(*row[:7], bool(row[7]), *row[8:]))
