"""Reports as files: which one, for which period, in which form; made behind the reply and sent as a file or a link."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.access import RECORD, SUPERVISE, TOTALS, Denied, access_unit, may
from handlers.reports.asking import FORMS, REPORTS
from handlers.reports.frame import CELLS
from handlers.reports.wording import period_words
from handlers.rules.periods import bounds, period_of, previous_period
from handlers.screen import Choice, Document, Reply, Screen, Turn
from handlers.screens.parts import home_choice, plain
from handlers.text import number, say
from handlers.understand import normalise
from storage.model import Seat, Unit
from storage.unit_of_work import UnitOfWork

OF_A_CELL = ("month_sheet", "period_report", "road_map", "own_term")
OF_A_COMMITTEE = ("matrix", "period_report", "road_map", "campaign", "mergers")
FORMATS = {"docx": "word", "xlsx": "excel", "png": "picture", "word": "word", "excel": "excel", "picture": "picture"}
NOW_ONLY = "now"
MANY = 1_000


async def export(turn: Turn, uow: UnitOfWork) -> Reply:
    """`export`, `export:<unit>`, `export:<unit>:<report>`, `…:<period>`, `…:<form>`; typed words name a period."""
    if not turn.args and turn.draft.get("export"):
        unit_id, report = turn.draft["export"]
        return await _typed(turn, uow, await _unit(uow, turn.seat, int(unit_id)), str(report))
    own = turn.seat.unit_id if turn.seat else 0
    unit = await _unit(uow, turn.seat, int(turn.args[0]) if turn.args else own)
    args = list(turn.args[1:])
    allowed = _allowed(turn.seat, unit)
    if not args:
        return _which(turn, unit, allowed)
    if args[0] not in allowed:
        raise Denied(SUPERVISE)
    if len(args) == 1:
        return _when(turn, unit, args[0]) if REPORTS[args[0]].has_period else _form(turn, unit, args[0], NOW_ONLY)
    trouble = _trouble(turn, args[1])
    if trouble:
        return _ask_period(turn, unit, args[0], trouble)
    if len(args) == 2:
        return _form(turn, unit, args[0], args[1])
    return await _make(turn, uow, unit, args[0], args[1], args[2])


async def _unit(uow: UnitOfWork, seat: Seat | None, unit_id: int) -> Unit:
    return await access_unit(uow, seat, unit_id, SUPERVISE if may(seat, SUPERVISE) else RECORD)


def _allowed(seat: Seat | None, unit: Unit) -> tuple[str, ...]:
    """A cell's own reports; a committee's. Who may see totals only gets no single cell's sheet."""
    if unit.kind not in CELLS:
        return OF_A_COMMITTEE
    if may(seat, SUPERVISE):
        return () if may(seat, TOTALS) else OF_A_CELL[:-1]
    return OF_A_CELL


def _which(turn: Turn, unit: Unit, allowed: tuple[str, ...]) -> Reply:
    if not allowed:
        return plain(turn, "export.totals_only")
    slots = turn.slots
    form = FORMATS.get(str(slots.get("format") or ""))
    period = _past(str(slots.get("period") or ""), turn.today())
    if period and form:
        return _form(turn, unit, "period_report" if form == "word" else allowed[0], period)
    choices = [Choice(say(turn.language, f"export.{key}"), f"export:{unit.id}:{key}") for key in allowed]
    if allowed is OF_A_CELL:
        choices.append(Choice(say(turn.language, "export.calendar"), "calendar"))
    return Reply(
        Screen(
            say(turn.language, "export.which", unit=unit.name), (*choices, home_choice(turn.language)), replaces=True
        )
    )


def _past(period: str, today: date) -> str:
    """A month named without its year is the last one that has begun; empty for what is no period."""
    try:
        first, _ = bounds(period)
    except ValueError:
        return ""
    return period if first <= today else f"{int(period[:4]) - 1}{period[4:]}"


def _when(turn: Turn, unit: Unit, report: str) -> Reply:
    today = turn.today()
    month, half = period_of("monthly", today), period_of("half_yearly", today)
    periods = (previous_period(month), month, half, period_of("yearly", today))
    choices = [Choice(_capital(period_words(each)), f"export:{unit.id}:{report}:{each}") for each in periods]
    text = say(turn.language, "export.when", report=say(turn.language, f"export.{report}"))
    screen = Screen(text, (*choices, home_choice(turn.language)), replaces=True)
    return Reply(screen, next_screen="export", draft={"export": [unit.id, report]})


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _trouble(turn: Turn, period: str) -> str:
    """Why there can be no report of this period, empty when there can."""
    if period == NOW_ONLY:
        return ""
    try:
        first, _ = bounds(period)
    except ValueError:
        return "export.no_period"
    return "export.future" if first > turn.today() else ""


def _ask_period(turn: Turn, unit: Unit, report: str, key: str) -> Reply:
    reply = plain(turn, key)
    return Reply(reply.screen, next_screen="export", draft={"export": [unit.id, report]})


async def _typed(turn: Turn, uow: UnitOfWork, unit: Unit, report: str) -> Reply:
    """A period in words: `10/2026`, `quý 3`, `6 tháng đầu năm`, `2025`."""
    if report not in _allowed(turn.seat, unit):
        raise Denied(SUPERVISE)
    period = period_in(turn.said, turn.today())
    trouble = _trouble(turn, period)
    return _ask_period(turn, unit, report, trouble) if trouble else _form(turn, unit, report, period)


def period_in(said: str, today: date) -> str:
    """The period that words name, empty when they name none; without a year this year's."""
    words = normalise(said)
    found = re.fullmatch(r"(?:thang )?(1[0-2]|0?[1-9])(?:(?: ?[/.-] ?| nam )(\d{4}))?", words)
    if found:
        return f"{found[2] or today.year}-{int(found[1]):02}"
    found = re.fullmatch(r"quy ([1-4])(?:(?: ?[/.-] ?| nam | )(\d{4}))?", words)
    if found:
        return f"{found[2] or today.year}-Q{found[1]}"
    found = re.fullmatch(r"(?:6|sau) thang (dau|cuoi) nam(?: (\d{4}))?", words)
    if found:
        return f"{found[2] or today.year}-H{1 if found[1] == 'dau' else 2}"
    found = re.fullmatch(r"(?:nam )?(\d{4})", words)
    if found:
        return found[1]
    near = {"nam nay": today.year, "nam ngoai": today.year - 1, "nam truoc": today.year - 1}
    months = {"thang nay": today, "thang truoc": today.replace(day=1) - timedelta(days=1)}
    return str(near.get(words, "")) or (period_of("monthly", months[words]) if words in months else "")


def _form(turn: Turn, unit: Unit, report: str, period: str) -> Reply:
    forms = [form for form in FORMS if form != "picture" or REPORTS[report].picture is not None]
    choices = [
        Choice(say(turn.language, f"export.{form}"), f"export:{unit.id}:{report}:{period}:{form}") for form in forms
    ]
    words = period_words(period) if period != NOW_ONLY else say(turn.language, "export.until_now")
    text = say(turn.language, "export.form", report=say(turn.language, f"export.{report}"), unit=unit.name, when=words)
    return Reply(Screen(text, (*choices, home_choice(turn.language)), replaces=True))


async def _make(turn: Turn, uow: UnitOfWork, unit: Unit, report: str, period: str, form: str) -> Reply:
    if form not in FORMS or (form == "picture" and REPORTS[report].picture is None):
        return _form(turn, unit, report, period)
    args = {
        "report": report,
        "unit": unit.id,
        "period": period_of("yearly", turn.today()) if period == NOW_ONLY else period,
        "form": form,
        "person": turn.person.id if turn.person else None,
        "language": turn.language,
    }
    uow.audit.add(
        "report.exported",
        f"unit:{unit.id}",
        turn.now,
        person_id=turn.person.id if turn.person else None,
        seat_id=turn.seat.id if turn.seat else None,
        inbox_id=turn.inbox_id,
        report=report,
        period=period,
        form=form,
    )
    again = Choice(say(turn.language, "schedule.again"), f"schedule:{unit.id}:{report}:{form}")
    units = await uow.units.count_below(unit.path)
    key, values = ("export.making_long", {"n": number(units)}) if units > MANY else ("export.making", {})
    screen = Screen(say(turn.language, key, **values), (again, home_choice(turn.language)))
    return Reply(screen, document=Document("report", args))


async def calendar(turn: Turn, uow: UnitOfWork) -> Reply:
    """`calendar`: one's own due dates as a file for the telephone's calendar."""
    seat = turn.seat
    if seat is None or not may(seat, RECORD):
        raise Denied(RECORD)
    document = Document("calendar", {"unit": seat.unit_id, "language": turn.language})
    return Reply(plain(turn, "export.making").screen, document=document)


async def revoke_links(turn: Turn, uow: UnitOfWork) -> Reply:
    """`unlink`: ends every link that was ever made for this person, to a file or to a committee's page."""
    person = turn.person
    ended = await uow.files.revoke(person.id) + await uow.boards.revoke(person.id) if person else 0
    return plain(turn, "export.revoked", n=ended)
