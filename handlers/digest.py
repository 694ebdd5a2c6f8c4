"""The one unasked message of a day, written at the second of sending: what was done meanwhile is left out, and an
empty message is never sent. At most three items, the nearest deadline first; the rest is a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from handlers.digest_items import Item, gathered
from handlers.planning import may_write_now
from handlers.rules.budget import DIGEST_CAP, choose
from handlers.rules.calendar import day_of
from handlers.screen import Choice, Screen
from handlers.screens.parts import task_mark
from handlers.text import day, say
from storage.model import Person, Task, Unit
from storage.unit_of_work import UnitOfWork
from storage.units import ancestors

LETTERS: Final = "ABC"
NEW_FOR: Final = timedelta(days=3)
COMMUNE: Final = "commune_committee"
NORM_FROM: Final = 5
NORM_ABOVE: Final = 0.7


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
    items = await gathered(uow, person, now)
    if not items:
        return None
    # The countdown of the term stands above the items and takes none of their places.
    terms = tuple(item for item in items if item.is_term)[:1]
    shown, left = choose((item for item in items if not item.is_term), DIGEST_CAP, day_of(now))
    shown = (*terms, *sorted(shown, key=lambda item: item.shown_on))
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
            _line(language, letter, item, now, one_unit=one_unit)
            for letter, item in zip(LETTERS, (item for item in shown if item.task), strict=False)
        ]
    if own and mine > len(own):
        lines.append(say(language, "digest.more", n=mine - len(own)))
    new = _newest(shown, now)
    if own:
        lines += await _remarks(uow, language, own, new)
    lines[1 if own else 0 : 1 if own else 0] = [screen.text for screen in terms]
    lines += [screen.text for screen in told]
    if mine and not own:
        lines.append(say(language, "digest.own_left", n=mine))
    waiting = sum(bool(item.screen) for item in left)
    if waiting:
        lines.append(say(language, "digest.more_told", n=waiting))
    return Screen("\n".join(lines), _ways(language, own, told, left, new), words=_words(language, own, told, new))


def _line(language: str, letter: str, item: Item, now: int, *, one_unit: bool) -> str:
    """Whoever holds seats in several units reads which one each item is about."""
    task = item.task
    assert task is not None
    mark = (
        say(language, "digest.today")
        if date.fromisoformat(task.due_on) == day_of(now)
        else task_mark(language, task, now)
    )
    title = task.title if one_unit else say(language, "digest.of_unit", title=task.title, unit=task.unit_name)
    due = day(language, task.due_on)
    if item.given_by:
        return say(language, "digest.line_given", letter=letter, unit=item.given_by, title=title, due=due, mark=mark)
    return say(language, "digest.line", letter=letter, title=title, due=due, mark=mark)


async def _remarks(uow: UnitOfWork, language: str, own: list[Task], new: Task | None) -> list[str]:
    """The question on a new task, and what most others have done, when that is true."""
    lines = []
    if new is not None:
        letter = LETTERS[own.index(new)]
        lines.append(say(language, "digest.when" if len(own) == 1 else "digest.when_of", letter=letter))
    for letter, task in zip(LETTERS, own, strict=False):
        norm = await _norm(uow, language, task, "" if len(own) == 1 else letter)
        if norm:
            return [*lines, norm]
    return lines


def _newest(shown: tuple[Item, ...], now: int) -> Task | None:
    """A task that is new and for which no day was named: one that was given lately before one that was opened."""
    today = day_of(now)
    for item in sorted(shown, key=lambda item: not item.given_by):
        task = item.task
        if task is None or task.due_on <= today.isoformat() or task.planned_at is not None or task.state != "open":
            continue
        if item.given_by or today - date.fromisoformat(task.opens_on) <= NEW_FOR:
            return task
    return None


async def _norm(uow: UnitOfWork, language: str, task: Task, letter: str) -> str:
    """How many units of the same commune have done it: only above seven tenths, only true counts, no names. With the
    letter of the item where there are several."""
    commune = await _commune_above(uow, task)
    if commune is None:
        return ""
    expected, done = await uow.tasks.share_done(task, commune.path)
    if expected < NORM_FROM or done <= NORM_ABOVE * expected:
        return ""
    key = "digest.norm_of" if letter else "digest.norm"
    return say(language, key, done=done, all=expected, letter=letter)


async def _commune_above(uow: UnitOfWork, task: Task) -> Unit | None:
    """Only who works in the same commune is compared with, never communes with each other."""
    path = (await uow.tasks.paths({task.id})).get(task.id, "/")
    for unit_id in reversed(ancestors(path)[:-1]):
        unit = await uow.units.get(unit_id)
        if unit is not None and unit.kind == COMMUNE:
            return unit
    return None


def _ways(
    language: str, own: list[Task], told: list[Screen], left: tuple[Item, ...], new: Task | None
) -> tuple[Choice, ...]:
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
    more = [Choice(say(language, "digest.not_yet"), "tasks")] if own else []
    return (*done, *plan_it, *others, *more)


def _words(language: str, own: list[Task], told: list[Screen], new: Task | None) -> str:
    """What to type where there are no buttons."""
    if not own:
        return told[0].words if told else say(language, "review.words")
    if new is None:
        return say(language, "digest.words")
    return say(language, "digest.words_new", letter=LETTERS[own.index(new)].lower())
