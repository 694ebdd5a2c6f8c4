"""Writing what was read back: the one place where a task becomes reported, in progress or corrected."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from handlers.known_numbers import learn
from handlers.ladders import next_reminder
from handlers.rules.status import is_open_now, may_become
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, plain, what_was_reported
from handlers.text import day, say
from handlers.written import for_reader
from storage.model import OPEN_STATES, REPORTED_STATES, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Entry:
    """What has been said of a task so far, as the draft keeps it. `editing`: a correction of what is reported;
    `for_holder`: somebody else types it and the holder has yet to say that it is right; `known`: numbers that were
    not asked, with the report that said them."""

    task: Task
    numbers: dict[str, int] = field(default_factory=dict)
    held_on: str | None = None
    editing: bool = False
    for_holder: bool = False
    known: dict[str, str] = field(default_factory=dict)

    def draft(self, asking: str = "") -> dict[str, Any]:
        """For the chat's draft; `asking` is the number or `held` that was asked for last."""
        return {
            "task": self.task.id,
            "numbers": self.numbers,
            "asking": asking,
            "held": self.held_on,
            "editing": self.editing,
            "known": self.known,
        }

    def taken_up(self, draft: dict[str, Any]) -> Entry:
        """With what the draft holds, when it is about this task."""
        if draft.get("task") != self.task.id:
            return self
        editing = self.editing or bool(draft.get("editing"))
        numbers, known = dict(draft.get("numbers", {})), dict(draft.get("known", {}))
        return replace(self, numbers=numbers, held_on=draft.get("held"), editing=editing, known=known)

    def words(self, language: str) -> str:
        """The numbers and the day, as they are read back."""
        return what_was_reported(language, self.numbers, self.held_on)


def why_not(turn: Turn, task: Task, *, editing: bool = False) -> Reply | None:
    """What to answer when the task cannot be reported (or corrected) now, None when it can."""
    if task.opens_on > turn.today().isoformat():
        return plain(turn, "task.not_open", day=day(turn.language, task.opens_on))
    if task.state in REPORTED_STATES and not editing:
        return already(turn, task)
    if not is_open_now(task, turn.now):
        ask = [Choice(say(turn.language, "standing.ask_reopen"), f"task:{task.id}:askopen")]
        ways = ask if task.state in OPEN_STATES else []
        where = {"title": task.title, "day": day(turn.language, task.closes_on)}
        return plain(turn, "task.closed", *ways, home_choice(turn.language), **where)
    if task.state == "verified":
        return plain(turn, "task.verified", title=task.title)
    return None if may_become(task.state, "reported") else plain(turn, "task.gone")


def already(turn: Turn, task: Task) -> Reply:
    """The same report twice: the first one is there, and can be corrected while the book is open."""
    key = "task.already_with" if task.numbers else "task.already"
    text = say(
        turn.language,
        key,
        title=task.title,
        numbers=what_was_reported(turn.language, task.numbers, task.held_on),
    )
    choices = [home_choice(turn.language)]
    if task.numbers and task.asks and task.state != "verified" and is_open_now(task, turn.now):
        choices.insert(0, Choice(say(turn.language, "button.edit"), f"task:{task.id}:edit"))
    return Reply(Screen(text, tuple(choices)))


async def write_report(turn: Turn, uow: UnitOfWork, entry: Entry) -> Reply:
    """Reported, or corrected: both versions stay in the events. A correction does not make a report late."""
    task = entry.task
    kind = "corrected" if entry.editing and task.state in REPORTED_STATES else "reported"
    try:
        _, event_id = await uow.tasks.change(
            task,
            kind,
            actor(turn),
            turn.now,
            state="reported",
            numbers=entry.numbers,
            held_on=entry.held_on,
            on_behalf=entry.for_holder,
            reason=None,
            reported_at=task.reported_at if kind == "corrected" else turn.now,
            next_remind_at=None,
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    await learn(uow, task, entry.numbers, turn.today().isoformat())
    noted(turn, uow, f"task.{kind}", task, numbers=entry.numbers)
    if task.state == "blocked":
        await uow.obstacles.end_of_task(task.id, "withdrawn", turn.now, actor(turn).seat_id)
    key = "report.corrected" if kind == "corrected" else "report.saved"
    text = say(turn.language, key, **_both(turn.language, task, entry))
    next_step = _next_for_clerk(turn) if entry.for_holder else Choice(say(turn.language, "button.my_work"), "tasks")
    reply = Reply(Screen(text, (next_step, home_choice(turn.language))))
    return replace(reply, pushes=await _ask_holder(uow, entry, event_id)) if entry.for_holder else reply


def _next_for_clerk(turn: Turn) -> Choice:
    return Choice(say(turn.language, "button.standing"), "standing")


def _both(language: str, task: Task, entry: Entry) -> dict[str, str]:
    before = what_was_reported(language, task.numbers, task.held_on)
    return {"title": task.title, "numbers": entry.words(language), "before": before}


async def _ask_holder(uow: UnitOfWork, entry: Entry, event_id: int) -> tuple[Push, ...]:
    """One line to whoever holds the seat: typed for you, one key says that it is right."""
    seat_id = await uow.units.seat_for(entry.task.unit_id, entry.task.assignee_role)
    told = for_reader(
        "behalf.ask_holder",
        ("button.yes", f"behalf:{entry.task.id}:yes"),
        ("button.wrong", f"behalf:{entry.task.id}:no"),
        words="behalf.words",
        title=entry.task.title,
        numbers=entry.words,
    )
    return (Push(seat_id, told, f"task_event:{event_id}"),)


async def write_progress(turn: Turn, uow: UnitOfWork, entry: Entry) -> Reply:
    """In progress with a count or a percentage; the reminders go on."""
    task = replace(entry.task, state="in_progress")
    upcoming = await next_reminder(uow, task, turn.now)
    try:
        await uow.tasks.change(
            entry.task,
            "progress",
            actor(turn),
            turn.now,
            state="in_progress",
            numbers=entry.numbers,
            next_remind_at=upcoming,
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    noted(turn, uow, "task.progress", task, numbers=entry.numbers)
    numbers, due = entry.words(turn.language), day(turn.language, task.due_on)
    return plain(turn, "progress.saved", title=task.title, numbers=numbers, due=due)


def noted(turn: Turn, uow: UnitOfWork, action: str, task: Task, **detail: Any) -> None:
    """One line for the audit."""
    by = actor(turn)
    uow.audit.add(
        action,
        f"task:{task.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        **detail,
    )
