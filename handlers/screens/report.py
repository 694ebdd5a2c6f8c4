"""Reporting a task: the numbers one at a time, a read-back, one key; whoever said it all in one sentence is only
read back to. Corrections go the same way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from handlers.access import access_entry
from handlers.known_numbers import known_numbers
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.held_day import day_question, day_said, no_such_day, not_then, other_month
from handlers.screens.parts import home_choice, numbers_in_words
from handlers.screens.record import Entry, already, why_not, write_report
from handlers.screens.said_numbers import SHARES, members_of, said_in_part, said_numbers, several_of, value_of
from handlers.screens.sums import attendance_clash, left_out, of_members, over_total
from handlers.text import number, say
from handlers.understand import names_two_days, normalise, parse_date
from storage.model import REPORTED_STATES, Task
from storage.unit_of_work import UnitOfWork

HIGHEST = 100_000
SOON = timedelta(days=60)
NEGATIVE = re.compile(r"\s*[-\N{MINUS SIGN}]\s*\d+\s*")
TAKE_BACK = ("nham", "sai", "nham roi", "sai roi")
REMEMBERED = frozenset({"criteria", "target", "planned", "official", "probationary", "rounds_planned"})
"""Numbers that seldom change: the last report's is offered."""


async def begin(turn: Turn, uow: UnitOfWork, task_id: int, *, editing: bool = False) -> Reply:
    """`task:<id>:done`: takes over what was already said (`turn.slots`) and asks for the rest. Said again of what is
    reported: the same is there already, something else is offered as a correction."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    said = said_numbers(turn, task) or await said_in_part(turn, uow, task)
    if task.state in REPORTED_STATES and said and not editing and said.items() - task.numbers.items():
        editing, said = True, task.numbers | said
    refusal = why_not(turn, task, editing=editing)
    if refusal is not None:
        return refusal
    entry = Entry(task, said, task.held_on if editing else None, editing, for_holder)
    when = turn.slots.get("date")
    if "present" in task.asks and isinstance(when, str):
        wrong = not_then(turn, entry, when)
        if wrong is not None:
            return wrong
        entry = replace(entry, held_on=when)
    unclear = "present" in task.asks and (turn.slots.get("vague") or (said and no_such_day(turn, task)))
    if unclear and entry.held_on is None:
        return day_question(turn, entry, stumbled=True)
    if said and entry.held_on is None and other_month(turn, task):
        # Said in one month of a meeting of another: the day is asked for before it counts there.
        return day_question(turn, entry)
    return await next_question(turn, uow, await _filled_in(turn, uow, entry))


async def _filled_in(turn: Turn, uow: UnitOfWork, entry: Entry) -> Entry:
    """With what is known for the period from elsewhere; not when that is just what is to be changed."""
    if entry.editing or (turn.draft.get("task") == entry.task.id and turn.draft.get("known")):
        return entry
    found = {name: each for name, each in (await known_numbers(uow, entry.task)).items() if name not in entry.numbers}
    numbers = entry.numbers | {name: value for name, (value, _) in found.items()}
    return replace(entry, numbers=numbers, known={name: title for name, (_, title) in found.items()})


async def ask_day(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:meet`: on which day the meeting was; then its numbers."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    refusal = why_not(turn, task)
    return refusal or day_question(turn, Entry(task, for_holder=for_holder).taken_up(turn.draft))


async def on_day(turn: Turn, uow: UnitOfWork, task_id: int, when: str) -> Reply:
    """`task:<id>:on:<date>`"""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    entry = Entry(task, for_holder=for_holder).taken_up(turn.draft)
    date.fromisoformat(when)
    refusal = why_not(turn, task, editing=entry.editing) or not_then(turn, entry, when)
    return refusal or await next_question(turn, uow, replace(entry, held_on=when))


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """A number (or a day) was typed for the question kept in the draft."""
    task, for_holder = await access_entry(uow, turn.seat, int(turn.draft["task"]))
    entry = Entry(task, for_holder=for_holder).taken_up(turn.draft)
    refusal = why_not(turn, task, editing=entry.editing)
    if refusal is not None:
        return refusal
    asked, given = str(turn.draft["asking"]), entry.numbers
    if asked == "held":
        when = parse_date(turn.said, turn.today())
        if when is None:
            return day_question(turn, entry, stumbled=True)
        ahead = parse_date(turn.said, turn.today(), "future")
        if ahead is not None and when.isoformat() < task.opens_on and ahead - turn.today() < SOON:
            when = ahead
        return await on_day(turn, uow, task.id, when.isoformat())
    if normalise(turn.said) in TAKE_BACK:
        return await next_question(turn, uow, replace(entry, numbers=dict(list(given.items())[:-1])))
    if "present" in task.asks and names_two_days(turn.said, turn.today()):
        return day_question(turn, entry, stumbled=True)
    held = day_said(turn, task)
    if held is not None:
        return not_then(turn, entry, held) or await _with_day(turn, uow, replace(entry, held_on=held), asked)
    return await _with_number(turn, uow, entry, asked)


async def _with_day(turn: Turn, uow: UnitOfWork, entry: Entry, asked: str) -> Reply:
    """The sentence named the day: the numbers beside it count too, the one in the date does not."""
    counts = several_of(turn.said, entry.task)
    if counts and all(0 <= each <= HIGHEST for each in counts.values()):
        return await next_question(turn, uow, replace(entry, numbers=entry.numbers | counts))
    return _ask(turn, entry, asked, await _question(turn, uow, entry, asked))


async def _with_number(turn: Turn, uow: UnitOfWork, entry: Entry, asked: str) -> Reply:
    task, given = entry.task, entry.numbers
    question = await _question(turn, uow, entry, asked)
    if NEGATIVE.fullmatch(turn.said):
        return _ask(turn, entry, asked, say(turn.language, "ask.negative", question=question), stumbled=True)
    value, members = value_of(asked, turn.said), await members_of(uow, task)
    several = several_of(turn.said, task) if value is None else {}
    if several and all(0 <= each <= (members or HIGHEST) for each in several.values()):
        return await next_question(turn, uow, replace(entry, numbers=given | several))
    if value is None or not 0 <= value <= HIGHEST:
        return _ask(turn, entry, asked, say(turn.language, "ask.again", question=question), stumbled=True)
    if asked in of_members(task) and members is not None and value > members:
        text = say(turn.language, "ask.too_big", number=number(value), total=number(members), question=question)
        return _ask(turn, entry, asked, text)
    if entry.editing and not given and task.numbers:
        return await revise(turn, uow, task, {asked: value})
    return await next_question(turn, uow, replace(entry, numbers=given | {asked: value}))


async def next_question(turn: Turn, uow: UnitOfWork, entry: Entry) -> Reply:
    """Asks for what the entry still lacks; when nothing does, reads it back."""
    task, members = entry.task, await members_of(uow, entry.task)
    counts_members = "present" in task.asks and members is not None
    if counts_members and left_out(entry.numbers, members or 0) < 0:
        # Too many already: nothing more is asked before that is mended.
        return attendance_clash(turn, entry, members or 0) or read_back(turn, entry)
    if counts_members and "present" in entry.numbers and left_out(entry.numbers, members or 0) == 0:
        # Everybody is accounted for already: what was not said is nobody.
        entry = replace(entry, numbers=dict.fromkeys(task.asks, 0) | entry.numbers)
    for name in task.asks:
        if name in entry.numbers:
            continue
        if name != "total" or members is None or not entry.numbers:
            return _ask(turn, entry, name, await _question(turn, uow, entry, name))
        entry = replace(entry, numbers={**entry.numbers, "total": members})
    clash = attendance_clash(turn, entry, members or 0) if counts_members else over_total(turn, entry, members)
    return clash or read_back(turn, entry)


async def accept_exempt(turn: Turn, uow: UnitOfWork, task_id: int, left: int) -> Reply:
    """`task:<id>:exempt:<n>`: whoever is missing from the sum is exempt or away."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    if turn.draft.get("task") != task.id:
        return await begin(turn, uow, task_id)
    entry = Entry(task, for_holder=for_holder).taken_up(turn.draft)
    exempt = entry.numbers.get("exempt", 0) + left
    return await next_question(turn, uow, replace(entry, numbers=entry.numbers | {"exempt": exempt}))


async def accept_members(turn: Turn, uow: UnitOfWork, task_id: int, members: int) -> Reply:
    """`task:<id>:members:<n>`: the books were behind; the new number of members is kept with its day."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    if turn.draft.get("task") != task.id or not 0 < members <= HIGHEST:
        return await begin(turn, uow, task_id)
    await uow.units.set_member_count(task.unit_id, members, turn.today().isoformat())
    return await next_question(turn, uow, Entry(task, for_holder=for_holder).taken_up(turn.draft))


async def _question(turn: Turn, uow: UnitOfWork, entry: Entry, name: str) -> str:
    task = entry.task
    if entry.editing and name in task.numbers:
        return say(
            turn.language, "ask.instead", question=say(turn.language, f"ask.{name}"), n=number(task.numbers[name])
        )
    if name in REMEMBERED:
        earlier = [numbers[name] for _, numbers in await uow.history.earlier(task, 4) if name in numbers]
        if earlier:
            question = say(turn.language, f"ask.{name}")
            return say(turn.language, "ask.last_time", question=question, n=number(earlier[0]))
    if name == "total":
        members = await members_of(uow, task)
        if members is not None:
            return say(turn.language, "ask.total_known", unit=task.unit_name, total=number(members))
    return say(turn.language, f"ask.{name}")


def _ask(turn: Turn, entry: Entry, name: str, question: str, *, stumbled: bool = False) -> Reply:
    return Reply(
        Screen(f"{entry.task.title}\n\n{question}", (home_choice(turn.language),), words=" "),
        next_screen="report",
        draft=entry.draft(name),
        stumbled=stumbled,
        takes_numbers=True,
    )


def read_back(turn: Turn, entry: Entry) -> Reply:
    """One line in words and digits, and one key before anything is saved."""
    task = entry.task
    key = "correct.read_back" if entry.editing else "report.read_back"
    numbers = entry.words(turn.language)
    text = say(turn.language, key, title=task.title, numbers=numbers, before=_before(turn, task))
    for name, title in entry.known.items():
        source = title or say(turn.language, "report.books")
        said = numbers_in_words(turn.language, {name: entry.numbers[name]})
        text += "\n" + say(turn.language, "report.not_asked", number=said, source=source)
    other = ("change", "redo" if entry.editing else "done") if task.asks else ("not_yet", "")
    choices = [
        Choice(say(turn.language, "button.save"), f"task:{task.id}:save"),
        Choice(say(turn.language, f"button.{other[0]}"), f"task:{task.id}:{other[1]}".rstrip(":")),
        home_choice(turn.language),
    ]
    share = task.asks[0] if task.asks else ""
    if share in SHARES and not entry.editing and entry.numbers.get(share, 0) < entry.numbers.get("total", 0):
        choices.insert(1, Choice(say(turn.language, "button.going_on"), f"task:{task.id}:going"))
    return Reply(Screen(text, tuple(choices)), draft=entry.draft())


def _before(turn: Turn, task: Task) -> str:
    return numbers_in_words(turn.language, task.numbers)


async def save(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:save`: writes what was read back. An old button of another report starts that one afresh."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    entry = Entry(task, for_holder=for_holder).taken_up(turn.draft)
    refusal = why_not(turn, task, editing=entry.editing)
    if refusal is not None:
        return refusal
    if any(name not in entry.numbers for name in task.asks):
        return await begin(turn, uow, task_id)
    return await write_report(turn, uow, entry)


async def quick(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:quick`: the answer inside a reminder, which has just named the task; numbers are still asked."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    if task.asks:
        return await begin(turn, uow, task_id)
    return await write_report(turn, uow, Entry(task, for_holder=for_holder))


async def redo(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:edit`, `…:redo`: the first number again; what follows from it is proposed."""
    task, for_holder = await access_entry(uow, turn.seat, task_id)
    refusal = why_not(turn, task, editing=True)
    if refusal is not None:
        return refusal
    if not task.asks or not task.numbers:
        return already(turn, task)
    entry = Entry(task, {}, task.held_on, editing=True, for_holder=for_holder)
    return _ask(turn, entry, task.asks[0], await _question(turn, uow, entry, task.asks[0]))


async def revise(turn: Turn, uow: UnitOfWork, task: Task, changed: dict[str, int]) -> Reply:
    """A correction of some numbers: the others stay, and whoever is no longer present is proposed as absent."""
    _, for_holder = await access_entry(uow, turn.seat, task.id)
    refusal = why_not(turn, task, editing=True)
    if refusal is not None:
        return refusal
    numbers = task.numbers | changed
    members = await members_of(uow, task)
    if "present" in changed and members is not None and "absent_excused" not in changed:
        absent = numbers.get("absent_excused", 0) + left_out(numbers, members)
        numbers["absent_excused"] = max(0, absent)
    return await next_question(turn, uow, Entry(task, numbers, task.held_on, editing=True, for_holder=for_holder))
