"""Campaigns from launch to close: proposed, confirmed, opened unit by unit, late comers let in, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from handlers.catalogue import CampaignTemplate
from handlers.rules.calendar import DAY_MS, day_of, next_allowed
from handlers.rules.campaign import late_due_on
from handlers.rules.pledge_life import DRAFT_DAYS, PLEDGE_DUTY, SIGN_DUTY
from handlers.text import day
from storage.campaigns import Campaign
from storage.model import Task, Unit
from storage.notices import Notice
from storage.tasks import Audience
from storage.unit_of_work import UnitOfWork

CHUNK: Final = 700
CELLS: Final = frozenset({"cell", "grassroots_cell", "party_group"})
COMMITTEE_ROLE: Final = "committee_secretary"
CAMPAIGN: Final = "campaign"
"""The notice by which a launch is announced."""
ANNOUNCED_FOR: Final = 14 * DAY_MS


async def propose(
    uow: UnitOfWork,
    template: CampaignTemplate,
    issuer: Unit,
    audience: Audience,
    *,
    due_on: date,
    ends_on: date,
    by: int | None,
    now: int,
    document: str = "",
    document_on: str | None = None,
    state: str = "proposed",
) -> Campaign:
    """Writes the campaign; nobody owes anything before it is launched."""
    programme_id = await uow.tasks.add_programme(
        kind="campaign",
        code=template.code,
        title=template.name,
        issuer_id=issuer.id,
        document=document or template.document,
        document_on=document_on if document else (template.document_on.isoformat() if template.document_on else None),
        period=str(ends_on.year),
        opens_on=day_of(now).isoformat(),
        due_on=due_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    new = Campaign(
        programme_id,
        template.code,
        template.name,
        issuer.id,
        "",
        None,
        str(ends_on.year),
        day_of(now).isoformat(),
        due_on.isoformat(),
        ends_on.isoformat(),
        template.form,
        template.check_every,
        template.grace_days,
        audience,
        state=state,
        proposed_by=by,
        launched_at=now if state != "proposed" else None,
    )
    await uow.campaigns.add(new, now)
    found = await uow.campaigns.get(programme_id)
    assert found is not None
    return found


def document_words(language: str, document: str, on: str | date | None) -> str:
    """`12-KH/TU, thứ Ba 5/1/2027`."""
    return f"{document}, {day(language, on, year=True)}" if on else document


def duty_of(campaign: Campaign) -> str:
    """Units of a pledge campaign register; the others only count signatures."""
    return PLEDGE_DUTY if campaign.form == "pledge" else SIGN_DUTY


def task_of(campaign: Campaign, now: int, role: str = "cell_secretary", due_on: str | None = None) -> Task:
    """What one unit owes. The first reminder is the announcement: the next hour in which one may write."""
    return Task(
        id=0,
        programme_id=campaign.programme_id,
        duty=duty_of(campaign),
        unit_id=0,
        assignee_role=role,
        approver_role="office_clerk",
        title=campaign.title,
        deliverable=campaign.title,
        period=campaign.period,
        opens_on=day_of(now).isoformat(),
        due_on=due_on or campaign.due_on,
        closes_on=campaign.ends_on,
        state="open",
        asks=() if campaign.form == "pledge" else ("signed", "total"),
        next_remind_at=next_allowed(now),
    )


async def open_chunk(uow: UnitOfWork, campaign: Campaign, now: int) -> int | None:
    """Gives the next units their task; returns how many, None when all have it and the campaign is launched."""
    upto = await uow.units.chunk(campaign.opened_upto, CHUNK)
    if upto is None:
        await uow.campaigns.set_state(campaign, "launched", launched_at=campaign.launched_at or now)
        return None
    opened = 0
    kinds = campaign.audience.kinds
    for role, mine in (
        ("cell_secretary", tuple(kind for kind in kinds if kind in CELLS)),
        (COMMITTEE_ROLE, tuple(kind for kind in kinds if kind not in CELLS)),
    ):
        if mine:
            task, audience = task_of(campaign, now, role), replace(campaign.audience, kinds=mine)
            opened += await uow.tasks.open_for_units(task, audience, now, campaign.opened_upto, upto)
            told = Notice(0, CAMPAIGN, {"programme": campaign.programme_id}, task.opens_on, now + ANNOUNCED_FOR)
            await uow.notices.announce(told, role, audience, now, campaign.opened_upto, upto)
    await uow.campaigns.move(campaign.programme_id, upto)
    return opened


async def open_all(uow: UnitOfWork, programme_id: int, now: int, most: int) -> None:
    """The first chunks at once, at most `most`; the scheduler goes on with the rest."""
    for _ in range(most):
        campaign = await uow.campaigns.get(programme_id)
        if campaign is None or campaign.state != "launching" or await open_chunk(uow, campaign, now) is None:
            return


async def launching(uow: UnitOfWork, now: int) -> bool:
    """One chunk of one campaign that is being launched; False when none is."""
    waiting = await uow.campaigns.in_state("launching")
    if not waiting:
        return False
    await open_chunk(uow, waiting[0], now)
    return True


async def daily(uow: UnitOfWork, now: int, after: int, upto: int) -> None:
    """For the units in (after, upto]: who came later gets a task and days of grace; old drafts go."""
    if after == 0:
        await uow.pledges.drafts.forget(now - DRAFT_DAYS * DAY_MS)
    today = day_of(now).isoformat()
    for campaign in await uow.campaigns.in_state("launched"):
        if today <= campaign.ends_on:
            await _let_in(uow, campaign, now, after, upto)


async def _let_in(uow: UnitOfWork, campaign: Campaign, now: int, after: int, upto: int) -> None:
    duty, last = duty_of(campaign), date.fromisoformat(campaign.ends_on)
    for unit_id, since in await uow.campaigns.new_units(campaign, duty, after, upto):
        due = late_due_on(date.fromisoformat(campaign.due_on), date.fromisoformat(since), campaign.grace_days, last)
        unit = await uow.units.get(unit_id)
        role = "cell_secretary" if unit is None or unit.kind in CELLS else COMMITTEE_ROLE
        await uow.tasks.add([replace(task_of(campaign, now, role, due.isoformat()), unit_id=unit_id)], now)
        await uow.campaigns.came_late(campaign.programme_id, unit_id, since)
        await _announce_to(uow, campaign, unit_id, role, now)
    for task_id, unit_id, joined_at in await uow.campaigns.newly_joined(campaign, duty, after, upto):
        joined = day_of(joined_at)
        due = late_due_on(date.fromisoformat(campaign.due_on), joined, campaign.grace_days, last)
        if due.isoformat() <= campaign.due_on:
            continue
        await uow.campaigns.put_off(task_id, due.isoformat())
        await uow.campaigns.came_late(campaign.programme_id, unit_id, joined.isoformat())


async def _announce_to(uow: UnitOfWork, campaign: Campaign, unit_id: int, role: str, now: int) -> None:
    """To a unit that came after the launch."""
    seat, cause = await uow.units.seat_for(unit_id, role), f"{CAMPAIGN}:{campaign.programme_id}"
    payload = {"programme": campaign.programme_id}
    key = f"{cause}:{seat}"
    told = Notice(seat, CAMPAIGN, payload, day_of(now).isoformat(), now + ANNOUNCED_FOR, cause=cause, key=key)
    await uow.notices.add([told], now)


async def close(uow: UnitOfWork, campaign: Campaign, now: int) -> bool:
    """Closes the campaign and all its pledges, chunk by chunk; False when somebody else was faster."""
    if not await uow.campaigns.set_state(campaign, "closed", closed_at=now):
        return False
    after = 0
    while (upto := await uow.units.chunk(after, CHUNK)) is not None:
        await uow.campaigns.close_chunk(campaign.programme_id, after, upto, now)
        after = upto
    return True
