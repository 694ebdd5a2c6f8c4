"""What is kept of a unit beyond its place in the tree: two facts, its meeting rule, former names, its terms."""

from __future__ import annotations

from dataclasses import dataclass

from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Facts:
    """`head_is_secretary`: whether the head of the village or agency is the cell's secretary, None while unknown.
    `former`: (name, until when), the last one first."""

    head_is_secretary: bool | None
    meeting_rule: str
    former: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HeadCount:
    """Cells below: in all, known, and where the head is the secretary."""

    units: int
    known: int
    yes: int


class Organisation:
    """Facts without names: yes or no, counted upward."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def facts(self, unit_id: int) -> Facts:
        """Of one unit that exists."""
        row = await self._session.one("organisation.facts", id=unit_id)
        former = await self._session.all("organisation.former_names", id=unit_id)
        said = None if row is None or row[0] is None else bool(row[0])
        return Facts(said, row[1] if row else "", tuple((each[0], each[1]) for each in former))

    async def set_head(self, unit_id: int, value: bool | None) -> None:
        """Yes, no, or not known."""
        await self._session.run("organisation.set_head", id=unit_id, value=None if value is None else int(value))

    async def set_meeting_rule(self, unit_id: int, rule: str) -> None:
        """In the unit's own words, such as "ngày 5 hằng tháng"."""
        await self._session.run("organisation.set_meeting_rule", id=unit_id, rule=rule)

    async def head_counts(self, path: str) -> dict[bool, HeadCount]:
        """By residential (True) and agency (False), for the living cells of a subtree."""
        rows = await self._session.all("organisation.head_counts", path=path, path_end=path_end(path))
        return {bool(row[0]): HeadCount(int(row[1]), int(row[2]), int(row[3])) for row in rows}

    async def confirm_term(self, term_id: int, now: int, by: int | None) -> bool:
        """False when it was confirmed already."""
        return await self._session.run("organisation.confirm_term", id=term_id, now=now, by=by) == 1

    async def set_term(
        self,
        unit_id: int,
        *,
        start_on: str,
        planned_end_on: str,
        policy: str,
        basis: str,
        confirmed_at: int | None,
        by: int | None,
    ) -> None:
        """A term that begins on the same day is replaced; an older one stays as history."""
        await self._session.run("organisation.drop_unconfirmed", unit_id=unit_id, start_on=start_on)
        await self._session.run(
            "organisation.add_term",
            unit_id=unit_id,
            label=f"{start_on[:4]}-{planned_end_on[:4]}",
            start_on=start_on,
            planned_end_on=planned_end_on,
            policy=policy,
            basis=basis,
            confirmed_at=confirmed_at,
            confirmed_by=by if confirmed_at else None,
        )

    async def unconfirmed_below(self, path: str, most: int) -> list[tuple[int, str, str]]:
        """(unit id, name, planned end) of the latest terms that are still "dự kiến"."""
        rows = await self._session.all("organisation.unconfirmed_below", path=path, path_end=path_end(path), most=most)
        return [(row[0], row[1], row[2]) for row in rows]

    async def names_below(self, path: str, most: int) -> list[tuple[int, str, str]]:
        """(id, name, code) of the living units of a subtree, in tree order, for looking one up by name."""
        rows = await self._session.all("organisation.find_below", path=path, path_end=path_end(path), most=most)
        return [(row[0], row[1], row[2]) for row in rows]
