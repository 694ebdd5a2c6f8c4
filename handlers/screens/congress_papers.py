"""Congress documents and personnel work, as steps and counts: versions, opinions, the points that the article asks the
documents to state; of people only how many."""

from __future__ import annotations

from typing import Final

from handlers.catalogue import congress_steps
from handlers.congresses import OPEN
from handlers.rules.status import is_open_now
from handlers.rules.structure import asks_structure
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.congress_parts import changing_unit, may_change, seen_unit, step_mark, to_unit
from handlers.screens.parts import AT_MOST, actor, home_choice, numbers_in_words, plain
from handlers.screens.record import Entry, write_report
from handlers.text import number, say
from storage.congress_rows import Congress, Paper
from storage.model import REPORTED_STATES, Task, Unit
from storage.unit_of_work import UnitOfWork

POINTS: Final = ("direction", "breakthrough", "advantage", "technology")
"""What the article wants the documents to state: direction of development, breakthrough, local advantage, Industry
4.0."""
DRAFT_STEP, POINTS_STEP = "CON-03", "CON-24"
OPINION_STEPS: Final = ("CON-04", "CON-28")
PERSONNEL: Final = tuple(step.code for step in congress_steps("commune") if step.group == "personnel")


async def conpaper(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conpaper:<unit>` shows; `…:new`, `…:approve[:yes]`, `…:points`, `…:p:<point>` change"""
    way, detail = (*turn.args[1:3], "", "")[:2]
    unit = await (changing_unit if way else seen_unit)(turn, uow, int(turn.args[0]))
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None:
        return plain(turn, "congress.none", unit=unit.name)
    steps = await uow.congresses.steps(congress.programme_id)
    last = await latest(uow, congress)
    if congress.state == "planned":
        if way == "new":
            version, state = (last.version + 1, "revised") if last.version else (1, "draft")
            return await _write(turn, uow, unit, congress, steps, Paper(0, version, state, 0, last.points))
        if way == "approve" and last.version:
            return await _approve(turn, uow, unit, congress, steps, last, really=detail == "yes")
        if way == "p" and detail in POINTS:
            stated = [each for each in POINTS if (each in last.points) != (each == detail)]
            paper = Paper(0, max(1, last.version), last.state, 0, tuple(stated))
            return await _write(turn, uow, unit, congress, steps, paper, points=True)
        if way == "points":
            return _points(turn, unit, last)
    return _shown(turn, unit, congress, steps, last)


async def latest(uow: UnitOfWork, congress: Congress) -> Paper:
    """How the documents stand; version 0 while there is no draft."""
    found = await uow.congress_figures.papers(congress.id, 1)
    return found[0] if found else Paper(0, 0, "draft", 0, ())


def opinions_of(steps: list[Task]) -> int:
    """All opinions collected: what the steps of the road map have reported."""
    return sum(task.numbers.get("opinions", 0) for task in steps if task.duty in OPINION_STEPS)


async def _write(
    turn: Turn,
    uow: UnitOfWork,
    unit: Unit,
    congress: Congress,
    steps: list[Task],
    paper: Paper,
    *,
    points: bool = False,
) -> Reply:
    """Keeps it, and reports the step of the road map that it answers: nothing is asked twice."""
    await uow.congress_figures.add_paper(
        congress.id,
        paper.version,
        paper.state,
        opinions_of(steps),
        paper.points,
        seat_id=actor(turn).seat_id,
        now=turn.now,
    )
    done = []
    if not points:
        done.append((DRAFT_STEP, {"draft_version": paper.version}))
    elif set(paper.points) == set(POINTS):
        done.append((POINTS_STEP, {"points_met": len(POINTS)}))
    for duty, numbers in done:
        task = next((each for each in steps if each.duty == duty), None)
        if task is not None and task.state in OPEN and is_open_now(task, turn.now):
            await write_report(turn, uow, Entry(task, numbers))
    steps = await uow.congresses.steps(congress.programme_id)
    last = await latest(uow, congress)
    return _points(turn, unit, last) if points else _shown(turn, unit, congress, steps, last)


async def _approve(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, steps: list[Task], last: Paper, *, really: bool
) -> Reply:
    missing = [each for each in POINTS if each not in last.points]
    if missing and not really:
        words = ", ".join(say(turn.language, f"paper_point.{each}") for each in missing)
        choices = (
            Choice(say(turn.language, "papers.still_approve"), f"conpaper:{unit.id}:approve:yes"),
            Choice(say(turn.language, "papers.button_points"), f"conpaper:{unit.id}:points"),
            to_unit(turn, unit),
        )
        return Reply(Screen(say(turn.language, "papers.not_stated", points=words), choices))
    approved = Paper(0, last.version, "approved", 0, last.points)
    return await _write(turn, uow, unit, congress, steps, approved)


def _shown(turn: Turn, unit: Unit, congress: Congress, steps: list[Task], last: Paper) -> Reply:
    language = turn.language
    lines = [say(language, "papers.title", unit=unit.name)]
    if last.version:
        state = say(language, f"papers.is_{last.state}")
        lines.append(say(language, "papers.version", n=number(last.version), state=state))
    else:
        lines.append(say(language, "papers.no_version"))
    lines.append(say(language, "papers.opinions", n=number(opinions_of(steps))))
    lines.append(say(language, "papers.points", n=number(len(last.points)), of=number(len(POINTS))))
    missing = [say(language, f"paper_point.{each}") for each in POINTS if each not in last.points]
    if missing:
        lines.append(say(language, "papers.missing", points=", ".join(missing)))
    ways = []
    if may_change(turn, unit) and congress.state == "planned":
        ways = [("new" if last.version else "first", f"conpaper:{unit.id}:new")]
        asked = next((task for task in steps if task.duty in OPINION_STEPS and task.state in OPEN), None)
        if last.version and asked is not None and is_open_now(asked, turn.now):
            ways.append(("opinions", f"task:{asked.id}:done"))
        ways.append(("points", f"conpaper:{unit.id}:points"))
        if last.version and last.state != "approved":
            ways.append(("approve", f"conpaper:{unit.id}:approve"))
    choices = [Choice(say(language, f"papers.button_{key}"), action) for key, action in ways]
    return Reply(Screen("\n".join(lines), (*choices, to_unit(turn, unit), home_choice(language)), replaces=True))


def _points(turn: Turn, unit: Unit, last: Paper) -> Reply:
    """The checklist: each press turns one around."""
    choices = []
    for place, each in enumerate(POINTS, 1):
        mark = say(turn.language, "papers.stated" if each in last.points else "papers.open")
        name = say(turn.language, f"paper_point.{each}")
        choices.append(Choice(f"{place}. {mark} {name}", f"conpaper:{unit.id}:p:{each}"))
    text = "\n".join((say(turn.language, "papers.which"), *(choice.label for choice in choices)))
    back = Choice(say(turn.language, "button.back"), f"conpaper:{unit.id}")
    return Reply(Screen(text, (*choices, back), replaces=True, words=f"5. {say(turn.language, 'button.back')}"))


async def conpeople(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conpeople:<unit>`: the personnel steps with their counts; never a name."""
    unit = await seen_unit(turn, uow, int(turn.args[0]))
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None:
        return plain(turn, "congress.none", unit=unit.name)
    steps = [task for task in await uow.congresses.steps(congress.programme_id) if task.duty in PERSONNEL]
    lines, choices = [say(turn.language, "papers.people", unit=unit.name)], []
    for place, task in enumerate(steps, 1):
        mark = step_mark(turn.language, task, turn.now)
        if task.state in REPORTED_STATES and task.numbers:
            mark = f"{numbers_in_words(turn.language, task.numbers)}; {mark}"
        lines.append(say(turn.language, "congress.step_numbered", number=place, title=task.title, mark=mark))
        if task.state in OPEN:
            choices.append(Choice(f"{place}. {task.title}", f"constep:{task.id}"))
    choices = choices[: AT_MOST - 2]
    if asks_structure(unit.kind):
        choices.append(Choice(say(turn.language, "papers.button_structure"), f"constructure:{unit.id}"))
    return Reply(Screen("\n".join(lines), (*choices, to_unit(turn, unit), home_choice(turn.language)), replaces=True))
