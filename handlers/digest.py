"""The one unasked message of a day, written at the second of sending: what was done meanwhile is left out, and an
empty message is never sent. At most three items, the nearest deadline first; the rest is a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from handlers.letters import MONDAY
from handlers.planning import may_write_now
from handlers.rules.budget import DIGEST_CAP, WEEK, WEEKLY_CAP, choose
from handlers.rules.calendar import day_of
from handlers.screen import Choice, Screen
from handlers.screens.parts import task_mark
from handlers.text import day, say
from handlers.told import CONGRESS, LATE_LIST, REGULAR, TERM, render
from storage.model import Person, Task
from storage.unit_of_work import UnitOfWork

HORIZON: Final = timedelta(days=31)
MOST: Final = 50
LETTERS: Final = "ABC"
NEW_FOR: Final = timedelta(days=3)
NORM_FROM: Final = 5
NORM_ABOVE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to say: a task of the person's own, or something that somebody tells them."""

    due_on: str
    task: Task | None = None
    notice_id: int = 0
    screen: Screen | None = None
    is_term: bool = False
    covers: tuple[int, ...] = ()
    """Notices whose figures stand in this one already."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a person is sent, the tasks behind its letters, the notices in it, and what found no room."""

    screen: Screen
    tasks: tuple[int, ...]
    notices: tuple[int, ...] = ()
    left: tuple[tuple[int, int], ...] = ()

    def as_payload(self) -> dict[str, Any]:
        """For the outbox: the screen, what its letters mean, and which programmes had to give way to which."""
        return {
            **self.screen.as_payload(),
            "tasks": list(self.tasks),
            "notices": list(self.notices),
            "left": [list(pair) for pair in self.left],
        }


async def compose(uow: UnitOfWork, payload: dict[str, Any], now: int) -> Digest | None:
    """The message that was planned as `payload`, as it is true at this second; None when nothing is left to say or
    the person's quiet time has begun meanwhile."""
    person = await uow.people.get(int(payload["person"]))
    if person is None or person.consent_at is None or not await may_write_now(uow, person.id, now):
        return None
    items = [*await _own_tasks(uow, person, now), *await _told(uow, person, now)]
    if await _is_extra(uow, person, now):
        items = await _last_days_only(uow, items)
    if not items:
        return None
    # The countdown of the term stands above the items and takes none of their places.
    terms = tuple(item for item in items if item.is_term)[:1]
    shown, left = choose((item for item in items if not item.is_term), DIGEST_CAP, day_of(now))
    shown = (*terms, *sorted(shown, key=lambda item: item.due_on))
    screen = await _screen(uow, person, shown, left, now)
    return Digest(
        screen,
        tuple(item.task.id for item in shown if item.task),
        tuple(each for item in shown if item.notice_id for each in (item.notice_id, *item.covers)),
        _gave_way(shown, left),
    )


def _gave_way(shown: tuple[Item, ...], left: tuple[Item, ...]) -> tuple[tuple[int, int], ...]:
    """(programme, winner) of each programme of which nothing found room, and the one with the nearest deadline."""
    winners = [item.task.programme_id for item in shown if item.task]
    losers = {item.task.programme_id for item in left if item.task} - set(winners)
    return tuple((programme, winners[0]) for programme in sorted(losers)) if winners else ()


async def _own_tasks(uow: UnitOfWork, person: Person, now: int) -> list[Item]:
    today = day_of(now)
    tasks = await uow.tasks.to_mention(
        person.id, now=now, today=today.isoformat(), horizon=(today + HORIZON).isoformat(), most=MOST
    )
    paused = [area for area, (first, last) in await uow.planning.area_pauses(today) if first <= today <= last]
    if paused:
        paths = await uow.tasks.paths({task.id for task in tasks})
        tasks = [task for task in tasks if not paths[task.id].startswith(tuple(paused))]
    return [Item(task.due_on, task) for task in tasks]


async def _told(uow: UnitOfWork, person: Person, now: int) -> list[Item]:
    """What others have to say. The Monday digest has the figures of the list of late work, which is then not repeated
    in the same message."""
    rendered = [
        (notice, await render(uow, notice, person.language, now))
        for notice in await uow.notices.of_person(person.id, now, MOST)
    ]
    told = [(notice, screen) for notice, screen in rendered if screen is not None]
    late = {notice.seat_id: notice.id for notice, _ in told if notice.kind == LATE_LIST}
    mondays = {notice.seat_id for notice, _ in told if notice.kind == MONDAY}
    return [
        Item(
            notice.due_on,
            notice_id=notice.id,
            screen=screen,
            is_term=notice.kind == TERM,
            covers=(late[notice.seat_id],) if notice.kind == MONDAY and notice.seat_id in late else (),
        )
        for notice, screen in told
        if not (notice.kind == LATE_LIST and notice.seat_id in mondays)
    ]


async def _is_extra(uow: UnitOfWork, person: Person, now: int) -> bool:
    """Whether this is the fourth or fifth message of the week, which only the last days of a term allow."""
    today = day_of(now)
    used = await uow.planning.used_days([person.id], today - WEEK + timedelta(days=1))
    return sum(each < today for each, _ in used.get(person.id, ())) >= WEEKLY_CAP


async def _last_days_only(uow: UnitOfWork, items: list[Item]) -> list[Item]:
    """Road-map steps and regular duties: all that the extra messages of a term's last days may carry."""
    kinds = await uow.tasks.programmes({item.task.programme_id for item in items if item.task})
    return [
        item
        for item in items
        if item.is_term or (item.task and kinds[item.task.programme_id][0] in (CONGRESS, REGULAR))
    ]


async def _screen(uow: UnitOfWork, person: Person, shown: tuple[Item, ...], left: tuple[Item, ...], now: int) -> Screen:
    language = person.language
    only = shown[0].screen if len(shown) == 1 and not left else None
    if only is not None:
        return only
    own = [item.task for item in shown if item.task]
    told = [item.screen for item in shown if item.screen and not item.is_term]
    terms = [item.screen for item in shown if item.screen and item.is_term]
    mine = len(own) + sum(bool(item.task) for item in left)
    lines: list[str] = []
    if own:
        count = say(language, "digest.one") if mine == 1 else say(language, "digest.many", n=mine)
        lines.append(say(language, "digest.hello", name=person.name, count=count))
        one_unit = len({item.task.unit_id for item in (*shown, *left) if item.task}) == 1
        lines += [
            _line(language, letter, task, now, one_unit=one_unit) for letter, task in zip(LETTERS, own, strict=False)
        ]
    if mine > len(own):
        lines.append(say(language, "digest.more", n=mine - len(own)))
    if own:
        lines += await _remarks(uow, language, own, now)
    lines[1 if own else 0 : 1 if own else 0] = [screen.text for screen in terms]
    lines += [screen.text for screen in told]
    waiting = sum(bool(item.screen) for item in left)
    if waiting:
        lines.append(say(language, "digest.more_told", n=waiting))
    return Screen("\n".join(lines), _ways(language, own, told, left, now), words=_words(language, own, told, now))


def _line(language: str, letter: str, task: Task, now: int, *, one_unit: bool) -> str:
    """Whoever holds seats in several units reads which one each item is about."""
    mark = (
        say(language, "digest.today")
        if date.fromisoformat(task.due_on) == day_of(now)
        else task_mark(language, task, now)
    )
    title = task.title if one_unit else say(language, "digest.of_unit", title=task.title, unit=task.unit_name)
    return say(language, "digest.line", letter=letter, title=title, due=day(language, task.due_on), mark=mark)


async def _remarks(uow: UnitOfWork, language: str, own: list[Task], now: int) -> list[str]:
    """The question on a new task, and what most others have done, when that is true."""
    lines = []
    new = _newest(own, now)
    if new is not None:
        letter = LETTERS[own.index(new)]
        lines.append(say(language, "digest.when" if len(own) == 1 else "digest.when_of", letter=letter))
    for letter, task in zip(LETTERS, own, strict=False):
        norm = await _norm(uow, language, task, "" if len(own) == 1 else letter)
        if norm:
            return [*lines, norm]
    return lines


def _newest(own: list[Task], now: int) -> Task | None:
    """The first task that is new and for which no day was named."""
    today = day_of(now)
    for task in own:
        is_new = today - date.fromisoformat(task.opens_on) <= NEW_FOR and task.due_on > today.isoformat()
        if is_new and task.planned_at is None and task.state == "open":
            return task
    return None


async def _norm(uow: UnitOfWork, language: str, task: Task, letter: str) -> str:
    """How many units of the same commune have done it: only above seven tenths, only true counts, no names. With the
    letter of the item where there are several."""
    path = (await uow.tasks.paths({task.id})).get(task.id, "/")
    above = path[: path.rstrip("/").rfind("/") + 1]
    if len(above) <= 1:
        return ""
    expected, done = await uow.tasks.share_done(task, above)
    if expected < NORM_FROM or done <= NORM_ABOVE * expected:
        return ""
    key = "digest.norm_of" if letter else "digest.norm"
    return say(language, key, done=done, all=expected, letter=letter)


def _ways(language: str, own: list[Task], told: list[Screen], left: tuple[Item, ...], now: int) -> tuple[Choice, ...]:
    new = _newest(own, now)
    if len(own) == 1 and not told and not left:
        plan = [("plan", "plan")] if new else [("later", "later")]
        keys = [("done", "quick"), ("blocked", "blocked"), *plan, ("why", "why")]
        return tuple(Choice(say(language, f"button.{key}"), f"task:{own[0].id}:{way}") for key, way in keys)
    done = [
        Choice(say(language, "button.done_item", letter=letter, title=task.title), f"task:{task.id}:quick")
        for letter, task in zip(LETTERS, own, strict=False)
    ]
    plan_it = (
        [Choice(say(language, "button.plan_item", letter=LETTERS[own.index(new)]), f"task:{new.id}:plan")]
        if new
        else []
    )
    # Two notices may lead to the same place: nobody is shown one button twice.
    others = list({choice.label: choice for screen in told for choice in screen.choices[:1]}.values())
    more = [Choice(say(language, "button.more"), "tasks")] if own else []
    return (*done, *plan_it, *others, *more)


def _words(language: str, own: list[Task], told: list[Screen], now: int) -> str:
    """What to type where there are no buttons."""
    if not own:
        return told[0].words if told else say(language, "review.words")
    new = _newest(own, now)
    if new is None:
        return say(language, "digest.words")
    return say(language, "digest.words_new", letter=LETTERS[own.index(new)].lower())
