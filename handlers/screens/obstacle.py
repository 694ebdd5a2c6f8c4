"""What else a person may answer to a task: something is in the way, remind me later, why do you ask."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

from rapidfuzz import fuzz

from handlers.access import RECORD, access_task
from handlers.ladders import ladder_of, next_reminder
from handlers.planning import appoint
from handlers.rules.calendar import day_of, instant
from handlers.rules.ladder import ASSIGNED, Ladder, rungs
from handlers.rules.status import days_late, may_become
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.asks import clear_by
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.record import noted
from handlers.text import capital, day, say
from handlers.understand import normalise
from handlers.written import for_reader
from storage.model import Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

OBSTACLES = ("weather", "waiting", "people", "other")
LATER = {"tomorrow": 1, "three_days": 3, "week": 7}
LONGEST_REASON = 200
ALIKE = 80
BEFORE_REASON = re.compile(
    r"^(?:đang |dang )?(?:bị |bi )?(?:vướng|vuong)(?: vì| vi| do)?\s*[:,-]?\s*(?=\S)", re.IGNORECASE
)


async def blocked(turn: Turn, uow: UnitOfWork, task_id: int, kind: str | None) -> Reply:
    """`task:<id>:blocked` asks why; `task:<id>:blocked:<kind>` says it."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    if not may_become(task.state, "blocked"):
        return plain(
            turn, "task.already" if task.state != "blocked" else "task.blocked", title=task.title, reason=task.reason
        )
    said = turn.slots.get("blocker") or turn.slots.get("reason")
    if kind is None and isinstance(said, str):
        return _read_back(turn, task, _obstacle(said, task)[:LONGEST_REASON])
    if kind == "send" and turn.draft.get("task") == task.id and turn.draft.get("reason"):
        return await _write(turn, uow, task, str(turn.draft["reason"]))
    if kind is None:
        choices = tuple(
            Choice(capital(say(turn.language, f"obstacle.{each}")), f"task:{task.id}:blocked:{each}")
            for each in OBSTACLES
        )
        return Reply(Screen(say(turn.language, "report.blocked_why", title=task.title), choices))
    if kind not in OBSTACLES or kind == "other":
        return Reply(
            Screen(say(turn.language, "report.blocked_write"), (home_choice(turn.language),), words=" "),
            next_screen="obstacle",
            draft={"task": task.id},
        )
    return await _write(turn, uow, task, say("vi", f"obstacle.{kind}"))


def _obstacle(said: str, task: Task) -> str:
    """What is in the way, without the word for it and without the name of the task in front of a colon."""
    reason = BEFORE_REASON.sub("", said)
    named, colon, rest = reason.partition(":")
    is_title = fuzz.token_set_ratio(normalise(named), normalise(task.title)) >= ALIKE
    return rest.strip() if colon and rest.strip() and is_title else reason


def _read_back(turn: Turn, task: Task, reason: str) -> Reply:
    """A reason said in a sentence is read back before it becomes somebody else's work."""
    choices = (
        Choice(say(turn.language, "button.send"), f"task:{task.id}:blocked:send"),
        Choice(say(turn.language, "button.change"), f"task:{task.id}:blocked:other"),
        home_choice(turn.language),
    )
    text = say(turn.language, "report.blocked_ask", title=task.title, reason=reason)
    return Reply(Screen(text, choices), draft={"task": task.id, "reason": reason})


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The obstacle in the person's own words."""
    task = await access_task(uow, turn.seat, int(turn.draft["task"]), RECORD)
    reason = " ".join(turn.said.split())[:LONGEST_REASON]
    if not reason or not may_become(task.state, "blocked"):
        return await blocked(turn, uow, task.id, None)
    return await _write(turn, uow, task, reason)


async def _write(turn: Turn, uow: UnitOfWork, task: Task, reason: str) -> Reply:
    assert turn.seat is not None
    try:
        _, event_id = await uow.tasks.change(
            task, "blocked", actor(turn), turn.now, state="blocked", reason=reason, next_remind_at=None
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "task.blocked", task)
    helper = await uow.units.seat_upward(turn.seat.unit_path, task.approver_role)
    if helper is None:
        return plain(turn, "report.blocked_saved", reason=reason)
    due = clear_by(turn.today())
    item = await uow.obstacles.add(task.id, helper.unit_id, reason, due, turn.now)
    told = for_reader(
        "review.push_blocked",
        ("button.cleared", f"obstacle:{item}:clear"),
        ("button.asks", "asks"),
        words="asks.words",
        unit=turn.seat.unit_name,
        title=task.title,
        reason=reason,
        due=partial(day, value=due),
    )
    push = Push(helper.id, told, f"task_event:{event_id}")
    reply = plain(turn, "report.blocked_till", reason=reason, due=day(turn.language, due))
    return replace(reply, pushes=(push,))


async def later(turn: Turn, uow: UnitOfWork, task_id: int, when: str | None) -> Reply:
    """`task:<id>:later` asks when; `task:<id>:later:<when>` moves the reminder and never the due date."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    if task.state not in ("open", "in_progress", "returned"):
        return plain(turn, "task.already", title=task.title)
    due = day(turn.language, task.due_on)
    choices = tuple(Choice(say(turn.language, f"later.{each}"), f"task:{task.id}:later:{each}") for each in LATER)
    if when not in LATER:
        return Reply(Screen(say(turn.language, "report.later_when", title=task.title, due=due), choices))
    assert turn.person is not None
    wanted = instant(turn.today() + timedelta(days=LATER[when]), turn.person.digest_minute)
    at = await appoint(uow, turn.person.id, wanted, task.closes_on, turn.now)
    if at is None:
        return Reply(Screen(say(turn.language, "plan.too_late", due=due), choices))
    upcoming = await next_reminder(uow, replace(task, planned_at=at), turn.now)
    try:
        await uow.tasks.change(task, "snoozed", actor(turn), turn.now, planned_at=at, next_remind_at=upcoming)
    except Overtaken:
        return plain(turn, "report.overtaken")
    key = "report.later_saved" if day_of(at).isoformat() <= task.due_on else "report.later_past_due"
    return plain(turn, key, day=day(turn.language, day_of(at)), due=due)


async def why(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:why`: the rule, the record and the sender behind a reminder."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    programme = await uow.tasks.programme(task.programme_id)
    issuer = await uow.units.get(programme.issuer_id) if programme else None
    document = f" ({programme.document})" if programme and programme.document else ""
    return plain(
        turn,
        "report.why",
        Choice(say(turn.language, "button.did_it"), f"task:{task.id}:dispute"),
        Choice(say(turn.language, "button.prefs"), "prefs"),
        Choice(say(turn.language, "button.back"), f"task:{task.id}"),
        title=task.title,
        due=day(turn.language, task.due_on),
        programme=programme.title if programme else "",
        document=document,
        sender=(issuer.name if issuer else ""),
        rung=_reason(turn, task, await ladder_of(uow, task.programme_id)),
    )


def _reason(turn: Turn, task: Task, ladder: Ladder) -> str:
    late = days_late(task, turn.now)
    if late:
        return say(turn.language, "rung.overdue", days=late)
    return say(turn.language, f"rung.{_rung(task, turn.now, ladder)}")


def _rung(task: Task, now: int, ladder: Ladder) -> str:
    """The last rung of the ladder that has passed."""
    passed = [rung for at, rung in rungs(task, ladder) if at <= now]
    return passed[-1] if passed else ASSIGNED
