"""Asking a unit to explain a figure, and its short guided answer: one cause, one sentence, kept with the figure."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from handlers.access import EXPLAIN, RECORD, VERIFY, Denied, access_unit, may
from handlers.reports.frame import CELLS, Asked, said_in_words
from handlers.reports.wording import percent, period_words
from handlers.rules.calendar import day_of
from handlers.rules.periods import bounds, period_of
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.screens.sent import sent_choice
from handlers.text import day, number, say
from handlers.written import for_reader
from storage.explanations import Explanation
from storage.figures import Figures, total
from storage.model import Unit
from storage.unit_of_work import UnitOfWork

DAYS: Final = 3
CAUSES: Final = ("unsaid", "later", "blocked", "wrong", "other")
LONGEST: Final = 200


async def explain(turn: Turn, uow: UnitOfWork) -> Reply:
    """`explain:<unit>:<period>` shows what would be sent, `…:send` sends it."""
    unit = await access_unit(uow, turn.seat, int(turn.args[0]), EXPLAIN)
    assert turn.seat is not None
    if unit.id == turn.seat.unit_id:
        raise Denied(EXPLAIN)
    period = _period(turn)
    asked = await uow.explanations.of_period(unit.id, period)
    if asked and asked[0].state == "asked":
        due = day(turn.language, asked[0].due_on)
        return plain(turn, "explain.already", unit=unit.name, due=due)
    figures = total(row.figures for row in await uow.reports.by_child(Asked(unit, period, turn.now).span))
    if not figures.expected:
        return plain(turn, "explain.nothing", unit=unit.name)
    due_on = turn.today() + timedelta(days=DAYS)
    if turn.args[2:] == ("send",):
        return await _send(turn, uow, unit, period, figures, due_on.isoformat())
    text = say(
        turn.language,
        "explain.ask",
        unit=unit.name,
        figure=figure(turn.language, period, figures),
        due=day(turn.language, due_on),
    )
    choices = (
        Choice(say(turn.language, "button.send"), f"explain:{unit.id}:{period}:send"),
        Choice(say(turn.language, "button.back"), f"standing:{unit.id}"),
    )
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


def _period(turn: Turn) -> str:
    """The period pressed; this month when it is none, or has not begun."""
    this_month = period_of("monthly", turn.today())
    try:
        return turn.args[1] if bounds(turn.args[1])[0] <= turn.today() else this_month
    except (ValueError, IndexError):
        return this_month


def figure(language: str, period: str, figures: Figures) -> str:
    """`tháng 11 năm 2026: đã báo 3/8 (37,5%), 2 việc trễ`"""
    return say(
        language,
        "explain.figure",
        when=period_words(period),
        done=number(figures.reported),
        expected=number(figures.expected),
        percent=percent(figures.reported, figures.expected),
        late=number(figures.late),
    )


async def _send(turn: Turn, uow: UnitOfWork, unit: Unit, period: str, figures: Figures, due_on: str) -> Reply:
    assert turn.seat is not None
    asked = await uow.explanations.ask(unit.id, turn.seat.id, period, figures, due_on, turn.now)
    role = "cell_secretary" if unit.kind in CELLS else "office_clerk"
    told = for_reader(
        "explain.told",
        ("explain.button", f"explaining:{asked}"),
        words="explain.words",
        asker=turn.seat.unit_name,
        figure=lambda language: figure(language, period, figures),
        due=lambda language: day(language, due_on),
    )
    seat_id = await uow.units.seat_for(unit.id, role)
    uow.audit.add(
        "explanation.asked",
        f"unit:{unit.id}",
        turn.now,
        person_id=turn.person.id if turn.person else None,
        seat_id=turn.seat.id,
        inbox_id=turn.inbox_id,
        period=period,
    )
    reply = plain(
        turn,
        "explain.sent",
        sent_choice(turn.language),
        home_choice(turn.language),
        unit=unit.name,
        due=day(turn.language, due_on),
    )
    return Reply(reply.screen, pushes=(Push(seat_id, told, f"explanation:{asked}", due_on),))


async def explaining(turn: Turn, uow: UnitOfWork) -> Reply:
    """`explaining` what is asked of one's unit, `explaining:<id>`, `explaining:<id>:<cause>`; then a sentence."""
    if not turn.args:
        waiting = await uow.explanations.waiting_of_unit(turn.seat.unit_id) if turn.seat else []
        if not waiting:
            return plain(turn, "explain.none")
        return _question(turn, _mine(turn, waiting[0]))
    found = _mine(turn, await uow.explanations.get(int(turn.args[0])))
    if found.state == "answered":
        return plain(turn, "explain.known", answer=answer_line(turn.language, found))
    if turn.args[1:2] and turn.args[1] in CAUSES:
        reply = plain(
            turn,
            "explain.sentence",
            Choice(say(turn.language, "explain.skip"), f"explaining:{found.id}:{turn.args[1]}:skip"),
            cause=say(turn.language, f"explain.{turn.args[1]}"),
        )
        if turn.args[2:] == ("skip",):
            return await _keep(turn, uow, found, turn.args[1], "")
        return Reply(reply.screen, next_screen="explaining", draft={"explain": [found.id, turn.args[1]]})
    return _question(turn, found)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """The sentence typed behind the cause."""
    asked, cause = turn.draft["explain"]
    found = _mine(turn, await uow.explanations.get(int(asked)))
    words = " ".join(turn.said.split())
    if len(words) > LONGEST:
        reply = plain(turn, "explain.too_long", n=LONGEST)
        return Reply(reply.screen, next_screen="explaining", draft=turn.draft)
    return await _keep(turn, uow, found, str(cause), words)


def _mine(turn: Turn, found: Explanation | None) -> Explanation:
    """Only the unit that was asked answers, through a seat that may speak for it."""
    seat = turn.seat
    if found is None or seat is None or seat.unit_id != found.unit_id or not (may(seat, RECORD) or may(seat, VERIFY)):
        raise Denied(RECORD)
    return found


def _question(turn: Turn, found: Explanation) -> Reply:
    text = say(
        turn.language,
        "explain.question",
        figure=figure(turn.language, found.period, found.figures),
        due=day(turn.language, found.due_on),
    )
    choices = tuple(
        Choice(say(turn.language, f"explain.{cause}"), f"explaining:{found.id}:{cause}") for cause in CAUSES
    )
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


async def _keep(turn: Turn, uow: UnitOfWork, found: Explanation, cause: str, words: str) -> Reply:
    person = turn.person.id if turn.person else None
    if not await uow.explanations.answer(found.id, cause, words, turn.now, person):
        return plain(turn, "explain.already_answered")
    told = for_reader(
        "explain.answered",
        ("button.figures", f"figures:{found.unit_id}:{found.period}"),
        words="review.words",
        unit=found.unit_name,
        figure=lambda language: figure(language, found.period, found.figures),
        answer=lambda language: said_in_words(language, cause, words),
    )
    reply = plain(turn, "explain.kept")
    return Reply(reply.screen, pushes=(Push(found.asker_seat_id, told, f"explanation:{found.id}"),))


def answer_line(language: str, found: Explanation) -> str:
    """The answer with its day, or that it is awaited."""
    if found.state == "asked":
        return say(language, "explain.awaited", due=day(language, found.due_on))
    on = day(language, day_of(found.answered_at or found.asked_at), year=True)
    return say(language, "explain.line", day=on, answer=said_in_words(language, found.cause, found.words))
