"""My work: at most five open tasks, the soonest due first; and one task by itself."""

from __future__ import annotations

from handlers.access import ENTER, RECORD, access_task, may, require
from handlers.rules.status import days_late, is_open_now
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, numbered_list, plain, task_lines
from handlers.screens.record import already
from handlers.text import day, say
from storage.model import REPORTED_STATES, Task
from storage.unit_of_work import UnitOfWork

MOST_OF_AN_OFFICE = 100


async def tasks(turn: Turn, uow: UnitOfWork) -> Reply:
    """`tasks` or `tasks:<how many to skip>`"""
    seat = require(turn.seat, RECORD if may(turn.seat, RECORD) else ENTER)
    skip = int(turn.args[0]) if turn.args and turn.args[0].isdigit() else 0
    today = turn.today().isoformat()
    if may(seat, RECORD):
        found = await uow.tasks.open_of_unit(seat.unit_id, today, AT_MOST + 1, skip)
    else:
        # An office sees what was given to its own seat, not what others of its unit owe.
        owed = await uow.tasks.open_of_unit(seat.unit_id, today, MOST_OF_AN_OFFICE)
        found = [task for task in owed if task.assignee_role == seat.role][skip : skip + AT_MOST + 1]
    if not found:
        return plain(turn, "tasks.none")
    shown = found[:AT_MOST]
    text = "\n".join(
        (
            say(turn.language, "tasks.title", unit=seat.unit_name),
            task_lines(turn.language, shown, turn.now),
        )
    )
    choices = [Choice(f"{place}. {task.title}", f"task:{task.id}") for place, task in enumerate(shown, 1)]
    if len(found) > AT_MOST:
        choices.append(Choice(say(turn.language, "button.more"), f"tasks:{skip + AT_MOST}"))
    return numbered_list(turn, text, choices, say(turn.language, "tasks.how"))


async def show(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>`"""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    if task.state in REPORTED_STATES:
        return already(turn, task)
    if task.state not in ("open", "in_progress", "returned", "blocked"):
        return plain(turn, "task.gone")
    lines = [
        say(
            turn.language,
            "task.detail",
            title=task.title,
            due=day(turn.language, task.due_on, year=True),
            deliverable=task.deliverable,
        ),
        *_remarks(turn, task),
    ]
    granted = [each for each in await uow.obstacles.extensions_of(task.id) if each.state == "granted"]
    if granted:
        lines.append(say(turn.language, "task.was_due", due=day(turn.language, granted[-1].old_due_on)))
    return Reply(Screen("\n".join(lines), _ways(turn, task), replaces=True))


def _remarks(turn: Turn, task: Task) -> list[str]:
    if task.state in ("returned", "blocked"):
        return [say(turn.language, f"task.{task.state}", reason=task.reason)]
    late = days_late(task, turn.now)
    if late and not is_open_now(task, turn.now):
        return [say(turn.language, "task.late_closed", days=late, day=day(turn.language, task.closes_on))]
    return [say(turn.language, "task.late", days=late)] if late else []


def _ways(turn: Turn, task: Task) -> tuple[Choice, ...]:
    ways = ["done", "progress", "blocked", "later", "more"] if is_open_now(task, turn.now) else ["why"]
    again = [Choice(say(turn.language, "standing.ask_reopen"), f"task:{task.id}:askopen")]
    return (
        *(again if task.closes_on < turn.today().isoformat() else ()),
        *(Choice(say(turn.language, f"button.{way}"), f"task:{task.id}:{way}") for way in ways),
        Choice(say(turn.language, "button.back"), "tasks"),
    )
