"""Turns: many in one commit, nobody's failure is another's, a chat's order holds, a killer is set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot import worker as worker_module
from bot.worker import FATAL_ATTEMPTS, Worker
from handlers import router
from storage.database import Database
from storage.model import InboxRow, Incoming
from storage.unit_of_work import UnitOfWork, reading, unit_of_work
from tests.province import START, moment
from tests.user import StoppedClock
from tests.waiting import until

CLOCK = StoppedClock(moment(START))
Handle = Callable[..., Any]


def _message(number: int, chat: str, text: str = "xin chào") -> Incoming:
    return Incoming("phones", f"m{number}", chat, "text", text)


async def _receive(database: Database, *messages: Incoming) -> None:
    async with unit_of_work(database) as uow:
        await uow.inbox.add(messages, CLOCK.now())


async def _replies(database: Database, chat: str) -> list[str]:
    async with reading(database) as uow:
        found = await uow.conversations.of_chat("phones", chat)
        assert found is not None
        rows = [
            row for row in await uow.outbox.waiting("phones", 0, CLOCK.now(), 100) if row.conversation_id == found[0]
        ]
        return [row.payload["text"] for row in rows]


async def _waiting(database: Database) -> int:
    async with reading(database) as uow:
        return (await uow.inbox.waiting())[0]


async def _is_idle(database: Database) -> bool:
    return await _waiting(database) == 0


def _with_handle(monkeypatch: pytest.MonkeyPatch, handle: Handle) -> None:
    monkeypatch.setattr(worker_module, "handle", handle)


async def test_several_chats_share_a_commit_and_a_chat_keeps_its_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[str] = []

    async def handle(row: InboxRow, uow: UnitOfWork, now: int, *rest: Any) -> None:
        handled.append(row.incoming.external_id)
        await router.handle(row, uow, now, *rest)

    _with_handle(monkeypatch, handle)
    await _receive(database, *(_message(number, "abc"[number % 3]) for number in range(9)))
    commits: list[None] = []
    worker = Worker(database, CLOCK, lambda: commits.append(None))
    while await worker.turn_once():
        continue
    assert len(commits) == 3
    assert len(handled) == 9
    for chat in range(3):
        mine = [each for each in handled if int(each[1:]) % 3 == chat]
        assert mine == sorted(mine)


async def test_a_turn_that_fails_takes_nobody_elses_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handle(row: InboxRow, uow: UnitOfWork, now: int, *rest: Any) -> None:
        if row.incoming.text == "bad":
            await uow.audit.count("half done")
            raise RuntimeError("a bug of ours")
        await router.handle(row, uow, now, *rest)

    _with_handle(monkeypatch, handle)
    await _receive(database, _message(1, "a"), _message(2, "b", "bad"), _message(3, "c"), _message(4, "b"))
    worker = Worker(database, CLOCK, lambda: None)
    while await worker.turn_once():
        continue
    assert await _waiting(database) == 0
    for chat in "ac":
        assert "mã mời" in (await _replies(database, chat))[0]
    assert "trục trặc" in (await _replies(database, "b"))[0]
    async with reading(database) as uow:
        assert await uow.audit.fact("half done") is None


async def test_what_kills_the_process_three_times_is_set_aside(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What a kill looks like from inside: nothing after it runs."""

    async def handle(row: InboxRow, uow: UnitOfWork, now: int, *rest: Any) -> None:
        if row.incoming.text == "deadly":
            raise Killed
        await router.handle(row, uow, now, *rest)

    _with_handle(monkeypatch, handle)
    await _receive(database, _message(1, "a"), _message(2, "b", "deadly"), _message(3, "b"), _message(4, "c"))
    deaths = 0
    for _ in range(FATAL_ATTEMPTS + 2):
        task = asyncio.create_task(Worker(database, CLOCK, lambda: None).run())
        for _ in range(1_000):
            await asyncio.sleep(0.002)
            if task.done() or not await _waiting(database):
                break
        task.cancel()
        ended = (await asyncio.gather(task, return_exceptions=True))[0]
        deaths += isinstance(ended, Killed)
    assert deaths == FATAL_ATTEMPTS
    assert await _waiting(database) == 0
    assert "trục trặc" in (await _replies(database, "b"))[0]
    assert "mã mời" in (await _replies(database, "a"))[0]
    assert "mã mời" in (await _replies(database, "c"))[0]


async def test_a_database_that_fails_for_a_while_loses_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = [OSError("disk full"), OSError("disk full")]

    class Shaky:
        dialect = database.dialect

        def transaction(self) -> Any:
            if troubles:
                raise troubles.pop()
            return database.transaction()

    monkeypatch.setattr(worker_module, "LOOK_AGAIN_SECONDS", 0.01)
    await _receive(database, _message(1, "a"))
    shaky: Any = Shaky()
    task = asyncio.create_task(Worker(shaky, CLOCK, lambda: None).run())
    await until(lambda: _is_idle(database))
    assert not troubles
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(await _replies(database, "a")) == 1


async def test_several_workers_answer_each_message_once_and_in_order(database: Database) -> None:
    if database.dialect.name == "sqlite":
        pytest.skip("on SQLite one worker runs")
    messages = [_message(number, "abcde"[number % 5]) for number in range(60)]
    await _receive(database, *messages)
    first = Worker(database, CLOCK, lambda: None)
    workers = [first, *(Worker(database, CLOCK, lambda: None, first) for _ in range(3))]
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    await until(lambda: _is_idle(database))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with reading(database) as uow:
        depth, _ = await uow.outbox.depth("phones", CLOCK.now())
    assert depth == 60
