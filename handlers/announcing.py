"""The announcement of a campaign, by its name: once to each seat that has to act, inside the one message of a day."""

from __future__ import annotations

from typing import Final

from handlers.campaigns import document_words
from handlers.screen import Choice, Screen
from handlers.text import day, say
from storage.model import Seat
from storage.notices import Waiting
from storage.unit_of_work import UnitOfWork

OVER: Final = ("declined", "closed")


async def announcement(uow: UnitOfWork, seat: Seat, notice: Waiting, language: str, now: int) -> Screen | None:
    """Who launched what, by which document, until when; None when it is over."""
    campaign = await uow.campaigns.get(int(notice.payload["programme"]))
    issuer = await uow.units.get(campaign.issuer_id) if campaign else None
    if campaign is None or issuer is None or campaign.state in OVER:
        return None
    text = say(
        language,
        "launching.announced",
        issuer=issuer.name,
        title=campaign.title,
        document=document_words(language, campaign.document, campaign.document_on),
        due=day(language, campaign.due_on, year=True),
    )
    way = ("pledge", "pledge") if campaign.form == "pledge" else ("my_work", "tasks")
    return Screen(text, (Choice(say(language, f"button.{way[0]}"), way[1]),), words=say(language, "launching.words"))
