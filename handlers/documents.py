"""Files a person asked for: planned as an outbox row, made at the second of sending, never stored in the outbox.

A document is a name and JSON-able arguments; the right to it was checked by the screen that planned it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from handlers.guide import make_guide
from handlers.papers import make_paper
from handlers.pledge_documents import campaign_report, pledge_image, pledge_slip
from handlers.reports.asking import report_document
from handlers.reports.own_dates import calendar_document
from handlers.screen import Screen, Unwritten
from handlers.slips import make_slip
from handlers.workbooks.duty_book_in_chat import make_duty_book
from handlers.workbooks.in_chat import make_marked, make_workbook
from handlers.workbooks.plan_in_chat import make_plan_template
from handlers.workbooks.reconciliation import make_reconciliation
from handlers.workbooks.steps import make_template
from storage.unit_of_work import UnitOfWork

Maker = Callable[[UnitOfWork, dict[str, Any], int], Awaitable[Screen | Unwritten | None]]
"""(uow, arguments, now) → a screen with an attachment, or one still to be written away from the event loop; None
when there is nothing to show any more."""

DOCUMENTS: Final[dict[str, Maker]] = {
    "duty_sheet": make_paper,
    "guide": make_guide,
    "invite_slip": make_slip,
    "marked_roster": make_marked,
    "roster_workbook": make_workbook,
    "duty_book": make_duty_book,
    "congress_template": make_template,
    "plan_template": make_plan_template,
    "reconciliation": make_reconciliation,
    "pledge_slip": pledge_slip,
    "pledge_image": pledge_image,
    "campaign_report": campaign_report,
    "report": report_document,
    "calendar": calendar_document,
}
"""Table of contents: what `Reply.document` may name."""


async def make_document(uow: UnitOfWork, payload: dict[str, Any], now: int) -> Screen | Unwritten | None:
    """The document planned as `{"document": name, "args": {...}}`; None for a name that is no longer made."""
    maker = DOCUMENTS.get(str(payload.get("document")))
    return None if maker is None else await maker(uow, dict(payload.get("args", {})), now)
