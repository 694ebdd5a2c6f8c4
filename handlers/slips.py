"""The invitation slip as a document of the chat."""

from __future__ import annotations

from typing import Any, Final

from handlers.reports.invite_slip import Slip, invite_slip
from handlers.rules.calendar import day_of, local
from handlers.screen import Attachment, Screen
from handlers.screens.invite import TELEGRAM_BOT, deep_link
from handlers.screens.join import code_hash
from handlers.text import day, say, seat_name
from storage.unit_of_work import UnitOfWork

WORD, PDF = "word", "pdf"
SUFFIXES: Final = {WORD: ".docx", PDF: ".pdf"}


async def make_slip(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`code`, `language`, `form` (word or pdf) → the sheet; None when the code was used or has expired meanwhile."""
    code, language = str(args["code"]), str(args.get("language", "vi"))
    slip = await slip_of(uow, code, language, now)
    if slip is None:
        return None
    form = str(args.get("form", WORD))
    name = f"{say(language, 'slip.file')}{SUFFIXES[form]}"
    return Screen(say(language, "slip.here"), attachment=Attachment(name, write_slip(slip, form)))


def write_slip(slip: Slip, form: str) -> bytes:
    """The file as `word` or `pdf`."""
    if form != PDF:
        return invite_slip(slip)
    # Loaded with the first PDF: no start should pay for the drawing library.
    from handlers.reports.invite_pdf import invite_pdf

    return invite_pdf(slip)


async def slip_of(uow: UnitOfWork, code: str, language: str, now: int) -> Slip | None:
    """What stands on the sheet of a code that can still be used."""
    found = await uow.people.invite(code_hash(code))
    if found is None or found.used_at is not None or found.expires_at <= now:
        return None
    bot = await uow.audit.fact(TELEGRAM_BOT)
    return Slip(
        title=say(language, "slip.title"),
        greeting=say(
            language, "slip.greeting", called=found.called, seat=seat_name(language, found.role, found.unit_name)
        ),
        steps=tuple(say(language, f"slip.step_{step}") for step in ("open" if bot else "ask", "code", "agree")),
        code=f"{code[:4]} {code[4:]}",
        until=say(language, "slip.until", day=day(language, day_of(found.expires_at), year=True)),
        scan=deep_link(bot, code) if bot else code,
        made=local(now),
    )
