"""Campaigns: a programme with an audience, and how far its registrations have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from storage.interface import Row
from storage.session import Session
from storage.tasks import Audience
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign and its programme. `state`: proposed, launching, launched, closed or declined; `opened_upto`: the
    last unit that already has its task."""

    programme_id: int
    code: str
    title: str
    issuer_id: int
    document: str
    document_on: str | None
    period: str
    opens_on: str
    due_on: str
    ends_on: str
    form: str
    check_every: str
    grace_days: int
    audience: Audience
    state: str = "proposed"
    opened_upto: int = 0
    proposed_by: int | None = None
    launched_at: int | None = None
    closed_at: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one kind of unit under one unit; `came_late` units stand apart. `expected` is the denominator of
    registered, acknowledged, checked and reviewed; `measures` of ticked; `total` of signed, only where it was said."""

    unit_id: int
    unit_name: str
    kind: str
    came_late: bool
    expected: int
    registered: int
    acknowledged: int
    checked: int
    reviewed: int
    measures: int
    ticked: int
    signed: int
    total: int


class Campaigns:
    """One row beside the programme's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, campaign: Campaign, now: int) -> None:
        """The campaign of a programme that exists; again, it is left alone."""
        await self._session.run(
            "campaigns.add",
            programme_id=campaign.programme_id,
            form=campaign.form,
            check_every=campaign.check_every,
            grace_days=campaign.grace_days,
            path=campaign.audience.path,
            kinds=_commas(campaign.audience.kinds),
            compositions=_commas(campaign.audience.compositions),
            residential=_residential(campaign.audience),
            state=campaign.state,
            proposed_by=campaign.proposed_by,
            now=now,
            launched_at=campaign.launched_at,
        )

    async def get(self, programme_id: int) -> Campaign | None:
        """One campaign; None for a programme that is none."""
        row = await self._session.one("campaigns.get", programme_id=programme_id)
        return None if row is None else _campaign(row)

    async def around(self, path: str, most: int) -> list[Campaign]:
        """What concerns the units of a path, the newest first."""
        rows = await self._session.all("campaigns.around", path=path, path_end=path_end(path), most=most)
        return [_campaign(row) for row in rows]

    async def in_state(self, state: str) -> list[Campaign]:
        """All campaigns in a state."""
        return [_campaign(row) for row in await self._session.all("campaigns.in_state", state=state)]

    async def set_state(
        self,
        campaign: Campaign,
        state: str,
        *,
        confirmed_by: int | None = None,
        launched_at: int | None = None,
        closed_at: int | None = None,
    ) -> bool:
        """False when somebody else was faster."""
        touched = await self._session.run(
            "campaigns.set_state",
            programme_id=campaign.programme_id,
            state=state,
            was=campaign.state,
            confirmed_by=confirmed_by,
            launched_at=launched_at,
            closed_at=closed_at,
        )
        return touched == 1

    async def move(self, programme_id: int, upto: int) -> None:
        """Every unit up to this id has its task."""
        await self._session.run("campaigns.move", programme_id=programme_id, upto=upto)

    async def reach(self, audience: Audience) -> tuple[int, int]:
        """(units of the audience, communes under its path)."""
        row = await self._session.one("campaigns.reach", **_where(audience), residential=_residential(audience))
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    async def chats(self, audience: Audience, role: str, now: int) -> Mapping[str, int]:
        """channel → people who would be written to."""
        rows = await self._session.all(
            "campaigns.chats", **_where(audience), residential=_residential(audience), role=role, now=now
        )
        return {row[0]: int(row[1]) for row in rows}

    async def new_units(self, campaign: Campaign, duty: str, after: int, upto: int) -> list[tuple[int, str]]:
        """(unit, valid from) of those that came into being after the launch and owe nothing yet."""
        rows = await self._session.all(
            "campaigns.new_units",
            **_where(campaign.audience),
            residential=_residential(campaign.audience),
            after=after,
            upto=upto,
            since=campaign.opens_on,
            programme_id=campaign.programme_id,
            duty=duty,
        )
        return [(row[0], row[1]) for row in rows]

    async def newly_joined(self, campaign: Campaign, duty: str, after: int, upto: int) -> list[tuple[int, int, int]]:
        """(task, unit, when the first person came) of those who came after the launch and have not registered."""
        rows = await self._session.all(
            "campaigns.newly_joined",
            after=after,
            upto=upto,
            programme_id=campaign.programme_id,
            duty=duty,
            since=campaign.launched_at or 0,
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def came_late(self, programme_id: int, unit_id: int, joined_on: str) -> None:
        """Counts the unit apart."""
        await self._session.run(
            "campaigns.add_late_joiner", programme_id=programme_id, unit_id=unit_id, joined_on=joined_on
        )

    async def put_off(self, task_id: int, due_on: str) -> None:
        """A later due day for a unit that came late; never an earlier one."""
        await self._session.run("campaigns.put_off", id=task_id, due_on=due_on)

    async def figures(self, programme_id: int, root_id: int) -> list[Figures]:
        """Counts under a unit: one row for each unit directly below, kind of unit, and whether it came late."""
        rows = await self._session.all("campaigns.figures", programme_id=programme_id, root=root_id)
        found = [Figures(*(*row[:3], bool(row[3]), *(int(count or 0) for count in row[4:]))) for row in rows]
        signatures = await self._session.all("campaigns.signatures", programme_id=programme_id, root=root_id)
        signed = {(row[0], row[1], bool(row[2])): (int(row[3]), int(row[4])) for row in signatures}
        return [_with_signatures(each, signed.get((each.unit_id, each.kind, each.came_late))) for each in found]

    async def close_chunk(self, programme_id: int, after: int, upto: int, now: int) -> None:
        """Closes the pledges of the units in (after, upto] and silences their tasks."""
        where = {"programme_id": programme_id, "after": after, "upto": upto}
        await self._session.run("campaigns.closing", **where, now=now)
        await self._session.run("campaigns.closing_tasks", **where)


def _with_signatures(figures: Figures, signed: tuple[int, int] | None) -> Figures:
    return figures if signed is None else replace(figures, signed=signed[0], total=signed[1])


def _where(audience: Audience) -> dict[str, str]:
    return {
        "path": audience.path,
        "path_end": path_end(audience.path),
        "kinds": _commas(audience.kinds),
        "compositions": _commas(audience.compositions),
    }


def _residential(audience: Audience) -> int | None:
    return None if audience.residential is None else int(audience.residential)


def _commas(words: tuple[str, ...]) -> str:
    return f",{','.join(words)},"


def _words(commas: str) -> tuple[str, ...]:
    return tuple(word for word in commas.split(",") if word)


def _campaign(row: Row) -> Campaign:
    residential = None if row[16] is None else bool(row[16])
    audience = Audience(row[13], _words(row[14]), _words(row[15]), residential)
    return Campaign(*(*row[:13], audience, *row[17:]))
