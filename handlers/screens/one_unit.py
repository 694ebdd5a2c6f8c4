"""One unit as its superiors see it: what it owes and has done, and behind each figure the message it came from."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.access import EXPLAIN, SUPERVISE, TOTALS, access_task, may
from handlers.retention import DAYS
from handlers.rules.calendar import DAY_MS, local
from handlers.rules.periods import period_of
from handlers.rules.status import days_late, is_open_now
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.asking import best_match
from handlers.screens.parts import home_choice, numbered_list, plain, what_was_reported
from handlers.screens.reopen import may_reopen
from handlers.text import day, number, say
from storage.figures import Figures, Span, total
from storage.model import REPORTED_STATES, Seat, Task, Unit
from storage.unit_of_work import UnitOfWork

LOOK_BACK = timedelta(days=60)
EVER = "9999-12-31"
MOST = 200
"""More than any unit owes in sixty days: what is shown is chosen here, what is counted is counted by the database."""
SHOWN = 5
VERSIONS = 4


async def since_then(uow: UnitOfWork, unit: Unit, today: date) -> tuple[int, Figures]:
    """(what was due by now or came before its day, all figures) of a unit and everything below, last sixty days. Every
    level counts in this one way, so that the figures of a level are those of the pages below it."""
    first = (today - LOOK_BACK).isoformat()
    all_ = total(row.figures for row in await uow.reports.by_child(Span(unit.path, first, EVER, today.isoformat())))
    due = Span(unit.path, first, today.isoformat(), today.isoformat())
    by_now = total(row.figures for row in await uow.reports.by_child(due))
    return by_now.expected + all_.reported - by_now.reported, all_


async def named_unit(turn: Turn, uow: UnitOfWork, seat: Seat) -> int:
    """The unit below whose name was said, else the seat's own."""
    words = str(turn.slots.get("unit") or "")
    if not words or words == "own":
        return seat.unit_id
    units = await uow.units.below(seat.unit_path)
    place = best_match(words, [unit.name for unit in units])
    return seat.unit_id if place is None else units[place].id


async def one_unit(turn: Turn, uow: UnitOfWork, unit: Unit) -> Reply:
    """What the unit owed in the last sixty days, what is late first; each line leads to the message behind it."""
    today = turn.today()
    found = await uow.tasks.recent_of_unit(unit.id, today.isoformat(), (today - LOOK_BACK).isoformat(), MOST)
    expected, figures = await since_then(uow, unit, today)
    shown = sorted(found, key=lambda task: _worst_first(task, turn.now))[:SHOWN]
    text = say(
        turn.language,
        "standing.unit",
        unit=unit.name,
        reported=number(figures.reported),
        expected=number(expected),
        late=number(figures.late),
        tasks="\n".join(
            say(
                turn.language,
                "standing.task_line",
                number=place,
                title=task.title,
                due=day(turn.language, task.due_on),
                what=_state(turn, task),
            )
            for place, task in enumerate(shown, 1)
        ),
    )
    back = Choice(say(turn.language, "button.back"), f"standing:{unit.parent_id}" if unit.parent_id else "standing")
    month = period_of("monthly", today)
    ask = [Choice(say(turn.language, "explain.ask_button"), f"explain:{unit.id}:{month}")]
    ask = ask if may(turn.seat, EXPLAIN) else []
    if may(turn.seat, TOTALS):
        return Reply(Screen(text, (back, home_choice(turn.language)), replaces=True))
    choices = [
        Choice(f"{place}. {task.title}", f"standing:{unit.id}:task:{task.id}") for place, task in enumerate(shown, 1)
    ]
    return numbered_list(turn, text, (*choices, *ask, back), say(turn.language, "standing.how"))


def _worst_first(task: Task, now: int) -> tuple[int, int, str]:
    """Late, then stopped, then done, then what is still to come, the nearest day first."""
    late = days_late(task, now) if task.state not in REPORTED_STATES else 0
    rank = 0 if late else 1 if task.state in ("blocked", "returned") else 2 if task.state in REPORTED_STATES else 3
    return rank, -late, task.due_on


async def behind(turn: Turn, uow: UnitOfWork, unit: Unit, task_id: int) -> Reply:
    """The step in which a figure was last changed: when, in which role, with which words; never a name."""
    if may(turn.seat, TOTALS):
        return plain(turn, "standing.totals_only")
    task = await access_task(uow, turn.seat, task_id, SUPERVISE)
    found = await uow.reports.message_behind(task.id)
    language = turn.language
    lines = [
        say(language, "standing.behind", unit=unit.name, title=task.title, what=_state(turn, task)),
    ]
    if task.state in REPORTED_STATES:
        lines.append(what_was_reported(language, task.numbers, task.held_on))
    lines.append(_message(turn, found) if found else say(language, "standing.no_message"))
    versions = await uow.reports.versions(task.id, VERSIONS) if task.state in REPORTED_STATES else []
    lines += [_version(turn, *each) for each in versions[1:]]
    back = Choice(say(language, "button.back"), f"standing:{unit.id}")
    again = Choice(say(language, "standing.reopen"), f"standing:{unit.id}:task:{task.id}:open")
    ways = (again, back) if may_reopen(turn, task) else (back,)
    return Reply(Screen("\n".join(lines), (*ways, home_choice(language)), replaces=True))


def _message(turn: Turn, found: tuple[int, str, str | None, str | None]) -> str:
    at, _, words, role = found
    when = local(at)
    said = {"when": f"{when:%H:%M} {day(turn.language, when.date(), year=True)}"}
    said["who"] = say(turn.language, f"role.{role}") if role else say(turn.language, "standing.somebody")
    if words:
        return say(turn.language, "standing.said", words=words, **said)
    forgotten = turn.now - at >= DAYS["words"] * DAY_MS
    return say(turn.language, "standing.forgotten" if forgotten else "standing.pressed", **said)


def _version(turn: Turn, at: int, numbers: dict[str, int], held_on: str | None) -> str:
    when = local(at)
    said = f"{when:%H:%M} {day(turn.language, when.date())}"
    return say(turn.language, "standing.before", when=said, numbers=what_was_reported(turn.language, numbers, held_on))


def _state(turn: Turn, task: Task) -> str:
    if task.state in ("reported", "seen", "verified"):
        return say(turn.language, "standing.state_done")
    if task.state == "blocked":
        return say(turn.language, "standing.state_blocked", reason=task.reason)
    if task.state == "returned":
        return say(turn.language, "standing.state_returned")
    if task.state not in ("open", "in_progress"):
        return say(turn.language, "standing.state_other")
    late = days_late(task, turn.now)
    if late and not is_open_now(task, turn.now):
        return say(turn.language, "standing.state_closed", days=late)
    return say(turn.language, "standing.state_late", days=late) if late else say(turn.language, "standing.state_open")
