""" "Hướng dẫn một trang": the secretary's page as a file of the chat, and for whoever prints many."""

from __future__ import annotations

from typing import Any, Final

from handlers.rules.calendar import local
from handlers.screen import Attachment, Screen
from handlers.text import say
from storage.unit_of_work import UnitOfWork

STEPS: Final = ("join", "ask", "check")
ROWS: Final = ("tasks", "done", "meeting", "blocked", "wrong", "pledge", "practice", "help", "home")
RULES: Final = ("never", "alone")


async def make_guide(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen:
    """The page in the reader's language."""
    language = str(args.get("language", "vi"))
    name = say(language, "guide.file")
    return Screen(say(language, "guide.here"), attachment=Attachment(f"{name}.docx", page_in(language, now)))


def page_in(language: str, now: int) -> bytes:
    """The .docx of one A4 page."""
    # Not at the top: the writer of Word files is large, and screens are loaded at every start.
    from handlers.reports.guide_page import GuidePage, guide_page

    return guide_page(
        GuidePage(
            title=say(language, "guide.title"),
            steps=tuple(say(language, f"guide.step_{step}") for step in STEPS),
            heads=(say(language, "guide.head_want"), say(language, "guide.head_write")),
            rows=tuple((say(language, f"guide.want_{row}"), say(language, f"guide.write_{row}")) for row in ROWS),
            rules=tuple(say(language, f"guide.rule_{rule}") for rule in RULES),
            blank=say(language, "guide.blank"),
            made=local(now),
        )
    )
