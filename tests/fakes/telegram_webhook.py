"""Webhook delivery as the real server does it: one in flight a chat, retried with growing waits until a 2xx
(platform B, "Webhook retry")."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable

import aiohttp

from tests.fakes.telegram_queue import Stored, UpdateQueue

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class WebhookSender:
    """`retry_scale` shortens the waits of 2, 4, 8 … 60 seconds for tests; the first retry comes at once."""

    def __init__(
        self, url: str, secret: str, queue: UpdateQueue, now_ms: Callable[[], int], *, connections: int, scale: float
    ) -> None:
        self.url = url
        self.retry_scale = scale
        self.statuses: list[int] = []
        self._headers = {HEADER: secret} if secret else {}
        self._queue = queue
        self._now_ms = now_ms
        self._lanes: defaultdict[str, deque[Stored]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections), timeout=aiohttp.ClientTimeout(total=60)
        )

    def offer(self, stored: Stored) -> None:
        """Behind what already waits in the same chat (messages) or from the same person (presses)."""
        lane = self._lanes[stored.lane]
        lane.append(stored)
        if len(lane) == 1:
            task = asyncio.create_task(self._drain(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stops all deliveries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def _drain(self, lane: deque[Stored]) -> None:
        while lane:
            stored = lane[0]
            failures = 0
            while stored.update_id in self._queue.pending:
                if await self._post(stored):
                    self._queue.confirm(stored.update_id)
                    break
                await asyncio.sleep(0 if failures == 0 else min(60, 2**failures) * self.retry_scale)
                failures += 1
                self._queue.expire(self._now_ms())
            lane.popleft()

    async def _post(self, stored: Stored) -> bool:
        stored.fetched += 1
        stored.offered_at.append(self._now_ms())
        try:
            async with self._session.post(self.url, json=stored.update, headers=self._headers) as response:
                await response.read()
                self.statuses.append(response.status)
                return 200 <= response.status < 300
        except (aiohttp.ClientError, OSError):
            self.statuses.append(0)
            return False
