"""What people say is on disk before the platform may forget it: once, in order, shielded, many in one commit."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.intake import Intake
from storage.database import Database
from storage.model import Incoming
from storage.unit_of_work import reading
from tests.databases import every_value
from tests.province import START, moment
from tests.user import StoppedClock

CLOCK = StoppedClock(moment(START))


def _message(number: int, chat: str = "a", text: str = "xin chào", kind: str = "text") -> Incoming:
    return Incoming("phones", f"m{number}", chat, kind, text)


class Counting:
    """The database, with its transactions counted and, when told so, slow or failing."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.dialect = database.dialect
        self.commits = 0
        self.troubles: list[Exception] = []

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        self.commits += 1
        if self.troubles:
            raise self.troubles.pop()
        return self.database.transaction()


@pytest.fixture
def counting(database: Database) -> Any:
    return Counting(database)


async def _waiting(database: Database) -> int:
    async with reading(database) as uow:
        return (await uow.inbox.waiting())[0]


async def _kept(database: Database) -> str:
    return repr(await every_value(database, ["inbox"]))


async def test_it_is_on_disk_when_deliver_returns(database: Database) -> None:
    woken: list[int] = []
    intake = Intake(database, CLOCK, lambda: woken.append(1))
    await intake.deliver([_message(1), _message(2)])
    assert await _waiting(database) == 2
    assert woken == [1]


async def test_nothing_is_written_for_an_empty_batch(counting: Any) -> None:
    await Intake(counting, CLOCK, lambda: None).deliver([])
    assert counting.commits == 0


async def test_a_burst_shares_few_commits(counting: Any, database: Database) -> None:
    intake = Intake(counting, CLOCK, lambda: None)
    await asyncio.gather(*(intake.deliver([_message(number, f"chat{number}")]) for number in range(100)))
    assert await _waiting(database) == 100
    assert counting.commits <= 3


async def test_delivered_again_it_is_stored_once(database: Database) -> None:
    intake = Intake(database, CLOCK, lambda: None)
    await intake.deliver([_message(1), _message(1), _message(2)])
    await asyncio.gather(*(intake.deliver([_message(1), _message(2)]) for _ in range(5)))
    assert await _waiting(database) == 2


async def test_a_failed_commit_is_told_to_everybody_who_waits_for_it(counting: Any, database: Database) -> None:
    counting.troubles = [OSError("disk full")]
    intake = Intake(counting, CLOCK, lambda: None)
    ended = await asyncio.gather(*(intake.deliver([_message(number)]) for number in range(5)), return_exceptions=True)
    failed = [each for each in ended if isinstance(each, OSError)]
    assert len(failed) + await _waiting(database) == 5
    assert failed
    await intake.deliver([_message(9)])
    assert await _waiting(database) == 5 - len(failed) + 1


async def test_a_caller_who_gave_up_takes_nobodys_message_away(database: Database) -> None:
    intake = Intake(database, CLOCK, lambda: None)
    gave_up = asyncio.create_task(intake.deliver([_message(1)]))
    stayed = asyncio.create_task(intake.deliver([_message(2, "b")]))
    await asyncio.sleep(0)
    gave_up.cancel()
    await stayed
    await intake.close()
    assert await _waiting(database) == 2


@pytest.mark.parametrize("kind", ["text", "photo", "file", "edited", "group"])
async def test_refused_words_are_not_written_whatever_they_came_with(database: Database, kind: str) -> None:
    await Intake(database, CLOCK, lambda: None).deliver([_message(1, text="căn cước 001234567890", kind=kind)])
    kept = await _kept(database)
    assert "001234567890" not in kept
    assert "refuse_personal_id" in kept


async def test_a_press_is_kept_as_it_is(database: Database) -> None:
    await Intake(database, CLOCK, lambda: None).deliver([_message(1, text="task:123456789012:done", kind="press")])
    assert "task:123456789012:done" in await _kept(database)


async def test_ten_thousand_letters_are_cut_and_a_nul_is_dropped(database: Database) -> None:
    await Intake(database, CLOCK, lambda: None).deliver([_message(1, text="a\x00b" + "c" * 10_000)])
    kept = await _kept(database)
    assert "'abccc" in kept
    assert len(kept) < 9_000
