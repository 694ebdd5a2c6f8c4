"""Congress documents: versions, opinions round after round, the points that the article asks them to state."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from handlers.congress_undo import paper_words
from handlers.congresses import OPEN, OPINION_STEPS, opinions_of
from handlers.rules.calendar import day_of
from handlers.rules.status import is_open_now
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens import report
from handlers.screens.congress_parts import changing_unit, may_change, seen_unit, to_unit
from handlers.screens.parts import actor, home_choice, plain
from handlers.screens.record import Entry, write_report
from handlers.text import day, number, say
from handlers.understand import parse_count
from storage.congress_rows import Congress, Paper
from storage.model import Task, Unit
from storage.unit_of_work import UnitOfWork

POINTS: Final = ("direction", "breakthrough", "advantage", "technology")
"""What the article wants the documents to state: direction of development, breakthrough, local advantage, Industry
4.0."""
DRAFT_STEP, POINTS_STEP = "CON-03", "CON-24"
MOST_OPINIONS: Final = 100_000
LOOK_BACK, SHOWN = 200, 2


async def conpaper(turn: Turn, uow: UnitOfWork) -> Reply:
    """`conpaper:<unit>` shows; `…:new`, `…:opinions`, `…:approve[:yes]`, `…:points`, `…:p:<point>` change"""
    way, detail = (*turn.args[1:3], "", "")[:2]
    unit = await (changing_unit if way else seen_unit)(turn, uow, int(turn.args[0]))
    congress = await uow.congresses.of_unit(unit.id)
    if congress is None:
        return plain(turn, "congress.none", unit=unit.name)
    last = await latest(uow, congress)
    if congress.state == "planned":
        if way == "new":
            version, state = (last.version + 1, "revised") if last.version else (1, "draft")
            return await _write(turn, uow, unit, congress, replace(last, version=version, state=state))
        if way == "opinions" and last.version:
            return _ask_opinions(turn, unit)
        if way == "approve" and last.version:
            return await _approve(turn, uow, unit, congress, last, really=detail == "yes")
        if way == "p" and detail in POINTS:
            stated = tuple(each for each in POINTS if (each in last.points) != (each == detail))
            return await _write(turn, uow, unit, congress, replace(last, points=stated), points=True)
        if way == "points":
            return _points(turn, unit, last)
    return await papers_shown(turn, uow, unit, congress)


async def answer(turn: Turn, uow: UnitOfWork) -> Reply:
    """How many opinions a further round brought."""
    unit = await changing_unit(turn, uow, int(turn.draft["unit"]))
    congress = await uow.congresses.of_unit(unit.id)
    last = await latest(uow, congress) if congress else None
    if congress is None or last is None or not last.version or congress.state != "planned":
        return plain(turn, "report.overtaken")
    more = None if report.NEGATIVE.fullmatch(turn.said) else parse_count(turn.said)
    if more is None or not 0 < more <= MOST_OPINIONS:
        return _ask_opinions(turn, unit, stumbled=True)
    commented = replace(last, state="commented", added=last.added + more)
    return await _write(turn, uow, unit, congress, commented)


def _ask_opinions(turn: Turn, unit: Unit, *, stumbled: bool = False) -> Reply:
    text = say(turn.language, "papers.opinions_again" if stumbled else "papers.ask_opinions")
    screen = Screen(text, (home_choice(turn.language),), words=" ")
    return Reply(screen, "conpaper", {"unit": unit.id}, stumbled=stumbled, takes_numbers=True)


async def latest(uow: UnitOfWork, congress: Congress) -> Paper:
    """How the documents stand; version 0 while there is no draft."""
    found = await uow.congress_figures.papers(congress.id, 1)
    return found[0] if found else Paper(0, 0, "draft", 0, ())


async def _write(
    turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, paper: Paper, *, points: bool = False
) -> Reply:
    """Keeps it, and reports the step of the road map that it answers: nothing is asked twice."""
    steps, by = await uow.congresses.steps(congress.programme_id), actor(turn)
    before = paper_words(await latest(uow, congress))
    await uow.congress_figures.add_paper(
        congress.id,
        paper.version,
        paper.state,
        opinions_of(steps) + paper.added,
        paper.points,
        added=paper.added,
        seat_id=by.seat_id,
        now=turn.now,
    )
    await uow.congresses.note(congress.id, "paper", before, paper_words(paper), "", seat_id=by.seat_id, now=turn.now)
    done = []
    if paper.version and not points:
        done.append((DRAFT_STEP, {"draft_version": paper.version}))
    elif set(paper.points) == set(POINTS):
        done.append((POINTS_STEP, {"points_met": len(POINTS)}))
    for duty, numbers in done:
        task = next((each for each in steps if each.duty == duty), None)
        if task is not None and task.state in OPEN and is_open_now(task, turn.now):
            await write_report(turn, uow, Entry(task, numbers))
    return _points(turn, unit, paper) if points else await papers_shown(turn, uow, unit, congress)


async def _approve(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, last: Paper, *, really: bool) -> Reply:
    missing = [each for each in POINTS if each not in last.points]
    if missing and not really:
        words = ", ".join(say(turn.language, f"paper_point.{each}") for each in missing)
        choices = (
            Choice(say(turn.language, "papers.still_approve"), f"conpaper:{unit.id}:approve:yes"),
            Choice(say(turn.language, "papers.button_points"), f"conpaper:{unit.id}:points"),
            to_unit(turn, unit),
        )
        return Reply(Screen(say(turn.language, "papers.not_stated", points=words), choices))
    return await _write(turn, uow, unit, congress, replace(last, state="approved"))


async def papers_shown(turn: Turn, uow: UnitOfWork, unit: Unit, congress: Congress, before: str = "") -> Reply:
    """How the documents stand, version by version, and what they do not state yet."""
    language = turn.language
    steps, history = (
        await uow.congresses.steps(congress.programme_id),
        await uow.congress_figures.papers(congress.id, LOOK_BACK),
    )
    last = history[0] if history else Paper(0, 0, "draft", 0, ())
    lines = [before] if before else []
    lines += [say(language, "papers.title", unit=unit.name), *_versions(language, history, steps)]
    lines.append(say(language, "papers.points", n=number(len(last.points)), of=number(len(POINTS))))
    missing = [say(language, f"paper_point.{each}") for each in POINTS if each not in last.points]
    if missing:
        lines.append(say(language, "papers.missing", points=", ".join(missing)))
    ways = _ways(turn, unit, steps, last) if may_change(turn, unit) and congress.state == "planned" else []
    choices = [Choice(say(language, f"papers.button_{key}"), action) for key, action in ways]
    return Reply(Screen("\n".join(lines), (*choices, to_unit(turn, unit)), replaces=True))


def _versions(language: str, history: list[Paper], steps: list[Task]) -> list[str]:
    """Each version with its day, how it stands and how many opinions it got; the latest first."""
    if not history or not history[0].version:
        return [say(language, "papers.no_version")]
    whole = opinions_of(steps) + history[0].added
    lines, until = [], whole
    numbers = sorted({paper.version for paper in history if 0 < paper.version <= history[0].version}, reverse=True)
    for version in numbers[:SHOWN]:
        rows = [paper for paper in history if paper.version == version]
        begun = rows[-1]
        before = begun.opinions if version > 1 else 0
        state = say(language, f"papers.is_{rows[0].state}")
        lines.append(
            say(
                language,
                "papers.version",
                n=number(version),
                day=day(language, day_of(begun.at)),
                state=state,
                opinions=number(max(0, until - before)),
            )
        )
        until = before
    if len(numbers) > 1:
        lines.append(say(language, "papers.opinions", n=number(whole)))
    return lines


def _ways(turn: Turn, unit: Unit, steps: list[Task], last: Paper) -> list[tuple[str, str]]:
    if not last.version:
        return [("first", f"conpaper:{unit.id}:new")]
    asked = next((task for task in steps if task.duty in OPINION_STEPS and task.state in OPEN), None)
    # While a collecting step waits, its report is what counts them; each further round adds to that.
    step = asked is not None and is_open_now(asked, turn.now)
    ways = [("new", f"conpaper:{unit.id}:new")]
    ways.append(("opinions", f"task:{asked.id}:done" if step and asked else f"conpaper:{unit.id}:opinions"))
    ways.append(("points", f"conpaper:{unit.id}:points"))
    if last.state != "approved":
        ways.append(("approve", f"conpaper:{unit.id}:approve"))
    return ways


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
