"""What a unit has written of a pledge so far, so that stopping loses nothing."""

from __future__ import annotations

import json
from typing import Any

from storage.session import Session


class PledgeDrafts:
    """One draft for each unit and campaign."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, unit_id: int, programme_id: int, draft: dict[str, Any], now: int) -> None:
        """Keeps the draft as it is now."""
        body = json.dumps(draft, ensure_ascii=False)
        await self._session.run("pledges.put_draft", unit_id=unit_id, programme_id=programme_id, body=body, now=now)

    async def get(self, unit_id: int, programme_id: int, since: int) -> tuple[dict[str, Any], int] | None:
        """(draft, when it was last written), None when there is none younger than `since`."""
        row = await self._session.one("pledges.draft", unit_id=unit_id, programme_id=programme_id, since=since)
        return None if row is None else (json.loads(row[0]), row[1])

    async def drop(self, unit_id: int, programme_id: int) -> None:
        """It became a pledge, or was thrown away."""
        await self._session.run("pledges.drop_draft", unit_id=unit_id, programme_id=programme_id)

    async def forget(self, before: int) -> int:
        """Deletes drafts that nobody has written on since; returns how many."""
        return await self._session.run("pledges.forget_drafts", before=before)
