"""Reminders: `tick` plans who is due a digest; `compose` writes it at the second of sending.

A digest is one outbox row for each person and day (its dedupe key), so that a crash, a second planner or days of
downtime end in one message. What was done meanwhile is left out; an empty digest is never sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from handlers.rules.calendar import day_of, instant, next_allowed
from handlers.rules.ladder import next_remind_at
from handlers.screen import Choice, Screen
from handlers.screens.parts import task_mark
from handlers.text import day, say
from storage.model import Person, Task
from storage.unit_of_work import UnitOfWork

CHUNK: Final = 10_000
HORIZON: Final = timedelta(days=31)
IN_ONE_DIGEST: Final = 3
LASTS_UNTIL: Final = 20 * 60
LETTERS: Final = "ABC"


@dataclass(frozen=True, slots=True)
class Group:
    """What decides the next reminder of many tasks at once; the same shape as the ladder asks for."""

    opens_on: str
    due_on: str
    closes_on: str
    state: str
    planned_at: int | None


async def tick(uow: UnitOfWork, now: int, after: int = 0) -> int | None:
    """Plans one chunk of what is due: a digest for each person, the next reminder for each task.

    Returns the task id after which to go on, None when nothing is left. One chunk is one transaction, so that
    replies never wait long (1.5 million rows at once hold the write lock for 1.8 s).
    """
    chunk = await uow.tasks.due_chunk(now, after, CHUNK)
    if chunk is None:
        return None
    for person_id, minute in await uow.tasks.due_holders(now, after, chunk):
        _plan(uow, person_id, minute, now, await uow.people.best_chat(person_id))
    for group in await uow.tasks.remind_groups(now, after, chunk):
        upcoming = next_remind_at(Group(*group), now)
        await uow.tasks.move_reminder(now, after, chunk, group, upcoming[0] if upcoming else None)
    return chunk


def _plan(uow: UnitOfWork, person_id: int, minute: int, now: int, chat: tuple[int, str] | None) -> None:
    if chat is None:
        return
    today = day_of(now)
    due_at = next_allowed(max(now, instant(today, minute)))
    on = day_of(due_at)
    # After a free day the morning begins when the person wants it to, not when the quiet time ends.
    due_at = max(due_at, instant(on, minute))
    uow.outbox.push(
        chat[0],
        chat[1],
        "digest",
        {"person": person_id, "on": on.isoformat()},
        now,
        due_at=due_at,
        expires_at=instant(on, LASTS_UNTIL),
        dedupe_key=f"digest:{person_id}:{on.isoformat()}",
    )


@dataclass(frozen=True, slots=True)
class Digest:
    """What a person is sent, and the tasks behind its letters."""

    screen: Screen
    tasks: tuple[int, ...]

    def as_payload(self) -> dict[str, Any]:
        """For the outbox: the screen and what its letters mean."""
        return {**self.screen.as_payload(), "tasks": list(self.tasks)}


async def compose(uow: UnitOfWork, payload: dict[str, Any], now: int) -> Digest | None:
    """The digest that was planned as `payload`, as it is true at this second; None when nothing is left to say."""
    person = await uow.people.get(int(payload["person"]))
    if person is None or person.consent_at is None:
        return None
    today = day_of(now)
    tasks = await uow.tasks.to_mention(
        person.id, now=now, today=today.isoformat(), horizon=(today + HORIZON).isoformat(), most=IN_ONE_DIGEST + 20
    )
    # A task put off by its holder is left alone until the day that they named.
    tasks = [task for task in tasks if task.planned_at is None or task.planned_at <= now]
    return _digest(person, tasks, now) if tasks else None


def _digest(person: Person, tasks: list[Task], now: int) -> Digest:
    language, shown = person.language, tasks[:IN_ONE_DIGEST]
    count = say(language, "digest.one") if len(tasks) == 1 else say(language, "digest.many", n=len(tasks))
    lines = [say(language, "digest.hello", name=person.name, count=count)]
    lines += [
        say(
            language,
            "digest.line",
            letter=letter,
            title=task.title,
            due=day(language, task.due_on),
            mark=_mark(language, task, now),
        )
        for letter, task in zip(LETTERS, shown, strict=False)
    ]
    if len(tasks) > len(shown):
        lines.append(say(language, "digest.more", n=len(tasks) - len(shown)))
    ways = _ways(language, shown, more=len(tasks) > len(shown))
    screen = Screen("\n".join(lines), ways, words=say(language, "digest.words"))
    return Digest(screen, tuple(task.id for task in shown))


def _mark(language: str, task: Task, now: int) -> str:
    if date.fromisoformat(task.due_on) == day_of(now):
        return say(language, "digest.today")
    return task_mark(language, task, now)


def _ways(language: str, shown: list[Task], *, more: bool) -> tuple[Choice, ...]:
    if len(shown) == 1 and not more:
        keys = ("done", "quick"), ("blocked", "blocked"), ("later", "later"), ("why", "why")
        return tuple(Choice(say(language, f"button.{key}"), f"task:{shown[0].id}:{way}") for key, way in keys)
    done = [
        Choice(say(language, "button.done_item", letter=letter, title=task.title), f"task:{task.id}:quick")
        for letter, task in zip(LETTERS, shown, strict=False)
    ]
    return (*done, Choice(say(language, "button.more"), "tasks"))
