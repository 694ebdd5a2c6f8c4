"""The three rates of a period with their denominators, and who is missing; a committee approves and so locks them."""

from __future__ import annotations

from handlers.access import EXPLAIN, RECORD, SUPERVISE, VERIFY, access_unit, may, require
from handlers.reports.frame import CELLS, Asked
from handlers.reports.wording import percent, period_words
from handlers.rules.calendar import day_of
from handlers.rules.periods import bounds, period_of
from handlers.rules.rates import Counts, Rate, rates
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.explaining import answer_line
from handlers.screens.one_unit import named_unit
from handlers.screens.parts import home_choice
from handlers.text import day, number, say
from storage.reports import Figures, UnitFigures, total
from storage.unit_of_work import UnitOfWork

NAMED = 3
SHOWN = 2


async def figures(turn: Turn, uow: UnitOfWork) -> Reply:
    """`figures`, `figures:<unit>:<period>`, `…:approve`; of one's own unit, or of those one leads."""
    ability = SUPERVISE if may(turn.seat, SUPERVISE) else RECORD
    seat = require(turn.seat, ability)
    own = await named_unit(turn, uow, seat) if ability == SUPERVISE else seat.unit_id
    unit = await access_unit(uow, turn.seat, int(turn.args[0]) if turn.args else own, ability)
    period, trouble = _period(turn)
    asked = Asked(unit, period, turn.now)
    rows = await uow.reports.by_child(asked.span)
    sum_ = total(row.figures for row in rows)
    if turn.args[2:] == ("approve",) and _may_approve(turn, period):
        # Through the door again: approving asks for more than reading.
        await access_unit(uow, turn.seat, unit.id, VERIFY)
        await uow.reports.approve(unit.id, period, sum_, turn.now, turn.person.id if turn.person else None)
    approved = await uow.reports.approved(unit.id, period)
    if approved is None:
        lines = _lines(turn, unit.name, period, sum_, rows)
    else:
        lines = [*_lines(turn, unit.name, period, approved[0], rows), _locked(turn, approved, sum_)]
    if trouble:
        lines.insert(0, say(turn.language, trouble))
    lines += [answer_line(turn.language, each) for each in await uow.explanations.of_period(unit.id, period)][:SHOWN]
    choices = [Choice(say(turn.language, "button.export"), f"export:{unit.id}")]
    if approved is None and _may_approve(turn, period):
        choices.insert(0, Choice(say(turn.language, "figures.approve"), f"figures:{unit.id}:{period}:approve"))
    if may(turn.seat, EXPLAIN) and turn.seat is not None and unit.id != turn.seat.unit_id:
        choices.append(Choice(say(turn.language, "explain.ask_button"), f"explain:{unit.id}:{period}"))
    if may(turn.seat, SUPERVISE) and unit.kind not in CELLS:
        choices.append(Choice(say(turn.language, "burden.button"), f"burden:{unit.id}"))
    if may(turn.seat, SUPERVISE):
        choices.append(Choice(say(turn.language, "board.button"), f"board:{unit.id}"))
    return Reply(Screen("\n".join(lines), (*choices, home_choice(turn.language)), replaces=True))


def _period(turn: Turn) -> tuple[str, str]:
    """(the period pressed or named, why it is another one): one that cannot be, or has not begun, is this month."""
    asked = turn.args[1] if len(turn.args) > 1 else str(turn.slots.get("period") or "")
    this_month = period_of("monthly", turn.today())
    try:
        begun = bounds(asked)[0] <= turn.today()
    except ValueError:
        return this_month, "figures.unknown_period" if asked else ""
    return (asked, "") if begun else (this_month, "figures.future")


def _may_approve(turn: Turn, period: str) -> bool:
    """Only what is over can be approved."""
    return may(turn.seat, VERIFY) and bounds(period)[1] < turn.today()


def _lines(turn: Turn, name: str, period: str, sum_: Figures, rows: list[UnitFigures]) -> list[str]:
    head = say(turn.language, "figures.head", unit=name, when=period_words(period))
    if not sum_.expected:
        return [head, say(turn.language, "figures.empty")]
    counts = Counts(sum_.expected, sum_.reported, sum_.on_time, sum_.verified)
    missing = [row.name for row in rows if row.figures.expected and not row.figures.reported]
    lines = [head, *(_rate(turn.language, rate) for rate in rates(counts))]
    if missing:
        names = ", ".join(missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
        lines.append(say(turn.language, "figures.missing", n=number(len(missing)), names=names))
    return lines


def _rate(language: str, rate: Rate) -> str:
    return say(
        language,
        f"figures.{rate.name}",
        percent=percent(rate.part, rate.whole),
        part=number(rate.part),
        whole=number(rate.whole),
    )


def _locked(turn: Turn, approved: tuple[Figures, int], now: Figures) -> str:
    """When it was approved, and by how much the living figures differ since."""
    figures_then, at = approved
    on = day(turn.language, day_of(at), year=True)
    if figures_then == now:
        return say(turn.language, "figures.locked", day=on)
    return say(turn.language, "figures.corrected", day=on, was=figures_then.reported, now=now.reported)
