"""How long each kind of data is kept, and the nightly forgetting of what is older, counted kind by kind."""

from __future__ import annotations

import json
from typing import Final

from handlers.rules.calendar import DAY_MS, day_of
from storage.unit_of_work import UnitOfWork

DAYS: Final = {
    "words": 90,
    "explanations": 730,
    "sent": 90,
    "notices": 90,
    "drafts": 7,
    "uploads": 1,
    "invites": 30,
    "called": 30,
    "leavers": 365,
}
"""Kind of data → days. Links have their own end; what is done stays with the unit, under the role."""
LAST_RUN: Final = "retention"


async def forget_old(uow: UnitOfWork, now: int) -> dict[str, int]:
    """Forgets what is older than its kind may be, and keeps the counts for whoever asks; returns them."""
    before = {kind: now - days * DAY_MS for kind, days in DAYS.items()}
    gone = {
        "words": await uow.inbox.forget_text(before["words"]),
        "explanations": await uow.explanations.forget_words(before["explanations"]),
        "sent": await uow.outbox.forget(before["sent"]),
        "notices": await uow.notices.forget(before["notices"]),
        "gave_way": await uow.gave_way.forget(day_of(before["notices"]).isoformat()),
        "drafts": await uow.retention.drafts(before["drafts"]),
        "practice": await uow.retention.practice(),
        "uploads": await uow.uploads.forget(before["uploads"]),
        "invites": await uow.retention.invites(before["invites"]),
        "called": await uow.retention.names_on_slips(before["called"]),
        "files": await uow.files.forget(now) + await uow.boards.forget(now),
        "leavers": 0,
    }
    for person_id in await uow.retention.leavers(before["leavers"], now):
        await uow.files.revoke(person_id)
        await uow.boards.revoke(person_id)
        await uow.people.erase(person_id, now)
        await uow.wishes.erase(person_id)
        gone["leavers"] += 1
    await uow.audit.set_fact(LAST_RUN, json.dumps({"at": now, "gone": gone}))
    return gone
