"""Waiting for something that another task does: looked at again and again, never longer than a few seconds."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

LOOKS = 4_000
PAUSE_SECONDS = 0.002


async def until(holds: Callable[[], bool | Awaitable[bool]], what: str = "") -> None:
    """Returns as soon as `holds()` is true; fails, naming `what`, when it never is."""
    for _ in range(LOOKS):
        found = holds()
        if await found if inspect.isawaitable(found) else found:
            return
        await asyncio.sleep(PAUSE_SECONDS)
    raise AssertionError(f"never happened: {what or holds}")
