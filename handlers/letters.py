"""What leaders are told without asking: every Monday how their level stands, every month a letter that begins with what
went well. Both are written at the second of sending, inside the one message of the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from handlers.reports.frame import CELLS
from handlers.reports.wording import percent, period_words
from handlers.rules.calendar import DAY_MS, MORNING, day_of, instant
from handlers.rules.calendar import MONDAY as FIRST_WEEKDAY
from handlers.rules.periods import bounds, period_of, previous_period
from handlers.rules.rates import may_compare
from handlers.rules.status import STANDINGS, is_silent
from handlers.screen import Choice, Screen
from handlers.text import number, say
from storage.figures import Figures, Span, UnitFigures, total
from storage.model import Seat
from storage.notices import Notice, Waiting
from storage.reports import Burden
from storage.unit_of_work import UnitOfWork

MONDAY: Final = "monday"
LETTER: Final = "letter"
WEEK: Final = 7
LOOK_BACK: Final = timedelta(days=30)
TWO_MONTHS: Final = timedelta(days=60)
EVER: Final = "9999-12-31"
SHOWN: Final = 3
FEW_UNITS: Final = 400
LETTER_DAYS: Final = 3


async def plan_letters(uow: UnitOfWork, now: int) -> int:
    """Once a day: on Mondays the digest, in the first days of a month the letter about the last one; each seat hears
    of each once. Returns how many were planned."""
    today = day_of(now)
    keys: list[tuple[str, dict[str, str], str]] = []
    if today.weekday() == FIRST_WEEKDAY:
        keys.append((MONDAY, {"monday": today.isoformat()}, today.isoformat()))
    if today.day <= LETTER_DAYS:
        month = previous_period(period_of("monthly", today))
        keys.append((LETTER, {"month": month}, month))
    if not keys:
        return 0
    at = max(now, instant(today, MORNING))
    notices = [
        Notice(seat, kind, dict(payload), today.isoformat(), at + 2 * DAY_MS, key=f"{kind}:{seat}:{which}", look_at=at)
        for seat in await uow.reports.leaders(now)
        for kind, payload, which in keys
    ]
    await uow.notices.add(notices, now)
    return len(notices)


async def monday_digest(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """The level in three rates, its units by state, the worst three, what was asked and not answered."""
    today = day_of(now)
    yesterday = (today - timedelta(days=1)).isoformat()
    span = Span(seat.unit_path, (today - LOOK_BACK).isoformat(), yesterday, today.isoformat())
    sums = total(row.figures for row in await uow.reports.by_child(span))
    if not sums.expected:
        return None
    lines = [_rates_line(language, seat, sums), burden_line(language, await burden_of(uow, seat.unit_path, now))]
    open_ = Span(seat.unit_path, (today - TWO_MONTHS).isoformat(), EVER, today.isoformat())
    if await uow.units.count_below(seat.unit_path) <= FEW_UNITS:
        lines.append(await _states_line(uow, seat, open_, language, now))
    worst = sorted(await uow.reports.by_child(open_), key=lambda row: (-row.figures.late, row.path))
    lines += [
        say(language, "monday.unit", unit=row.name, what=", ".join(_troubles(language, row.figures)))
        for row in worst[:SHOWN]
        if row.figures.late and row.unit_id != seat.unit_id
    ]
    overdue = await uow.explanations.overdue(seat.id, today.isoformat())
    if overdue:
        lines.append(say(language, "monday.unexplained", n=number(overdue)))
    choices = (Choice(say(language, "button.standing"), "standing"), Choice(say(language, "button.calls"), "calls"))
    return Screen("\n".join(line for line in lines if line), choices, words=say(language, "late.words"))


def _troubles(language: str, found: Figures) -> list[str]:
    counts = (("late", found.late), ("blocked", found.blocked))
    return [say(language, f"standing.{key}", n=number(count)) for key, count in counts if count]


def _rates_line(language: str, seat: Seat, sums: Figures) -> str:
    return say(
        language,
        "monday.rates" if sums.reported else "monday.nothing",
        unit=seat.unit_name,
        complete=percent(sums.reported, sums.expected),
        on_time=percent(sums.on_time, sums.expected),
        verified=percent(sums.verified, sums.reported),
        expected=number(sums.expected),
    )


async def _states_line(uow: UnitOfWork, seat: Seat, span: Span, language: str, now: int) -> str:
    """How many cells are in each of the five states, or in none."""
    reach = await uow.tasks.reach_below(seat.unit_path, now)
    rows = {row.unit_id: row for row in await uow.reports.by_unit(span) if row.kind in CELLS}
    counts = Counter(_state(row, *reach.get(row.unit_id, (False, None)), now) for row in rows.values())
    parts = [say(language, f"monday.{state}", n=number(counts[state])) for state in ("fine", *STANDINGS[:-1])]
    named = [part for part, state in zip(parts, ("fine", *STANDINGS[:-1]), strict=True) if counts[state]]
    return " · ".join(named)


def _state(row: UnitFigures, reachable: bool, wrote: int | None, now: int) -> str:
    """Why nothing came is asked before how late it is."""
    found = row.figures
    if not (found.late or found.blocked or found.returned):
        return "fine"
    if not reachable:
        return "not_reached"
    if found.late and is_silent(wrote, 0, now):
        return "silent"
    return "blocked" if found.blocked else "returned" if found.returned else "late"


async def burden_of(uow: UnitOfWork, path: str, now: int) -> Burden:
    """What the last seven days cost the secretaries below."""
    found = Burden()
    for _, each in await uow.reports.burden(path, now - WEEK * DAY_MS, now):
        found += each
    return found


def burden_line(language: str, found: Burden) -> str:
    """`Gánh nặng: 2,1 tin nhận, 3,0 tin nhắn, 2,5 phút mỗi bí thư một tuần`; empty while nobody has joined,
    or nobody was written to and nobody wrote."""
    if not found.people:
        return ""
    parts = burden_parts(language, found)
    return say(language, "burden.line", parts=", ".join(parts)) if parts else ""


def burden_parts(language: str, found: Burden) -> list[str]:
    """What one person got, wrote and spent; what rounds to nothing is not said."""
    counts = (("got", found.got), ("wrote", found.wrote), ("minutes", found.minutes))
    means = [(key, tenths(count, max(found.people, 1))) for key, count in counts]
    return [say(language, f"burden.{key}", n=mean) for key, mean in means if mean != tenths(0, 1)]


def tenths(part: int, whole: int) -> str:
    """A mean with one decimal, the Vietnamese way."""
    return f"{part / whole:.1f}".replace(".", ",")


async def letter(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """Three good things of the month, all of them true; then at most three to look after."""
    month = str(notice.payload["month"])
    rows = await uow.reports.by_child(_span(seat, month, now))
    sums = total(row.figures for row in rows)
    if not sums.expected:
        return None
    good = await _good(uow, seat, month, rows, language, now)
    lines = [say(language, "letter.head", unit=seat.unit_name, when=period_words(month))]
    lines += [f"+ {line}" for line in good[:SHOWN]] or [say(language, "letter.nothing")]
    weak = sorted((row for row in rows if row.figures.late), key=lambda row: (-row.figures.late, row.path))[:SHOWN]
    if weak:
        lines.append(say(language, "letter.look_after"))
        lines += [say(language, "letter.unit", unit=row.name, late=number(row.figures.late)) for row in weak]
    choices = (
        Choice(say(language, "button.figures"), f"figures:{seat.unit_id}:{month}"),
        Choice(say(language, "button.export"), f"export:{seat.unit_id}"),
    )
    return Screen("\n".join(lines), choices, words=say(language, "letter.words"))


def _span(seat: Seat, month: str, now: int) -> Span:
    first, last = bounds(month)
    return Span(seat.unit_path, first.isoformat(), last.isoformat(), day_of(now).isoformat())


async def _good(
    uow: UnitOfWork, seat: Seat, month: str, rows: Sequence[UnitFigures], language: str, now: int
) -> list[str]:
    """What went well, the most telling first; counts, and units that did everything, never a person."""
    sums = total(row.figures for row in rows)
    found = []
    before_rows = await uow.reports.by_child(_span(seat, previous_period(month), now))
    before = total(row.figures for row in before_rows)
    reporting = min(sum(bool(row.figures.reported) for row in each) for each in (rows, before_rows))
    if may_compare(reporting) and sums.on_time * before.expected > before.on_time * sums.expected:
        was, is_ = percent(before.on_time, before.expected), percent(sums.on_time, sums.expected)
        found.append(say(language, "letter.better", was=was, now=is_))
    whole = [row.name for row in rows if row.figures.expected and row.figures.on_time == row.figures.expected]
    if whole:
        names = ", ".join(whole[:SHOWN]) + ("…" if len(whole) > SHOWN else "")
        found.append(say(language, "letter.whole", n=number(len(whole)), names=names))
    first, last = (instant(each) for each in bounds(month))
    cleared = await uow.reports.cleared(seat.unit_path, first, last + DAY_MS)
    if cleared:
        found.append(say(language, "letter.cleared", n=number(cleared)))
    if sums.on_time:
        found.append(say(language, "letter.in_time", n=number(sums.on_time)))
    if sums.reported:
        found.append(say(language, "letter.done", n=number(sums.reported), expected=number(sums.expected)))
    if sums.verified:
        found.append(say(language, "letter.verified", n=number(sums.verified)))
    return found
