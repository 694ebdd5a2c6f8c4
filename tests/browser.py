"""The demo as it runs, and a real browser to look at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from bot.app import App, open_app
from bot.channels.demo import DemoChannel
from bot.channels.demo_web import add_demo_routes
from bot.demo import Demo
from bot.settings import Settings
from tests.bot.test_demo_browser import ARGS, CHROMIUM
from tests.province import START, moment
from tests.user import StoppedClock


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[tuple[App, str]]:
    """The demo with its sample, its clock standing at the tests' start, and its address on this computer."""
    clock = StoppedClock(moment(START))
    channel = DemoChannel(clock.now)
    settings = Settings(_env_file=None, data_dir=folder).for_demo(f"sqlite:///{folder / 'demo.db'}", 0)
    async with open_app(settings, clock, [channel]) as app:
        control = Demo(app)
        await control.prepare()
        add_demo_routes(app.web, channel, app.intake.deliver, control)
        ready = asyncio.Event()

        async def is_ready(_: object) -> None:
            ready.set()

        running = asyncio.create_task(app.run(is_ready))
        await ready.wait()
        try:
            yield app, f"http://127.0.0.1:{app.port}"
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            yield browser
        finally:
            await browser.close()
