"""Who did what, when, because of which message; and the few facts of the installation itself."""

from __future__ import annotations

import json
from typing import Any

from storage.audit_chain import Verdict, seal, verify
from storage.session import Session
from storage.statements import Dialect, load_migrations


class Audit:
    """Append only. Holds ids and counts, never anybody's words."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        action: str,
        noun: str,
        now: int,
        *,
        person_id: int | None,
        seat_id: int | None,
        inbox_id: int | None,
        **detail: Any,
    ) -> None:
        """One line, e.g. `task.reported`, `task:17`."""
        self._session.later(
            "audit.add",
            now=now,
            person_id=person_id,
            seat_id=seat_id,
            inbox_id=inbox_id,
            action=action,
            noun=noun,
            detail=json.dumps(detail, ensure_ascii=False),
        )

    async def seal(self) -> int:
        """Chains the next rows (see storage.audit_chain); returns how many."""
        return await seal(self._session)

    async def verify(self) -> Verdict:
        """Whether the chain holds."""
        return await verify(self._session)

    async def pending_migrations(self, dialect: Dialect) -> list[str]:
        """What a start of this version would still do to the tables, oldest first."""
        done = {row[0] for row in await self._session.all("audit.migrations")}
        return [name for name, _ in load_migrations(dialect) if name not in done]

    async def count(self, name: str) -> None:
        """One more of something of which only the number may be kept, such as refused messages."""
        await self._session.run("audit.count_refusal", name=name)

    async def fact(self, name: str) -> str | None:
        """A fact of the installation."""
        value: str | None = await self._session.value("audit.fact", name=name)
        return value

    async def set_fact(self, name: str, value: str) -> None:
        """Keeps a fact of the installation."""
        await self._session.run("audit.set_fact", name=name, value=value)

    async def take_lease(self, name: str, holder: str, *, now: int, expires_at: int) -> int | None:
        """The fence when `holder` has the lease until `expires_at`, None when another has it."""
        row = await self._session.one("audit.take_lease", name=name, holder=holder, now=now, expires_at=expires_at)
        return None if row is None else int(row[0])

    async def holds_lease(self, name: str, holder: str, fence: int) -> bool:
        """Whether the lease is still the one that was taken with this fence, and stays so until the commit."""
        return bool(await self._session.all("audit.holds_lease", name=name, holder=holder, fence=fence))

    async def give_lease_back(self, name: str, holder: str) -> None:
        """Lets another take it at once."""
        await self._session.run("audit.give_lease_back", name=name, holder=holder)
