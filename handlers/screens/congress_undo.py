""" "Nhầm" after a change of a congress: says what it was, puts it back on a yes, and tells whoever had been told."""

from __future__ import annotations

from functools import partial

from handlers.congress_undo import figures_of, paper_of, take_back_change
from handlers.congresses import Moved
from handlers.notices import as_notice, tell
from handlers.screen import Choice, Push, Reply, Screen, Turn
from handlers.screens.congress import shown
from handlers.screens.congress_change import noted, with_door
from handlers.screens.congress_papers import papers_shown
from handlers.screens.congress_parts import changing_unit, half_days_words
from handlers.screens.parts import actor, home_choice, plain
from handlers.text import day, number, say
from storage.congress_rows import Congress, CongressChange
from storage.model import Unit
from storage.tasks import Overtaken
from storage.unit_of_work import UnitOfWork


async def undo_change(turn: Turn, uow: UnitOfWork, change: CongressChange) -> Reply:
    """`undo` asks, `undo:c<change>` takes it back."""
    congress = await uow.congresses.get(change.congress_id)
    unit = await changing_unit(turn, uow, congress.unit_id if congress else 0)
    assert congress is not None
    if turn.args and turn.args[0] == f"c{change.id}":
        return await _take_back(turn, uow, unit, congress, change)
    choices = (
        Choice(say(turn.language, "button.undo_change"), f"undo:c{change.id}"),
        Choice(say(turn.language, "button.keep"), "undo:keep"),
    )
    return Reply(Screen(say(turn.language, "undo.ask_change", what=_what(unit, change, turn.language)), choices))


def _what(unit: Unit, change: CongressChange, language: str) -> str:
    """What was done, as it is named in the question and in the message to whoever was told."""
    values = {"unit": unit.name, "old": change.before, "new": change.after}
    match change.kind:
        case "planned":
            values["new"] = day(language, change.after, year=True)
        case "day":
            values |= {"old": day(language, change.before), "new": day(language, change.after, year=True)}
        case "mode":
            values["new"] = say(language, f"congress.mode_{change.after}")
        case "structure":
            stage = figures_of(change.after)[0]
            values["new"] = say(language, f"undo.stage_{stage}")
        case "length":
            values["new"] = half_days_words(language, int(change.after))
        case "paper":
            paper = paper_of(change.after)
            more = paper.added - paper_of(change.before).added
            if more:
                return say(language, "undo.change_opinions", unit=unit.name, n=number(more))
            values["new"] = say(language, f"papers.is_{paper.state}")
            values["n"] = number(paper.version)
    return say(language, f"undo.change_{change.kind}", **values)


async def _take_back(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, change: CongressChange) -> Reply:
    seat_id = actor(turn).seat_id
    try:
        moved = await take_back_change(uow, congress, change, seat_id=seat_id, now=turn.now)
    except Overtaken:
        moved = None
    if moved is None:
        return plain(turn, "report.overtaken", Choice(say(turn.language, "button.congress"), f"congress:{unit.id}"))
    if change.kind == "paper":
        await _report_back(turn, uow, change)
        noted(turn, uow, "congress.undone", congress)
        return await papers_shown(turn, uow, unit, congress, _done_words(turn, unit, change, moved))
    noted(turn, uow, "congress.undone", moved.congress)
    told = with_door(unit, "undo.sorry_change", what=partial(_what, unit, change))
    for other in await uow.notices.withdraw(f"congress_change:{change.id}"):
        await tell(uow, [as_notice(Push(other, told, f"sorry:c{change.id}"), turn.now)], turn.now)
    words = _done_words(turn, unit, change, moved)
    if change.kind == "structure":
        return Reply(Screen(words, (Choice(say(turn.language, "papers.button_structure"), f"constructure:{unit.id}"),)))
    if moved.congress.state != "planned":
        return Reply(Screen(words, (home_choice(turn.language),)))
    return await shown(turn, uow, unit, moved.congress, words)


async def _report_back(turn: Turn, uow: UnitOfWork, change: CongressChange) -> None:
    """The step that was reported because of it."""
    assert turn.person is not None
    event = await uow.tasks.last_event_of(turn.person.id, change.at)
    if event is None or event.at != change.at:
        return
    found = await uow.tasks.get(event.task_id)
    if found is not None:
        await uow.tasks.take_back(found[0], event, actor(turn), turn.now)


def _done_words(turn: Turn, unit: Unit, change: CongressChange, moved: Moved) -> str:
    what = _what(unit, change, turn.language)
    if change.kind == "day":
        return say(turn.language, "undo.done_day", what=what, moved=number(len(moved.moved)), kept=number(moved.kept))
    return say(turn.language, "undo.done_change", what=what)
