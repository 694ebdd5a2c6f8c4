"""The web app on a free port of this computer, for tests."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

from bot.intake import Intake
from bot.settings import Settings
from bot.web import build_web
from storage.database import Database
from storage.unit_of_work import reading
from tests.fakes.recording_channel import SECRET, RecordingChannel
from tests.province import START, moment
from tests.user import StoppedClock

HEADERS = {"X-Secret": SECRET}


class Site:
    """The web app on a free port of this computer."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StoppedClock(moment(START))
        self.intake = Intake(database, self.clock, lambda: None)
        channel = RecordingChannel("phones", buttons=True)
        self.app = build_web([channel], database, self.clock, self.intake.deliver, Settings(_env_file=None))
        self.url = ""

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        async with (
            ClientSession() as session,
            session.post(f"{self.url}{path}", data=io.BytesIO(body), headers=headers) as answer,
        ):
            return answer.status

    async def get(self, path: str) -> tuple[int, str]:
        async with ClientSession() as session, session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.text()

    async def waiting(self) -> int:
        async with reading(self.database) as uow:
            return (await uow.inbox.waiting())[0]


@asynccontextmanager
async def open_site(database: Database) -> AsyncIterator[Site]:
    """Until the end of the block."""
    found = Site(database)
    runner = web.AppRunner(found.app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield found
    finally:
        await runner.cleanup()
        await found.intake.close()
