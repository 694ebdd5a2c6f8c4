"""The demo's province: what a visitor tries first works on whatever day it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sample import CHANNEL, make_sample
from handlers.router import handle
from storage.model import Incoming
from storage.outbox import REPLY_LANE, Outcome
from storage.unit_of_work import reading, unit_of_work
from tests.databases import Databases
from tests.province import moment


@pytest.mark.parametrize("day", ["2026-11-28", "2026-12-01", "2026-12-16", "2027-01-03"])
async def test_yesterdays_meeting_can_be_reported_and_most_of_the_province_is_at_work(
    databases: Databases, tmp_path: Path, day: str
) -> None:
    now = moment(f"{day} 08:30")
    async with databases.fresh("sqlite", tmp_path) as database:
        await make_sample(database, now)
        async with unit_of_work(database) as uow:
            while shown := await uow.outbox.waiting(CHANNEL, REPLY_LANE, now, 1000):
                await uow.outbox.finish([Outcome(row.id, "sent") for row in shown], now)
        said = Incoming(CHANNEL, "visitor-1", "nam", "text", "họp chi bộ hôm qua, có mặt 31, phép 4", sent_at=now)
        async with unit_of_work(database) as uow:
            await uow.inbox.add([said], now)
        async with unit_of_work(database) as uow:
            for row in await uow.inbox.claim(now, 1):
                await handle(row, uow, now)
        async with reading(database) as uow:
            root = (await uow.units.top())[0]
            rows = await uow.tasks.standing_below(root.path, day, "2026-01-01", 100)
            answer = next(iter(await uow.outbox.waiting(CHANNEL, REPLY_LANE, now, 1)))
        assert "có mặt 31, vắng có lý do 4" in answer.payload["text"]
        assert sum(row.reported for row in rows) * 3 > sum(row.expected for row in rows)
