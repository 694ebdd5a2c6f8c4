"""Where tasks come from: the regular duties of the day, and a campaign's registration."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

from handlers.campaigns import propose
from handlers.catalogue import CampaignTemplate, Duty
from handlers.duty_plan import openings
from handlers.duty_words import rhythm
from handlers.rules.calendar import day_of
from handlers.rules.ladder import first_remind_at
from handlers.rules.periods import MeetingRule, Window, bounds, open_periods
from handlers.rules.pledge_life import PLEDGE_DUTY
from storage.model import COMPOSITIONS, Task, Unit
from storage.tasks import HIGHEST_ID, Audience
from storage.unit_of_work import UnitOfWork

CHUNK: Final = 20_000
YEAR_END: Final = "12-31"
REGULAR: Final = "REGULAR"


async def open_regular(uow: UnitOfWork, root: Unit, now: int, after: int, upto: int) -> int:
    """The duties whose windows hold today, for the living units with ids in (after, upto], each by the copy of the
    catalogue that holds there; how many."""
    today = day_of(now)
    programmes: dict[tuple[str, str, int], int] = {}
    opened = 0
    for item in await openings(uow, root.path, today, after, upto):
        duty = item.duty
        for period, window in open_periods(duty, today, item.meeting):
            if item.only == () or not wanted(duty, period, window):
                continue
            key = (duty.code if item.issuer_id else REGULAR, period[:4], item.issuer_id or root.id)
            if key not in programmes:
                programmes[key] = await _programme(uow, duty, *key)
            for title, compositions in _titles(duty):
                task = _task(programmes[key], duty, title, period, window, now)
                audience = Audience(root.path, duty.kinds, compositions, duty.residential)
                opened += await uow.tasks.open_for_units(task, audience, now, after, upto, item.only)
    return opened


def wanted(duty: Duty, period: str, window: Window) -> bool:
    """Whether the period is neither left out nor older than the duty itself."""
    return period not in duty.skips and window.due_on.isoformat() >= duty.since


async def open_own(
    uow: UnitOfWork, issuer: Unit, duty: Duty, meeting: MeetingRule, now: int, only: Collection[int] | None
) -> int:
    """A committee's own duty, just assigned: what is due to be open today is opened at once. `only`: the units it
    names, None for all of its kind below. Returns the programme by which it can be withdrawn."""
    today = day_of(now)
    programme_id = await _programme(uow, duty, duty.code, f"{today.year}", issuer.id)
    for period, window in open_periods(duty, today, meeting):
        if not wanted(duty, period, window):
            continue
        holder = await _programme(uow, duty, duty.code, period[:4], issuer.id)
        task = _task(holder, duty, duty.name, period, window, now)
        audience = Audience(issuer.path, duty.kinds, duty.compositions or COMPOSITIONS, duty.residential)
        await uow.tasks.open_for_units(task, audience, now, 0, HIGHEST_ID, only)
    return programme_id


async def _programme(uow: UnitOfWork, duty: Duty, code: str, year: str, issuer_id: int) -> int:
    """The year's programme: one for all duties of the catalogue, one for each that a committee assigns by itself.
    The year is the period's, so that what is open over New Year stays one task."""
    own = code != REGULAR
    return await uow.tasks.add_programme(
        kind="assignment" if own else "regular",
        code=code,
        title=f"{duty.name}, {rhythm('vi', duty)}" if own else f"Nhiệm vụ thường xuyên năm {year}",
        issuer_id=issuer_id,
        document="",
        document_on=None,
        period=year,
        opens_on=f"{year}-01-01",
        due_on=f"{year}-{YEAR_END}",
        ends_on=f"{year}-{YEAR_END}",
    )


def _titles(duty: Duty) -> list[tuple[str, tuple[str, ...]]]:
    """The duty's names, each with the compositions that read it so."""
    owed_by = duty.compositions or COMPOSITIONS
    named: dict[str, list[str]] = {}
    for composition in owed_by:
        named.setdefault(duty.name_for(composition), []).append(composition)
    return [(title, tuple(compositions)) for title, compositions in named.items()]


def _task(programme_id: int, duty: Duty, title: str, period: str, window: Window, now: int) -> Task:
    task = Task(
        id=0,
        programme_id=programme_id,
        duty=duty.code,
        unit_id=0,
        assignee_role=duty.assignee_role,
        approver_role=duty.approver_role,
        title=f"{title} ({_shown(period)})",
        deliverable=duty.deliverable,
        period=period,
        opens_on=window.opens_on.isoformat(),
        due_on=window.due_on.isoformat(),
        closes_on=window.closes_on.isoformat(),
        state="open",
        asks=duty.asks,
    )
    return _with_reminder(task, now)


def _with_reminder(task: Task, now: int) -> Task:
    return replace(task, next_remind_at=first_remind_at(task, now))


def _shown(period: str) -> str:
    """`2026-11` as `11/2026`, `2026-W48` as `tuần từ 23/11/2026`, the Vietnamese way; a title is data."""
    year, _, part = period.partition("-")
    if not part:
        return year
    if part[0] == "W":
        first = bounds(period)[0]
        return f"tuần từ {first.day}/{first.month}/{first.year}"
    if part[0] == "H":
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    return f"quý {part[1]}/{year}" if part[0] == "Q" else f"{int(part)}/{year}"


async def launch_campaign(
    uow: UnitOfWork,
    template: CampaignTemplate,
    issuer: Unit,
    audience: Audience,
    *,
    due_on: date,
    now: int,
    ends_on: date | None = None,
) -> int:
    """One programme and a registration for every unit of the audience; returns how many units that is."""
    today = day_of(now)
    last = ends_on or date(today.year + (today.month == 12), 12, 31)
    made = await propose(
        uow, template, issuer, audience, due_on=due_on, ends_on=last, by=None, now=now, state="launched"
    )
    programme_id = made.programme_id
    task = _with_reminder(
        Task(
            id=0,
            programme_id=programme_id,
            duty=PLEDGE_DUTY,
            unit_id=0,
            assignee_role=template.assignee_role,
            approver_role=template.approver_role,
            title=template.name,
            deliverable=template.name,
            period=str(last.year),
            opens_on=today.isoformat(),
            due_on=due_on.isoformat(),
            closes_on=last.isoformat(),
            state="open",
        ),
        now,
    )
    reached, after = 0, 0
    while (upto := await uow.units.chunk(after, CHUNK)) is not None:
        reached += await uow.tasks.open_for_units(task, audience, now, after, upto)
        after = upto
    return reached
