"""People join, report, mend, hand over, units merge, and meanwhile everything goes wrong (tests.fuzz_world). A few
seconds by default; `make fuzz SECONDS=600` for longer. A failure prints the steps that lead to it."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot.clock import monotonic
from handlers.retention import forget_old
from handlers.rules.calendar import day_of
from storage.unit_of_work import unit_of_work
from tests.databases import KINDS, Databases
from tests.fuzz_world import HOURS_MS, World
from tests.province import settle_town
from tests.restructuring import restructured

SECONDS = float(os.environ.get("CHIBO_FUZZ_SECONDS", "8"))
CELLS = ("LV-AT-01", "LV-AT-02", "LV-AT-04", "LV-TM-01")
SAID = (
    *("việc", "xong 1", "xong 2", "1", "2", "3", "4", "0", "9", "31", "350", "nhầm", "thôi", "đúng", "không"),
    *("cam kết", "vướng 1", "nhắc lại 1", "tình hình", "báo cáo", "mời", "đơn vị", "dữ liệu của tôi", "phát động"),
    *("họp rồi, có mặt 31, vắng 4", "mai họp", "thứ sáu tuần sau", "ông Bảy", "english", "tiếng việt", "mã PIN"),
    *("520713", "kinh phí chưa có", "giao việc", "lịch", "giờ nhắn", "nghỉ phép", "số liệu", "nhờ thay", "\x00", "🌾"),
)


class Life(RuleBasedStateMachine):
    """One town's life. `where` is set by the test that runs it."""

    where: tuple[Databases, str, Path]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.dice = random.Random(0)
        self.cells = list(CELLS)

    def _do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @initialize(seed=st.integers(0, 2**32))
    def begins(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.world = self._do(self._open())
        for cell in CELLS[:2]:
            self._do(self.world.person("bác Năm", unit=cell, role="cell_secretary"))
        self._do(self.world.person("chị Hoa", unit="LV-AT", role="office_clerk"))
        self._do(self.world.person("anh Tư", unit="LV-TM-01", role="cell_secretary", on="plain"))

    async def _open(self) -> World:
        databases, kind, home = self.where
        place = home / f"{self.dice.random()}"
        place.mkdir()
        self.stack.callback(shutil.rmtree, place)
        database = await self.stack.enter_async_context(databases.fresh(kind, place, "town", settle_town))
        return await self.stack.enter_async_context(World(database).running())

    def _somebody(self) -> Any:
        return self.dice.choice(self.world.people)

    @rule(text=st.sampled_from(SAID))
    def says(self, text: str) -> None:
        self._do(self._somebody().says(text))

    @rule(place=st.integers(0, 6))
    def presses(self, place: int) -> None:
        self._do(self.world.presses_something(self._somebody(), place))

    @rule(place=st.integers(0, 6), texts=st.lists(st.sampled_from(SAID), min_size=2, max_size=8))
    def many_at_once(self, place: int, texts: list[str]) -> None:
        messages = [self._somebody().message("text", text) for text in texts]
        self._do(self.world.deliver(*messages))

    @rule()
    def the_platform_repeats_itself(self) -> None:
        again = self.world.said[-3:]
        self.world.unconfirmed += again
        self._do(self.world.goes_on())

    @rule(role=st.sampled_from(("cell_secretary", "cell_deputy")))
    def somebody_joins(self, role: str) -> None:
        cell = self.dice.choice(self.cells)
        self._do(self.world.person("bà Ba", unit=cell, role=role, on=self.dice.choice(("phones", "plain"))))

    @rule(hours=st.sampled_from((1, 3, 9, 24, 80)))
    def time_passes(self, hours: int) -> None:
        self.world.clock.jump_to(self.world.clock.now() + hours * HOURS_MS)
        self._do(self.world.ticks())

    @rule(minutes=st.integers(1, 90))
    def the_clock_is_set_back(self, minutes: int) -> None:
        self.world.jumps_back(minutes * 60_000)

    @rule(resets=st.lists(st.sampled_from(("before", "after", "")), min_size=1, max_size=6))
    def the_network_resets(self, resets: list[str]) -> None:
        channel = self.dice.choice(list(self.world.channels.values()))
        channel.resets = resets
        self.world.may_repeat += resets.count("after")

    @rule()
    def the_next_commits_go_wrong(self) -> None:
        self.world.some_faults(self.dice)

    @rule()
    def the_process_dies(self) -> None:
        self._do(self.world.dies())
        self._do(self.world.goes_on())

    @rule()
    def a_seat_is_handed_over(self) -> None:
        self._do(self._hands_over())

    async def _hands_over(self) -> None:
        clerk = next(each for each in self.world.people if each.name == "chị Hoa")
        rows = await self.world.rows(
            "SELECT s.id FROM seat s JOIN unit u ON u.id = s.unit_id WHERE s.role = 'cell_secretary'"
            " AND u.valid_to IS NULL ORDER BY s.id"
        )
        await clerk.forges(f"handover:{self.dice.choice(rows)[0]}")
        await clerk.says("ông Mới")
        for _ in range(2):
            await self.world.presses_something(clerk, 0)

    @precondition(lambda self: len(self.cells) > 2)
    @rule()
    def two_cells_merge(self) -> None:
        first, second = self.dice.sample(self.cells, 2)
        if first.rpartition("-")[0] == second.rpartition("-")[0]:
            self._do(self._merge(first, second))

    async def _merge(self, first: str, second: str) -> None:
        self.world.database = self.world.real
        await restructured(self.world, ("sáp nhập", first, second))
        self.cells.remove(first)

    @rule()
    def a_night_passes(self) -> None:
        async def forget() -> None:
            async with unit_of_work(self.world.real) as uow:
                await forget_old(uow, self.world.clock.now())

        self._do(forget())

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self._do(self.world.calms_down())
                self._do(self.world.keeps_its_promises())
        finally:
            self._do(self.stack.aclose())
            self.loop.close()


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_happens_the_promises_hold(databases: Databases, tmp_path: Path, kind: str) -> None:
    class Here(Life):
        where = (databases, kind, tmp_path)

    once = settings(
        max_examples=2,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    ends = monotonic() + SECONDS
    lives = 0
    while not lives or monotonic() < ends:
        run_state_machine_as_test(Here, settings=once)
        lives += 1


def test_the_world_notices_a_broken_promise(databases: Databases, tmp_path: Path) -> None:
    """A check that cannot fail would prove nothing: a message handled twice, one lost, one sent twice."""

    async def life() -> None:
        async with (
            databases.fresh("sqlite", tmp_path, "town", settle_town) as database,
            World(database).running() as world,
        ):
            an = await world.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
            await an.says("việc")
            await world.calms_down()
            await world.keeps_its_promises()
            assert day_of(world.clock.now()).year == 2026
            world.phones.sent.append(world.phones.sent[-1])
            with pytest.raises(AssertionError):
                await world.keeps_its_promises()
            world.phones.sent.pop()
            world.said.append(an.message("text", "mất"))
            with pytest.raises(AssertionError):
                await world.keeps_its_promises()
            world.said.pop()
            world.phones.sent.pop(0)
            with pytest.raises(AssertionError):
                await world.keeps_its_promises()

    asyncio.run(life())
