"""What happens to a pledge, whoever asks for it: acknowledged, taken back, superseded, its measures looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from handlers.ladders import ladder_of, next_reminder
from handlers.rules.ladder import Ladder, next_remind_at
from handlers.rules.pledge import MOST_MEASURES, wording_hash
from handlers.rules.pledge_life import (
    CHECK_DUTY,
    CLOSES_AFTER,
    OPENS_BEFORE,
    REVIEW_DUTY,
    REVIEW_OPENS_BEFORE,
    may_become,
)
from handlers.text import day, say
from storage.model import Pledge, Task
from storage.pledges import Check
from storage.tasks import Actor, Overtaken
from storage.unit_of_work import UnitOfWork

DEFAULT_RHYTHM: Final = "quarterly"


async def rhythm_of(uow: UnitOfWork, programme_id: int) -> str:
    """How often the measures of a campaign are looked at."""
    campaign = await uow.campaigns.get(programme_id)
    return campaign.check_every if campaign else DEFAULT_RHYTHM


async def acknowledge(uow: UnitOfWork, pledge: Pledge, by: Actor, now: int) -> bool:
    """The superior has it: it is in force, an older text gives way, its measures get their days. False when
    somebody else was faster."""
    if not may_become(pledge.state, "in_force"):
        return False
    before = await uow.pledges.in_force(pledge.unit_id)
    if not await uow.pledges.set_state(pledge, "in_force", acknowledged_at=now):
        return False
    await uow.pledges.replace_before(pledge, now, acknowledged_too=True)
    if before is not None and before.programme_id == pledge.programme_id:
        await uow.pledges.withdraw_tasks(before)
        await uow.pledges.carry_ticks(before.id, pledge.id)
    await _open_checks(uow, pledge, now)
    await _task_becomes(uow, pledge, "seen", by, now)
    audit(uow, "acknowledged", pledge, by, now)
    return True


def audit(uow: UnitOfWork, step: str, pledge: Pledge, by: Actor, now: int, **detail: object) -> None:
    """One line in the audit about a pledge."""
    uow.audit.add(
        f"pledge.{step}",
        f"pledge:{pledge.id}",
        now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        receipt=pledge.receipt,
        **detail,
    )


async def _task_becomes(uow: UnitOfWork, pledge: Pledge, state: str, by: Actor, now: int) -> None:
    found = await uow.tasks.get(pledge.task_id) if pledge.task_id else None
    if found is not None and found[0].state == "reported":
        await uow.tasks.change(found[0], state, by, now, state=state)


async def _open_checks(uow: UnitOfWork, pledge: Pledge, now: int) -> None:
    """A task for each day on which measures of this pledge are looked at; the last is the review."""
    programme = await uow.tasks.programme(pledge.programme_id)
    asked = await uow.tasks.get(pledge.task_id) if pledge.task_id else None
    if programme is None or asked is None:
        return
    by_day: dict[str, list[Check]] = {}
    for check in await uow.pledges.checks(pledge.id):
        by_day.setdefault(check.due_on, []).append(check)
    ladder = await ladder_of(uow, pledge.programme_id)
    tasks = [
        _check_task(asked[0], on, checks, now, ladder, is_review=on == programme.ends_on)
        for on, checks in by_day.items()
    ]
    await uow.pledges.open_tasks(tasks, now)


def _check_task(asked: Task, on: str, checks: Sequence[Check], now: int, ladder: Ladder, *, is_review: bool) -> Task:
    due = date.fromisoformat(on)
    opens = due - (REVIEW_OPENS_BEFORE if is_review else OPENS_BEFORE)
    # Titles are data in the language of the province, as those of every other task.
    key = "review" if is_review else "check"
    task = replace(
        asked,
        id=0,
        duty=REVIEW_DUTY if is_review else CHECK_DUTY,
        title=say("vi", f"campaign.{key}_title", day=f"{due.day}/{due.month}/{due.year}"),
        deliverable=say("vi", f"campaign.{key}_product", n=len(checks)),
        period=on,
        opens_on=opens.isoformat(),
        due_on=on,
        closes_on=(due + CLOSES_AFTER).isoformat(),
        state="open",
        numbers={},
        reason=None,
        planned_at=None,
        reported_at=None,
        version=1,
        asks=(),
    )
    upcoming = next_remind_at(task, now, ladder)
    return replace(task, next_remind_at=upcoming[0] if upcoming else None)


async def report_look(uow: UnitOfWork, pledge: Pledge, task: Task, by: Actor, now: int) -> bool:
    """Reports a look at the measures with the ticks it has; the review ends the pledge's work. False when overtaken."""
    checks = [check for check in await uow.pledges.checks(pledge.id) if check.due_on == task.due_on]
    ticked = sum(check.ticked_at is not None for check in checks)
    try:
        await uow.tasks.change(
            task,
            "reported",
            by,
            now,
            state="reported",
            numbers={"ticked": ticked, "measures": len(checks)},
            reason=None,
            reported_at=now,
            next_remind_at=None,
        )
    except Overtaken:
        return False
    if task.duty == REVIEW_DUTY and may_become(pledge.state, "reviewed"):
        await uow.pledges.set_state(pledge, "reviewed", reviewed_at=now)
    audit(uow, "looked_at", pledge, by, now, ticked=ticked, measures=len(checks))
    return True


async def take_back(uow: UnitOfWork, pledge: Pledge, reason: str, by: Actor, now: int) -> bool:
    """Withdrawn, with its open looks; the unit owes a registration again. False when somebody else was faster."""
    if not await uow.pledges.set_state(pledge, "withdrawn", reason=reason, ended_at=now):
        return False
    await uow.pledges.withdraw_tasks(pledge)
    found = await uow.tasks.get(pledge.task_id) if pledge.task_id else None
    if found is not None and found[0].state in ("reported", "seen", "verified", "returned"):
        open_again = replace(found[0], state="open", planned_at=None)
        upcoming = await next_reminder(uow, open_again, now)
        await uow.tasks.change(
            found[0],
            "pledge_withdrawn",
            by,
            now,
            state="open",
            reason=None,
            reported_at=None,
            next_remind_at=upcoming,
        )
    audit(uow, "withdrawn", pledge, by, now)
    return True


async def supersede(uow: UnitOfWork, old_units: Sequence[int], successor_id: int, by: Actor, now: int) -> list[Pledge]:
    """For a merger, a split or a change of name: ends the living pledges of `old_units`, whose measures become the
    draft of the successor's own pledge (the oldest ones, at most ten). Their papers stay readable; returns what was
    ended. A new successor gets its own task and days of grace from `handlers.campaigns.daily`."""
    ended: list[Pledge] = []
    for pledge_id in await uow.pledges.of_units(old_units):
        found = await uow.pledges.get(pledge_id)
        if found is None:
            continue
        pledge = found[0]
        if not await uow.pledges.set_state(pledge, "superseded", ended_at=now, successor_id=successor_id):
            continue
        await uow.pledges.withdraw_tasks(pledge)
        asked = await uow.tasks.get(pledge.task_id) if pledge.task_id else None
        if asked is not None and asked[0].state != "withdrawn":
            await uow.tasks.change(asked[0], "superseded", by, now, state="withdrawn", next_remind_at=None)
        audit(uow, "superseded", pledge, by, now, successor=successor_id)
        ended.append(pledge)
    for programme_id in {pledge.programme_id for pledge in ended}:
        texts = [m.text for pledge in ended if pledge.programme_id == programme_id for m in pledge.measures]
        measures = list(dict.fromkeys(texts))[:MOST_MEASURES]
        await uow.pledges.drafts.put(successor_id, programme_id, {"measures": measures}, now)
    return ended


def matches(pledge: Pledge) -> bool:
    """Whether the stored words are still those that were registered."""
    words = [measure.text for measure in pledge.measures]
    return wording_hash(words, pledge.responsible, pledge.visibility, pledge.check_on) == pledge.wording_hash


def state_words(language: str, pledge: Pledge) -> str:
    """`đã đăng ký, chờ cấp trên nhận` and the like."""
    return say(language, f"pledge_state.{pledge.state}")


def shown_day(language: str, on: str) -> str:
    """A date of a pledge as people read it."""
    return day(language, on, year=True)


def short_day(on: str) -> str:
    """The same without the weekday, inside a line."""
    when = date.fromisoformat(on)
    return f"{when.day}/{when.month}/{when.year}"
