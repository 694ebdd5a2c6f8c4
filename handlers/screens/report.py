"""Reporting a task: the numbers one at a time, a read-back, one key; then it is written, once."""

from __future__ import annotations

from typing import Any

from handlers.access import RECORD, access_task
from handlers.rules.attendance import balance
from handlers.rules.status import is_open_now, may_become
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import actor, home_choice, numbers_in_words, plain, what_was_reported
from handlers.text import day, number, say
from handlers.understand import normalise, parse_count
from storage.model import REPORTED_STATES, Task
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork

HIGHEST = 100_000
TAKE_BACK = ("nham", "sai", "nham roi", "sai roi")
OF_MEMBERS = frozenset({"present", "absent_excused", "absent_unexcused", "attended", "paid", "signed", "exempt"})


async def begin(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:done`: takes over what was already said (`turn.slots`) and asks for the rest."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    wanted = (*task.asks, "exempt", "away", "here") if "present" in task.asks else task.asks
    said = {name: turn.slots[name] for name in wanted if isinstance(turn.slots.get(name), int)}
    return await _next_question(turn, uow, task, said)


def why_not(turn: Turn, task: Task) -> Reply | None:
    """What to answer when the task cannot be reported now, None when it can."""
    if task.state in REPORTED_STATES:
        return plain(turn, "task.already", title=task.title)
    if task.opens_on > turn.today().isoformat():
        return plain(turn, "task.not_open", day=day(turn.language, task.opens_on))
    if not is_open_now(task, turn.now) or not may_become(task.state, "reported"):
        return plain(turn, "task.closed", day=day(turn.language, task.closes_on))
    return None


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """A number was typed for the question kept in the draft."""
    task = await access_task(uow, turn.seat, int(turn.draft["task"]), RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    asked, given = str(turn.draft["asking"]), dict(turn.draft["numbers"])
    if normalise(turn.said) in TAKE_BACK:
        return await _next_question(turn, uow, task, dict(list(given.items())[:-1]))
    question = await _question(turn, uow, task, asked)
    value = parse_count(turn.said)
    if value is None or not 0 <= value <= HIGHEST:
        return _ask(turn, task, given, asked, say(turn.language, "ask.again", question=question), stumbled=True)
    members = await _members(uow, task)
    if asked in OF_MEMBERS and members is not None and value > members:
        text = say(turn.language, "ask.too_big", number=number(value), total=number(members), question=question)
        return _ask(turn, task, given, asked, text)
    return await _next_question(turn, uow, task, given | {asked: value})


async def _next_question(turn: Turn, uow: UnitOfWork, task: Task, given: dict[str, int]) -> Reply:
    members = await _members(uow, task)
    counts_members = "present" in task.asks and members is not None
    if counts_members and "present" in given and balance(given, members or 0) == 0:
        # Everybody is accounted for already: what was not said is nobody.
        given = dict.fromkeys(task.asks, 0) | given
    for name in task.asks:
        if name not in given:
            return _ask(turn, task, given, name, await _question(turn, uow, task, name))
    if counts_members:
        clash = _clash(turn, task, given, members or 0)
        if clash is not None:
            return clash
    return read_back(turn, task, given)


def _clash(turn: Turn, task: Task, given: dict[str, int], members: int) -> Reply | None:
    """Attendance that does not add up names its numbers."""
    left = balance(given, members)
    if left == 0:
        return None
    key = "ask.clash_fewer" if left > 0 else "ask.clash_more"
    text = say(
        turn.language,
        key,
        sum=number(members - left),
        total=number(members),
        left=number(abs(left)),
        numbers=numbers_in_words(turn.language, given),
    )
    choices = [Choice(say(turn.language, "button.change"), f"task:{task.id}:done")]
    if left > 0:
        choices.insert(0, Choice(say(turn.language, "button.exempt", left=left), f"task:{task.id}:exempt:{left}"))
    return Reply(Screen(text, tuple(choices)), draft=_draft(task, given, ""))


async def accept_exempt(turn: Turn, uow: UnitOfWork, task_id: int, left: int) -> Reply:
    """`task:<id>:exempt:<n>`: whoever is missing from the sum is exempt or away."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    if turn.draft.get("task") != task.id:
        return await begin(turn, uow, task_id)
    given = dict(turn.draft["numbers"])
    return await _next_question(turn, uow, task, given | {"exempt": given.get("exempt", 0) + left})


async def _question(turn: Turn, uow: UnitOfWork, task: Task, name: str) -> str:
    if name == "total":
        members = await _members(uow, task)
        if members is not None:
            unit = turn.seat.unit_name if turn.seat else ""
            return say(turn.language, "ask.total_known", unit=unit, total=number(members))
    return say(turn.language, f"ask.{name}")


async def _members(uow: UnitOfWork, task: Task) -> int | None:
    unit = await uow.units.get(task.unit_id)
    return unit.member_count if unit else None


def _ask(turn: Turn, task: Task, given: dict[str, int], name: str, question: str, *, stumbled: bool = False) -> Reply:
    text = f"{task.title}\n\n{question}"
    return Reply(
        Screen(text, (home_choice(turn.language),), words=" "),
        next_screen="report",
        draft=_draft(task, given, name),
        stumbled=stumbled,
        takes_numbers=True,
    )


def _draft(task: Task, given: dict[str, int], asking: str) -> dict[str, Any]:
    return {"task": task.id, "numbers": given, "asking": asking}


def read_back(turn: Turn, task: Task, given: dict[str, int]) -> Reply:
    """One line in words and digits, and one key before anything is saved."""
    text = say(turn.language, "report.read_back", title=task.title, numbers=what_was_reported(turn.language, given))
    other = ("change", f"task:{task.id}:done") if task.asks else ("not_yet", f"task:{task.id}")
    choices = (
        Choice(say(turn.language, "button.save"), f"task:{task.id}:save"),
        Choice(say(turn.language, f"button.{other[0]}"), other[1]),
        home_choice(turn.language),
    )
    return Reply(Screen(text, choices), draft=_draft(task, given, ""))


async def save(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:save`: writes what was read back. An old button of another report starts that one afresh."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    given = dict(turn.draft.get("numbers", {})) if turn.draft.get("task") == task.id else {}
    if any(name not in given for name in task.asks):
        return await begin(turn, uow, task_id)
    return await write(turn, uow, task, given)


async def quick(turn: Turn, uow: UnitOfWork, task_id: int) -> Reply:
    """`task:<id>:quick`: the answer inside a reminder, which has just named the task; numbers are still asked."""
    task = await access_task(uow, turn.seat, task_id, RECORD)
    refusal = why_not(turn, task)
    if refusal is not None:
        return refusal
    return await begin(turn, uow, task_id) if task.asks else await write(turn, uow, task, {})


async def write(turn: Turn, uow: UnitOfWork, task: Task, numbers: dict[str, int]) -> Reply:
    """The one place where a task becomes reported."""
    try:
        await uow.tasks.change(
            task,
            "reported",
            actor(turn),
            turn.now,
            state="reported",
            numbers=numbers,
            reason=None,
            reported_at=turn.now,
            next_remind_at=None,
        )
    except Overtaken:
        return plain(turn, "report.overtaken")
    by = actor(turn)
    uow.audit.add(
        "task.reported",
        f"task:{task.id}",
        turn.now,
        person_id=by.person_id,
        seat_id=by.seat_id,
        inbox_id=by.inbox_id,
        numbers=numbers,
    )
    text = say(turn.language, "report.saved", title=task.title, numbers=what_was_reported(turn.language, numbers))
    choices = (Choice(say(turn.language, "button.my_work"), "tasks"), home_choice(turn.language))
    return Reply(Screen(text, choices))
