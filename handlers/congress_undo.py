"""Taking back one's last change of a congress: its day, contents, kind, length, documents, or the whole road map. Steps
go back to the days they had; what was reported meanwhile stays reported."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from handlers.congresses import Moved, begun, opinions_of, reminded, withdraw_congress
from handlers.ladders import ladder_of
from storage.congress_rows import Congress, CongressChange, Paper, Structure
from storage.model import REPORTED_STATES, Task
from storage.unit_of_work import UnitOfWork

STEPS_OF: Final = {"day": "moved", "mode": "content_mode", "state": "withdrawn"}
"""Kind of a change to the kind of event by which it touched the steps."""
LOOK_BACK: Final = 100


async def take_back_change(
    uow: UnitOfWork, congress: Congress, change: CongressChange, *, seat_id: int | None, now: int
) -> Moved | None:
    """The congress as it was before; None when it no longer stands as the change left it."""
    if not await _still_stands(uow, congress, change):
        return None
    await uow.congresses.undo_change(change.id, now)
    if change.kind == "planned":
        gone = await withdraw_congress(uow, congress, "", seat_id=seat_id, now=now)
        await uow.congresses.undo_change(gone.change_id, now)
        return gone
    if change.kind == "structure":
        stage, numbers, key = figures_of(change.before)
        await uow.congress_figures.add_structure(congress.id, stage, numbers, key, seat_id=seat_id, now=now)
        return Moved(congress, change.id)
    if change.kind == "paper":
        was, steps = paper_of(change.before), await uow.congresses.steps(congress.programme_id)
        await uow.congress_figures.add_paper(
            congress.id,
            was.version,
            was.state,
            opinions_of(steps) + was.added,
            was.points,
            added=was.added,
            seat_id=seat_id,
            now=now,
        )
        return Moved(congress, change.id)
    moved, kept = await _steps_back(uow, congress, change, seat_id=seat_id, now=now)
    after = await uow.congresses.change(congress, **await _columns(uow, congress, change))
    if change.kind == "day":
        every = await uow.congresses.steps(congress.programme_id)
        ends_on = max([task.closes_on for task in every], default=after.planned_on)
        await uow.congresses.move_programme(congress.programme_id, after.planned_on, ends_on)
    return Moved(after, change.id, moved, kept)


async def _still_stands(uow: UnitOfWork, congress: Congress, change: CongressChange) -> bool:
    match change.kind:
        case "state":
            now_is = await uow.congresses.of_unit(congress.unit_id)
            return congress.state == change.after and (now_is is None or now_is.state != "planned")
        case "paper":
            papers = await uow.congress_figures.papers(congress.id, 1)
            stands = paper_words(papers[0] if papers else None) == change.after
        case "structure":
            stage = figures_of(change.after)[0]
            found = (await uow.congress_figures.structures(congress.id)).get(stage)
            return congress.state != "withdrawn" and figures_words(stage, found) == change.after
        case "mode":
            stands = str(congress.mode) == change.after
        case "pilot":
            stands = str(congress.pilot) == change.after
        case "length":
            stands = str(congress.half_days or "") == change.after
        case _:
            stands = congress.planned_on == change.after
    # What has been held is corrected by taking back its report first.
    return stands and congress.state == "planned" and not begun(await uow.congresses.steps(congress.programme_id))


async def _columns(uow: UnitOfWork, congress: Congress, change: CongressChange) -> dict[str, Any]:
    """What the change wrote, as it was before."""
    match change.kind:
        case "mode":
            return {"mode": int(change.before)}
        case "pilot":
            return {"pilot": change.before == "True"}
        case "length":
            return {"half_days": int(change.before) if change.before else None}
        case "state":
            return {"state": change.before}
    earlier = [each for each in await uow.congresses.changes(congress.id, LOOK_BACK) if each.kind == "day"]
    reason = earlier[0].reason if earlier else None
    return {"planned_on": change.before, "moves": max(0, congress.moves - 1), "reason": reason}


async def _steps_back(
    uow: UnitOfWork, congress: Congress, change: CongressChange, *, seat_id: int | None, now: int
) -> tuple[tuple[Task, ...], int]:
    """(steps that got their days or state back, how many have been reported since and stay)."""
    kind = STEPS_OF.get(change.kind)
    touched = await uow.congresses.steps_before(congress.programme_id, change.at, kind) if kind else []
    ladder = await ladder_of(uow, congress.programme_id)
    pairs = []
    for task, before in touched:
        if task.state in REPORTED_STATES:
            continue
        restored = replace(
            task,
            unit_id=congress.unit_id,
            opens_on=before["opens_on"],
            due_on=before["due_on"],
            closes_on=before["closes_on"],
            # A step that is stuck since stays stuck: moving the day has not changed its state.
            state=task.state if change.kind == "day" else before["state"],
            planned_at=None,
        )
        pairs.append((task, reminded(restored, now, ladder)))
    await uow.congresses.place(pairs, "put_back", seat_id=seat_id, now=now)
    return tuple(after for _, after in pairs), len(touched) - len(pairs)


def paper_words(paper: Paper | None) -> str:
    """`2 revised 5 direction,advantage`: version, state, opinions added and points, as the history keeps them."""
    return "0 draft 0 " if paper is None else f"{paper.version} {paper.state} {paper.added} {','.join(paper.points)}"


def paper_of(words: str) -> Paper:
    """What `paper_words` wrote; the opinions of all steps are counted where they were reported."""
    version, state, added, points = words.split(" ")
    return Paper(0, int(version), state, 0, tuple(filter(None, points.split(","))), int(added))


def figures_words(stage: str, figures: Structure | None) -> str:
    """Figures of a stage as the history keeps them; no numbers: there were none."""
    numbers, key = (figures.numbers, figures.key_minority) if figures else ({}, None)
    return json.dumps([stage, numbers, key], sort_keys=True)


def figures_of(words: str) -> tuple[str, dict[str, int], bool | None]:
    """What `figures_words` wrote."""
    stage, numbers, key = json.loads(words)
    return stage, numbers, key
