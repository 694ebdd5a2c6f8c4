"""Many people who have joined, each the secretary of a cell with a few tasks that ask for no number; made through the
product's own turns. Their whole work can be done with digits: "việc", then 1 (this task), 1 (done), 1 (save),
1 (my work) and round again, so that the n-th answer to each is known beforehand and never the same twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.scheduler import OPENED_ON
from handlers.router import handle
from handlers.rules.calendar import day_of
from handlers.screens.invite import new_invite
from handlers.text import say
from storage.database import Database
from storage.model import Incoming, Task, Unit
from storage.outbox import REPLY_LANE, Outcome
from storage.unit_of_work import UnitOfWork, unit_of_work

FIRST_WORDS = "việc"
DIGIT = "1"
STEPS = ("list", "task", "read_back", "saved")


async def seat_everybody(database: Database, channel: str, chats: Sequence[str], now: int, tasks: int = 3) -> None:
    """Units, tasks, invitations; everybody joins, and what they were answered counts as sent."""
    async with unit_of_work(database) as uow:
        province = await _unit(uow, "P", None, "province", now)
        codes = {}
        for number, chat in enumerate(chats):
            cell = await _unit(uow, f"C{number:04}", province, "cell", now)
            await _work(uow, province, cell, tasks, now)
            codes[chat] = await new_invite(uow, cell, "cell_secretary", f"bác {number}", now)
    for step in ("code", "yes"):
        await _all_say(database, channel, {chat: codes[chat] if step == "code" else DIGIT for chat in chats}, step, now)
    async with unit_of_work(database) as uow:
        # The day's regular duties count as opened: nobody shall have other tasks than these.
        await uow.audit.set_fact(OPENED_ON, day_of(now).isoformat())
        while waiting := await uow.outbox.waiting(channel, REPLY_LANE, now, 1000):
            await uow.outbox.finish([Outcome(row.id, "sent") for row in waiting], now)


def title(number: int, task: int) -> str:
    """The title of somebody's task; both count from 0."""
    return f"Việc {task + 1} của chi bộ {number}"


def fragment(number: int, step: int) -> str:
    """What the answer to the step-th message (from 0) of this person contains, and no other answer to them."""
    done, what = divmod(step, len(STEPS))
    this, just_done = title(number, done), say("vi", "report.just_done")
    match STEPS[what]:
        case "list":
            return f"1. {this}"
        case "task":
            return f"{this}\n"
        case "read_back":
            return say("vi", "report.read_back", title=this, numbers=just_done)
        case _:
            return say("vi", "report.saved", title=this, numbers=just_done)


async def _unit(uow: UnitOfWork, code: str, parent: Unit | None, kind: str, now: int) -> Unit:
    return await uow.units.add(
        code,
        parent,
        kind,
        f"Chi bộ {code}",
        composition="mixed",
        residential=True,
        member_count=20,
        on=day_of(now).isoformat(),
    )


async def _work(uow: UnitOfWork, issuer: Unit, cell: Unit, tasks: int, now: int) -> None:
    today = day_of(now)
    programme_id = await uow.tasks.add_programme(
        kind="regular",
        code="TEST",
        title="Việc thử",
        issuer_id=issuer.id,
        document="",
        document_on=None,
        period=str(today.year),
        opens_on=today.isoformat(),
        due_on=today.isoformat(),
        ends_on=(today + timedelta(days=90)).isoformat(),
    )
    number = int(cell.code[1:])
    work = [
        Task(
            id=0,
            programme_id=programme_id,
            duty=f"TEST-{place}",
            unit_id=cell.id,
            assignee_role="cell_secretary",
            approver_role="office_clerk",
            title=title(number, place),
            deliverable="không",
            period=str(today.year),
            opens_on=(today - timedelta(days=2)).isoformat(),
            due_on=(today + timedelta(days=30 + place)).isoformat(),
            closes_on=(today + timedelta(days=90)).isoformat(),
            state="open",
        )
        for place in range(tasks)
    ]
    await uow.tasks.add(work, now)


async def _all_say(database: Database, channel: str, said: dict[str, str], step: str, now: int) -> None:
    incoming = [Incoming(channel, f"{step}-{chat}", chat, "text", text, sent_at=now) for chat, text in said.items()]
    async with unit_of_work(database) as uow:
        await uow.inbox.add(incoming, now)
    for _ in said:
        async with unit_of_work(database) as uow:
            rows = await uow.inbox.claim(now, 64)
            for row in rows:
                await handle(row, uow, now)
        if not rows:
            return
