"""Files behind expiring links; only the hash of a link's token is kept."""

from __future__ import annotations

import hashlib

from storage.session import Session


def token_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(f"chibo file {token}".encode()).hexdigest()


class Files:
    """For channels that cannot carry a file."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        token: str,
        name: str,
        content: bytes,
        *,
        person_id: int | None,
        unit_id: int | None,
        now: int,
        expires_at: int,
    ) -> None:
        """Keeps a file until `expires_at`."""
        await self._session.run(
            "files.add",
            token_hash=token_hash(token),
            name=name,
            content=content,
            person_id=person_id,
            unit_id=unit_id,
            now=now,
            expires_at=expires_at,
        )

    async def fetch(self, token: str, now: int) -> tuple[str, bytes] | None:
        """(name, content) while the link lives, counted; None for a wrong, revoked or expired one."""
        row = await self._session.one("files.get", token_hash=token_hash(token), now=now)
        if row is None:
            return None
        await self._session.run("files.count_fetch", token_hash=token_hash(token))
        return row[0], bytes(row[1])

    async def revoke(self, person_id: int) -> int:
        """Ends all links made for a person; returns how many."""
        return await self._session.run("files.revoke", person_id=person_id)

    async def forget(self, now: int) -> int:
        """Deletes what has expired; returns how many."""
        return await self._session.run("files.forget", now=now)
