""" "Tôi làm rồi": silences every reminder of a task until the clerk has looked; and the clerk's side of it."""

from __future__ import annotations

from handlers.access import RECORD, VERIFY, access_task
from handlers.ladders import next_reminder
from handlers.rules.status import may_become
from handlers.screen import Choice, Push, Reply, Turn
from handlers.screens.parts import actor, plain
from handlers.text import day, say
from handlers.written import for_reader
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork


async def dispute(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:dispute`: the holder says that it is done."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    if not await uow.disputes.begin(task.id, turn.now):
        return plain(turn, "dispute.already", title=task.title)
    by = actor(turn)
    uow.audit.add(
        "task.disputed", f"task:{task.id}", turn.now, person_id=by.person_id, seat_id=by.seat_id, inbox_id=by.inbox_id
    )
    pushes: tuple[Push, ...] = ()
    clerk = await uow.units.seat_upward(turn.seat.unit_path, task.approver_role) if turn.seat else None
    if clerk is not None and turn.seat is not None:
        told = for_reader(
            "dispute.push",
            ("button.look", f"settle:{task.id}"),
            words="dispute.words",
            unit=turn.seat.unit_name,
            title=task.title,
        )
        pushes = (Push(clerk.id, told, f"dispute:{task.id}"),)
    report = Choice(say(turn.language, "button.report_now"), f"task:{task.id}:done")
    reply = plain(
        turn, "dispute.saved", report, Choice(say(turn.language, "button.my_work"), "tasks"), title=task.title
    )
    return Reply(reply.screen, pushes=pushes)


async def settle(turn: Turn, uow: UnitOfWork) -> Reply:
    """`settle:<task>` shows, `settle:<task>:right` records it as reported, `settle:<task>:wrong` reminds again."""
    task = await access_task(uow, turn.seat, int(turn.args[0]), VERIFY)
    if not await uow.disputes.is_open(task.id):
        return plain(turn, "dispute.settled", unit=task.unit_name)
    way = turn.args[1] if len(turn.args) > 1 else ""
    if way not in ("right", "wrong"):
        choices = (
            Choice(say(turn.language, "dispute.right"), f"settle:{task.id}:right"),
            Choice(say(turn.language, "dispute.wrong"), f"settle:{task.id}:wrong"),
            Choice(say(turn.language, "button.back"), "review"),
        )
        due = day(turn.language, task.due_on)
        return plain(turn, "dispute.detail", *choices, unit=task.unit_name, title=task.title, due=due)
    if way == "right" and may_become(task.state, "reported"):
        try:
            await uow.tasks.change(
                task, "reported", actor(turn), turn.now, state="reported", reported_at=turn.now, next_remind_at=None
            )
        except Overtaken:
            return plain(turn, "report.overtaken")
        await uow.disputes.settle(task.id, None)
        return plain(
            turn, "dispute.recorded", Choice(say(turn.language, "button.review"), "review"), unit=task.unit_name
        )
    upcoming = await next_reminder(uow, task, turn.now)
    await uow.disputes.settle(task.id, upcoming)
    seat_id = await uow.units.seat_for(task.unit_id, task.assignee_role)
    told = for_reader(
        "dispute.not_found",
        ("button.done", f"task:{task.id}:done"),
        ("button.my_work", "tasks"),
        words="review.words",
        title=task.title,
    )
    reply = plain(turn, "dispute.reminded", unit=task.unit_name)
    return Reply(reply.screen, pushes=(Push(seat_id, told, f"settle:{task.id}"),))
