"""Files that were asked for in a chat, from the moment they are sent until they are saved or forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from storage.session import Session


@dataclass(frozen=True, slots=True)
class Upload:
    """`state`: fetch (not fetched or judged yet), ready (good, waits for a yes), faulty, confirmed (a yes was said),
    done, failed. `ref` is the platform's own name of the file."""

    id: int
    conversation_id: int
    channel: str
    ref: str
    person_id: int
    seat_id: int
    state: str
    content: bytes | None
    attempts: int


class Uploads:
    """One row a file."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, conversation_id: int, channel: str, ref: str, *, person_id: int, seat_id: int, now: int) -> int:
        """A file to be fetched."""
        row = {"conversation_id": conversation_id, "channel": channel, "ref": ref}
        return int(await self._session.value("uploads.add", **row, person_id=person_id, seat_id=seat_id, now=now))

    async def next(self) -> Upload | None:
        """The oldest on which something is to be done."""
        row = await self._session.one("uploads.next")
        return None if row is None else Upload(*row)

    async def get(self, upload_id: int) -> Upload | None:
        """One file."""
        row = await self._session.one("uploads.get", id=upload_id)
        return None if row is None else Upload(*row)

    async def count_attempt(self, upload_id: int) -> None:
        """Before anything is tried, so that a file which kills the process is set aside in the end."""
        await self._session.run("uploads.attempt", id=upload_id)

    async def move(self, upload: Upload, state: str) -> bool:
        """False when somebody else moved it meanwhile."""
        return await self._session.run("uploads.move", id=upload.id, state=state, was=upload.state) == 1

    async def keep(self, upload_id: int, content: bytes | None) -> None:
        """What was fetched; None lets it go."""
        await self._session.run("uploads.keep", id=upload_id, content=content)

    async def forget(self, before: int) -> int:
        """Files sent before that instant; how many."""
        return await self._session.run("uploads.forget", before=before)
