"""A workbook sent to the bot on Telegram, from the message through getFile to the saved units; what is not fetched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.base import NotSent, Refused
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.composer import Composer
from bot.intake import Intake
from bot.sender import Sender
from bot.uploads import Uploads
from bot.worker import Worker
from handlers.screens.invite import new_invite
from storage.database import Database
from storage.unit_of_work import reading, unit_of_work
from tests.databases import Databases
from tests.fakes.telegram_files import MOST
from tests.fakes.telegram_server import FakeTelegram
from tests.province import settle_town
from tests.workbook_files import roster_file

CHAT = 7
OWN = roster_file([("LV-AT-09", "Chi bộ thôn Gò", "chi bộ", "LV-AT", "nông dân", 21, "có", None, None)])


class Running:
    """The product behind the fake server, driven until nothing moves."""

    def __init__(self, database: Database, server: FakeTelegram, channel: TelegramChannel) -> None:
        self.database, self.server, self.channel = database, server, channel
        clock = Clock()
        self.clock = clock
        self.sender = Sender(channel, database, clock, Composer(database, channel, "https://chibo.example").compose)
        self.worker = Worker(database, clock, self.sender.wake)
        self.uploads = Uploads(database, clock, {"telegram": channel}, self.sender.wake)
        self.intake = Intake(database, clock, lambda: None)

    async def settled(self) -> None:
        """Until what was sent has been handled and answered."""
        for _ in range(500):
            # Asked first: what is confirmed while the worker looks is in the inbox only for its next look.
            pending = self.server.queue.pending
            moved = await self.worker.turn_once() or await self.uploads.turn_once()
            async with reading(self.database) as uow:
                depth, _ = await uow.outbox.depth("telegram", self.clock.now())
            if not moved and not depth and not pending:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it never ends")

    async def says(self, text: str) -> None:
        self.server.say(CHAT, text)
        await self.settled()

    async def sends_file(self, name: str, content: bytes) -> str:
        document = self.server.files.document(name, content)
        self.server.send("message", CHAT, {"document": document})
        await self.settled()
        return str(document["file_id"])

    @property
    def last(self) -> str:
        return str(self.server.sends[-1]["text"])


@asynccontextmanager
async def _running(databases: Databases, tmp_path: Path) -> AsyncIterator[Running]:
    async with databases.fresh("sqlite", tmp_path, "town", settle_town) as database, FakeTelegram() as server:
        channel = TelegramChannel(token=server.token, api_url=server.url, poll_seconds=1)
        await channel.start()
        found = Running(database, server, channel)
        loops = [asyncio.create_task(channel.poll(found.intake.deliver)), asyncio.create_task(found.sender.run())]
        try:
            yield found
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            await found.intake.close()
            await channel.close()


@pytest.fixture
async def clerk(databases: Databases, tmp_path: Path) -> AsyncIterator[Running]:
    async with _running(databases, tmp_path) as found:
        async with unit_of_work(found.database) as uow:
            unit = await uow.units.by_code("LV-AT")
            assert unit is not None
            code = await new_invite(uow, unit, "office_clerk", "chị Hoa", found.clock.now())
        await found.says(code)
        await found.says("1")
        yield found


async def test_a_workbook_is_fetched_judged_and_saved(clerk: Running) -> None:
    await clerk.says("gửi danh sách")
    file_id = await clerk.sends_file("danh-sach.xlsx", OWN)
    assert clerk.server.files.fetched == [file_id]
    assert "chưa lưu: 1 đơn vị mới" in clerk.last
    await clerk.says("1")
    assert "Đã lưu: 1 đơn vị mới" in clerk.last
    async with reading(clerk.database) as uow:
        assert await uow.units.by_code("LV-AT-09") is not None
    # The content was kept for the yes: it is not fetched twice.
    assert clerk.server.files.fetched == [file_id]


async def test_a_file_nobody_asked_for_is_left_where_it_is(clerk: Running) -> None:
    await clerk.sends_file("anh.xlsx", OWN)
    assert "không mở tệp" in clerk.last
    assert clerk.server.files.fetched == []
    assert clerk.server.called("getFile") == []


async def test_what_is_too_large_or_gone_is_said_and_not_tried_for_ever(clerk: Running) -> None:
    await clerk.says("gửi danh sách")
    await clerk.sends_file("to.xlsx", b"x" * (MOST + 1))
    assert "chưa tải được tệp" in clerk.last
    await clerk.says("gửi danh sách")
    clerk.server.files.gone.add("FILE2")
    await clerk.sends_file("mat.xlsx", OWN)
    assert "chưa tải được tệp" in clerk.last
    assert clerk.server.files.fetched == []


@pytest.mark.parametrize("size", [11_000_000, MOST + 1])
async def test_the_limit_of_the_caller_holds(clerk: Running, size: int) -> None:
    document = clerk.server.files.document("to.xlsx", b"x" * size)
    with pytest.raises(Refused):
        await clerk.channel.fetch(document["file_id"], 10_000_000)
    assert clerk.server.files.fetched == []


async def test_trouble_on_the_way_is_no_refusal(clerk: Running) -> None:
    document = clerk.server.files.document("a.xlsx", OWN)
    clerk.server.configure(fail={"getFile": [1, 500, "Internal Server Error"]})
    with pytest.raises(NotSent):
        await clerk.channel.fetch(document["file_id"], 10_000_000)
    assert await clerk.channel.fetch(document["file_id"], 10_000_000) == OWN
