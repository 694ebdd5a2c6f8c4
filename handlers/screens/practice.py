"""Tập dượt: the daily moves tried in the same chat, on three invented tasks that live in this chat's draft alone.

Nothing is written but the chat's own state: no task, event, audit line, message to others or figure (decision 0024).
Every sentence is marked TẬP. It ends by a word, after half an hour of silence, and every night.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from handlers.catalogue.organisation import bare
from handlers.rules.calendar import MINUTE_MS
from handlers.rules.practice import LESSONS, MEETING, Practice, fits, tasks_due
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import home_choice
from handlers.text import day, say
from handlers.understand import Context, ShownTask, normalise, parse_count, understand
from storage.unit_of_work import UnitOfWork

NAME: Final = "practice"
LASTS_MS: Final = 30 * MINUTE_MS
ENDING: Final = ("het tap", "thoi tap", "ket thuc tap", "nghi tap", "thoi", "/thoi", "dung", "dung lai")
LISTING: Final = ("viec", "/viec", "viec cua toi", "0")
HELPING: Final = ("9", "tro giup", "giup", "/trogiup", "help")
TAKING_BACK: Final = ("nham", "huy")
OF_A_REMINDER: Final = re.compile(r"(?:xong|vuong|chua|nhac lai|hen)(?: viec)?(?: so)? [a-c](?: .*)?")
ABOUT: Final = re.compile(r"(xong|vuong|chua)(?: viec)?(?: so)? ([1-3])\b.*")


def is_practising(screen: str, turn: Turn) -> bool:
    """Whether what is typed belongs to the practice: not what answers a real reminder, nor after a long silence."""
    return screen == NAME and _is_fresh(turn) and not OF_A_REMINDER.fullmatch(bare(turn.said))


def _is_fresh(turn: Turn) -> bool:
    kept = turn.draft.get(NAME)
    return isinstance(kept, dict) and turn.now - int(kept.get("at", 0)) <= LASTS_MS


async def practice(turn: Turn, uow: UnitOfWork) -> Reply:
    """`practice` begins; `practice:list`, `practice:done:<n>`, `practice:blocked:<n>`, `practice:save`,
    `practice:again`, `practice:end`, `practice:skip` go on."""
    if not turn.args:
        return _list(turn, Practice(), begins=True)
    if not _is_fresh(turn):
        return _end(turn)
    state, way = Practice.of(turn.draft[NAME]), turn.args[0]
    if way == "end":
        return _end(turn)
    if way == "skip":
        return _list(turn, replace(state, lesson=min(state.lesson + 1, LESSONS), step=""))
    if way == "save" and state.step == "confirm":
        return _saved(turn, state)
    if way == "again" and state.step == "confirm":
        return _ask(turn, replace(state, numbers={}, step="present"))
    if way in ("done", "blocked") and len(turn.args) > 1:
        return _about(turn, state, way, int(turn.args[1]))
    return _list(turn, state)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """Words typed while practising."""
    state, words = Practice.of(turn.draft[NAME]), normalise(turn.said)
    if words in ENDING:
        return _end(turn)
    if words in LISTING:
        return _list(turn, state)
    if words in HELPING:
        return _show(turn, state, say(turn.language, "practice.help"))
    if words in TAKING_BACK:
        return _taken_back(turn, state)
    if state.step in ("present", "excused"):
        return _counted(turn, state)
    if state.step == "reason":
        return _show(turn, _after(state, "blocked"), say(turn.language, "practice.blocked", reason=turn.said[:80]))
    about = ABOUT.fullmatch(words)
    if about:
        return _about(turn, state, "done" if about[1] == "xong" else "blocked", int(about[2]))
    return _sentence(turn, state)


def _sentence(turn: Turn, state: Practice) -> Reply:
    """The same understanding as in earnest, on the invented list."""
    shown = tuple(
        ShownTask(number, "", say(turn.language, f"practice.task_{number}")) for number, _ in tasks_due(turn.today())
    )
    meaning = understand(turn.said, turn.today(), Context(shown=shown, role="cell_secretary"))
    slots = meaning.slots
    if meaning.intent == "report_meeting":
        numbers = {"present": slots.get("present"), "excused": slots.get("absent_excused")}
        known = {name: int(value) for name, value in numbers.items() if isinstance(value, int)}
        return _ask(turn, replace(state, task=MEETING, numbers=known, in_one=True))
    if meaning.intent in ("report_done", "report_not_done") and isinstance(slots.get("task_ref"), int):
        return _about(turn, state, "done" if meaning.intent == "report_done" else "blocked", int(slots["task_ref"]))
    if meaning.intent == "undo_last":
        return _taken_back(turn, state)
    if meaning.intent == "ask_tasks":
        return _list(turn, state)
    return _show(turn, state, say(turn.language, "practice.not_understood"))


def _about(turn: Turn, state: Practice, way: str, number: int) -> Reply:
    if number not in (1, 2, 3):
        return _list(turn, state)
    state = replace(state, task=number, numbers={}, in_one=False)
    if way == "blocked":
        title = say(turn.language, f"practice.task_{number}")
        return _show(turn, replace(state, step="reason"), say(turn.language, "practice.why", title=title))
    return _ask(turn, state) if number == MEETING else _saved(turn, state)


def _ask(turn: Turn, state: Practice) -> Reply:
    """The next number that is missing, else everything read back."""
    for name in ("present", "excused"):
        if name not in state.numbers:
            return _show(turn, replace(state, step=name), say(turn.language, f"practice.ask_{name}"))
    text = say(turn.language, "practice.read_back", **state.numbers)
    choices = (
        Choice(say(turn.language, "button.save"), "practice:save"),
        Choice(say(turn.language, "button.change"), "practice:again"),
    )
    return _show(turn, replace(state, step="confirm"), text, choices)


def _counted(turn: Turn, state: Practice) -> Reply:
    count = parse_count(turn.said)
    if count is None or not fits(count):
        return _show(turn, state, say(turn.language, "practice.a_number"))
    return _ask(turn, replace(state, numbers=state.numbers | {state.step: count}))


def _saved(turn: Turn, state: Practice) -> Reply:
    title = say(turn.language, f"practice.task_{state.task}")
    done = replace(state, done=tuple(sorted({*state.done, state.task})), last=state.task)
    return _show(
        turn, _after(done, "sentence" if state.in_one else "report"), say(turn.language, "practice.saved", title=title)
    )


def _taken_back(turn: Turn, state: Practice) -> Reply:
    if not state.last:
        return _show(turn, replace(state, step=""), say(turn.language, "practice.nothing_to_take_back"))
    title = say(turn.language, f"practice.task_{state.last}")
    back = replace(state, done=tuple(each for each in state.done if each != state.last), last=0)
    return _show(turn, _after(back, "undo"), say(turn.language, "practice.taken_back", title=title))


def _after(state: Practice, move: str) -> Practice:
    return replace(state, step="", numbers={}, in_one=False).learnt(move)


def _list(turn: Turn, state: Practice, *, begins: bool = False) -> Reply:
    state = replace(state, step="") if begins else _after(state, "list")
    lines = [
        say(
            turn.language,
            "practice.line_done" if number in state.done else "practice.line",
            number=number,
            title=say(turn.language, f"practice.task_{number}"),
            due=day(turn.language, due),
        )
        for number, due in tasks_due(turn.today())
    ]
    head = say(turn.language, "practice.welcome" if begins else "practice.list")
    titles = ((number, say(turn.language, f"practice.task_{number}")) for number, _ in tasks_due(turn.today()))
    ways = tuple(Choice(f"{number}. {title}", f"practice:done:{number}") for number, title in titles)
    return _show(turn, state, "\n".join((head, *lines)), ways)


def _show(turn: Turn, state: Practice, text: str, choices: tuple[Choice, ...] = ()) -> Reply:
    """Marked, with the lesson beneath; while a question is open nothing else is offered."""
    parts = [text]
    offered = list(choices)
    if not state.step:
        parts.append(say(turn.language, f"practice.lesson_{state.lesson}", n=state.lesson, all=LESSONS - 1))
        if state.lesson < LESSONS:
            offered.append(Choice(say(turn.language, "practice.skip"), "practice:skip"))
        offered.append(Choice(say(turn.language, "practice.end"), "practice:end"))
    marked = say(turn.language, "practice.mark", text="\n\n".join(parts))
    # Without buttons the lines of the list are the digits; only what stands in no line is written beneath.
    beneath = [f"{place}. {each.label}" for place, each in enumerate(offered, 1) if f"{place}." not in each.label]
    screen = Screen(marked, tuple(offered), words="\n".join(beneath))
    draft: dict[str, Any] = {NAME: state.as_draft(turn.now)}
    # A number that is asked for must not choose from beneath an older question.
    return Reply(screen, next_screen=NAME, draft=draft, takes_numbers=state.step in ("present", "excused"))


def _end(turn: Turn) -> Reply:
    """Nothing of it is left; the next message is in earnest."""
    choices = (
        Choice(say(turn.language, "button.my_work"), "tasks"),
        Choice(say(turn.language, "guide.button"), "guide"),
        home_choice(turn.language),
    )
    return Reply(Screen(say(turn.language, "practice.over"), choices))
