"""Explanations of figures: asked of a unit for one period, answered with a cause and a short sentence."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from storage.figures import Figures
from storage.interface import Row
from storage.session import Session
from storage.units import path_end


@dataclass(frozen=True, slots=True)
class Explanation:
    """`figures` are those of the moment of asking. `state`: asked, answered; `cause` and `words` are empty before."""

    id: int
    unit_id: int
    asker_seat_id: int
    period: str
    figures: Figures
    state: str
    asked_at: int
    due_on: str
    cause: str
    words: str
    answered_at: int | None
    unit_name: str
    unit_path: str


class Explanations:
    """Rows are moved by primary key only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def ask(self, unit_id: int, seat_id: int, period: str, figures: Figures, due_on: str, now: int) -> int:
        """A new question; its id."""
        return int(
            await self._session.value(
                "explanations.ask",
                unit_id=unit_id,
                seat_id=seat_id,
                period=period,
                figures=json.dumps(asdict(figures)),
                due_on=due_on,
                now=now,
            )
        )

    async def get(self, explanation_id: int) -> Explanation | None:
        """One by id."""
        row = await self._session.one("explanations.get", id=explanation_id)
        return None if row is None else _explanation(row)

    async def of_period(self, unit_id: int, period: str) -> list[Explanation]:
        """What a unit was asked about a period, the latest first."""
        rows = await self._session.all("explanations.of_period", unit_id=unit_id, period=period)
        return [_explanation(row) for row in rows]

    async def waiting_of_unit(self, unit_id: int) -> list[Explanation]:
        """What a unit has still to answer, the nearest day first."""
        return [_explanation(row) for row in await self._session.all("explanations.waiting_of_unit", unit_id=unit_id)]

    async def below(self, path: str, period: str, most: int) -> list[Explanation]:
        """The answers of a subtree about a period, in tree order."""
        rows = await self._session.all(
            "explanations.below", path=path, path_end=path_end(path), period=period, most=most
        )
        return [_explanation(row) for row in rows]

    async def overdue(self, seat_id: int, today: str) -> int:
        """How many questions of this seat are past their day without an answer."""
        return int(await self._session.value("explanations.overdue", seat_id=seat_id, today=today))

    async def answer(self, explanation_id: int, cause: str, words: str, now: int, person_id: int | None) -> bool:
        """Keeps the answer; False when there was one already."""
        touched = await self._session.run(
            "explanations.answer", id=explanation_id, cause=cause, words=words, now=now, person_id=person_id
        )
        return touched == 1

    async def forget_words(self, before: int) -> int:
        """Empties sentences older than `before`; returns how many."""
        return await self._session.run("explanations.forget_words", before=before)


def _explanation(row: Row) -> Explanation:
    return Explanation(*(*row[:4], Figures(**json.loads(row[4])), *row[5:]))
