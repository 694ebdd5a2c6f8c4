"""A whole other sentence typed while a number or a day is asked for, and a message edited after it was saved.

A question in between is answered and the open question stays. Something else that is clearly said is served, and what
was half asked is put aside in so many words. Whatever could be the answer stays the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from handlers.about_tasks import WAYS, Found, said_alone
from handlers.access import RECORD, may
from handlers.meaning import INTENTS, understood
from handlers.pointing import HELD_UP, STUCK
from handlers.rules.calendar import DAY_MS
from handlers.screen import Reply, Turn
from handlers.screens.parts import plain
from handlers.screens.undo import undo
from handlers.text import say
from handlers.understand import (
    names_two_days,
    normalise,
    parse_count,
    parse_counts,
    parse_date,
    parse_share,
    understand,
)
from storage.unit_of_work import UnitOfWork

ASK_FOR_NUMBERS: Final = frozenset({"report", "progress", "plan"})
"""Screens that wait for a number or a day, to which a sentence about something else is no answer."""
IN_BETWEEN: Final = frozenset(
    {
        "ask_tasks",
        "ask_deadline",
        "ask_late",
        "ask_unit_status",
        "ask_stats",
        "ask_countdown",
        "ask_pledge_status",
        "help",
    }
)
"""Answered while the open question stays."""
SURE: Final = 0.8
FEWEST_WORDS: Final = 3
CORRECTS: Final = frozenset({"report_meeting", "report_done", "report_progress", "correct_last"})


@dataclass(frozen=True, slots=True)
class Instead:
    """What was said instead of an answer; `stays`: the open question stays where it is."""

    found: Found
    stays: bool


async def said_instead(turn: Turn, uow: UnitOfWork) -> Instead | None:
    """None when the words may be the answer, or are too few or too doubtful to be anything else."""
    words = normalise(turn.said)
    if STUCK.fullmatch(words):
        return _served(await said_alone(turn, uow, words) or Found(), stays=False)
    if len(words.split()) < FEWEST_WORDS:
        return None
    meaning = understand(turn.said, turn.today())
    if HELD_UP.match(words) and meaning.intent == "report_not_done":
        # The number in `vướng việc 3 vì mưa lũ` counts nothing.
        return _served(await understood(turn, uow), stays=False)
    if meaning.confidence < SURE:
        return None
    stays = meaning.intent in IN_BETWEEN
    if not stays and (meaning.intent not in WAYS.keys() | INTENTS.keys() or _may_answer(turn)):
        return None
    return _served(await understood(turn, uow), stays=stays)


def _served(found: Found, *, stays: bool) -> Instead | None:
    return Instead(found, stays) if found.action or found.reply else None


def _may_answer(turn: Turn) -> bool:
    today = turn.today()
    return bool(
        parse_count(turn.said) is not None
        or parse_counts(turn.said)
        or parse_share(turn.said)
        or parse_date(turn.said, today)
        or parse_date(turn.said, today, "future")
        or names_two_days(turn.said, today)
    )


def beside(turn: Turn, reply: Reply, *, stays: bool) -> Reply:
    """The reply with a word about the question that was open."""
    text = f"{reply.screen.text}\n\n{say(turn.language, 'understand.still_asked' if stays else 'understand.put_aside')}"
    if not stays:
        return replace(reply, screen=replace(reply.screen, text=text))
    # Without its choices: a digit typed next answers the open question.
    return Reply(replace(reply.screen, text=text, choices=()), keeps_place=True)


async def edited(turn: Turn, uow: UnitOfWork) -> Reply:
    """A message that was edited: when it reports something now, what was saved last is offered for correction."""
    if turn.person is not None and may(turn.seat, RECORD) and turn.said:
        meaning = understand(turn.said, turn.today())
        saved = await uow.tasks.last_event_of(turn.person.id, turn.now - DAY_MS)
        if meaning.intent in CORRECTS and saved is not None:
            return await undo(replace(turn, args=(), slots=dict(meaning.slots)), uow)
    return Reply(plain(turn, "understand.edited").screen, keeps_place=True)
