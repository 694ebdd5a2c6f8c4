"""Personnel work of a congress as steps and counts; never a name, never a finding."""

from __future__ import annotations

from typing import Final

from handlers.catalogue import congress_steps
from handlers.rules.structure import asks_structure
from handlers.screen import Choice, Reply, Turn
from handlers.screens.congress_parts import seen_unit, step_mark, to_unit
from handlers.screens.parts import numbered_list, numbers_in_words, plain
from handlers.text import say
from storage.model import REPORTED_STATES
from storage.unit_of_work import UnitOfWork

PERSONNEL: Final = tuple(step.code for step in congress_steps("commune") if step.group == "personnel")
A_PAGE: Final = 3


async def conpeople(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conpeople:<unit>[:<skip>]`: the personnel steps with their counts, by due day."""
    unit = await seen_unit(turn, uow, int(turn.args[0]))
    skip = int(turn.args[1]) if len(turn.args) > 1 else 0
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None:
        return plain(turn, "congress.none", unit=unit.name)
    steps = [task for task in await uow.congresses.steps(congress.programme_id) if task.duty in PERSONNEL]
    page = steps[skip : skip + A_PAGE]
    lines, choices = [say(turn.language, "papers.people", unit=unit.name)], []
    for place, task in enumerate(page, 1):
        mark = step_mark(turn.language, task, turn.now)
        if task.state in REPORTED_STATES and task.numbers:
            mark = f"{numbers_in_words(turn.language, task.numbers)}; {mark}"
        lines.append(say(turn.language, "congress.step_numbered", number=place, title=task.title, mark=mark))
        choices.append(Choice(f"{place}. {task.title}", f"constep:{task.id}"))
    if len(steps) > A_PAGE:
        following = skip + A_PAGE if skip + A_PAGE < len(steps) else 0
        choices.append(Choice(say(turn.language, "button.more"), f"conpeople:{unit.id}:{following}"))
    if asks_structure(unit.kind):
        choices.append(Choice(say(turn.language, "papers.button_structure"), f"constructure:{unit.id}"))
    else:
        choices.append(to_unit(turn, unit))
    return numbered_list(turn, "\n".join(lines), choices, say(turn.language, "congress.how"))
