"""The chain over the audit: every row's hash covers its content and the hash before it.

Rows are sealed by the one process that plans, a moment after they were written, so that no turn waits for another.
The head (place and hash of the last sealed row) is kept as a fact; a chain cut short no longer reaches it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from storage.interface import Row
from storage.session import Session

HEAD: Final = "audit_head"
START: Final = "0" * 64
AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken_at`: the place in the chain where it first fails, None when it holds; `rows` were looked at."""

    rows: int
    broken_at: int | None


def row_hash(before: str, row: Row) -> str:
    """The hash of one row (id, at, person, seat, inbox, action, noun, detail) behind the one before it."""
    return hashlib.sha256(f"{before}{json.dumps(list(row[:8]), ensure_ascii=False)}".encode()).hexdigest()


async def seal(session: Session) -> int:
    """Seals the next rows in the order of their ids; returns how many. One process at a time."""
    rows = await session.all("audit.unsealed", most=AT_ONCE)
    if not rows:
        return 0
    seq, before = await _head(session)
    sealed = []
    for row in rows:
        seq, before = seq + 1, row_hash(before, row)
        sealed.append({"id": row[0], "seq": seq, "hash": before})
    await session.many("audit.seal", sealed)
    await session.run("audit.set_fact", name=HEAD, value=json.dumps([seq, before]))
    return len(sealed)


async def verify(session: Session) -> Verdict:
    """Follows the chain from the beginning to the head."""
    expected, before = 0, START
    while True:
        rows = await session.all("audit.sealed_after", after=expected, most=AT_ONCE)
        for row in rows:
            before = row_hash(before, row)
            if row[8] != expected + 1 or row[9] != before:
                return Verdict(expected, expected + 1)
            expected += 1
        if len(rows) < AT_ONCE:
            break
    head = await _head(session)
    return Verdict(expected, None if head == (expected, before) else expected + 1)


async def _head(session: Session) -> tuple[int, str]:
    value = await session.value("audit.fact", name=HEAD)
    if value is None:
        return 0, START
    seq, head = json.loads(value)
    return int(seq), str(head)
