"""How the channels stand as a whole: whether sending works, and which one people are written to first."""

from __future__ import annotations

from typing import Any

from storage.session import Session
from storage.units import path_end


class Channels:
    """Counts and the preferred channel; single sends are the outbox's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def failing(self, channel: str) -> int:
        """In how many chats a send is being tried again."""
        return int(await self._session.value("channels.failing", channel=channel) or 0)

    async def sent_since(self, channel: str, since: int) -> bool:
        """Whether anything went out since an instant."""
        return await self._session.one("channels.sent_since", channel=channel, since=since) is not None

    async def alert_chats(self, role: str, now: int, avoid: str = "") -> list[tuple[int, str, str]]:
        """(conversation, channel, language) of whoever holds the role, if possible not on the channel to avoid."""
        rows = await self._session.all("channels.alert_chats", role=role, now=now, avoid=avoid)
        return [(row[0], row[1], row[2]) for row in rows]

    async def reach(self, channel: str, path: str, now: int) -> tuple[int, int]:
        """(people with a seat below the path, those of them who can be reached on the channel)."""
        row: Any = await self._session.one(
            "channels.reach", channel=channel, path=path, path_end=path_end(path), now=now
        )
        return int(row[0]), int(row[1])

    async def prefer(self, channel: str, path: str, now: int) -> list[int]:
        """Whoever below the path can be reached on the channel is written to there from now on, also with what waits.
        Returns a seat of each who has another channel as well, for telling them."""
        where = {"channel": channel, "path": path, "path_end": path_end(path), "now": now}
        await self._session.run("channels.prefer", **where)
        await self._session.run("channels.move_waiting", channel=channel, now=now)
        return [row[0] for row in await self._session.all("channels.moved_seats", **where)]

    async def in_use(self) -> list[tuple[str, int, int]]:
        """(channel, people who can be reached there, those who are written to there first)."""
        return [(row[0], int(row[1]), int(row[2])) for row in await self._session.all("channels.in_use")]
