"""The invitation slip as a document of the chat."""

from __future__ import annotations

from typing import Any

from handlers.reports.invite_slip import Slip, invite_slip
from handlers.rules.calendar import day_of, local
from handlers.screen import Attachment, Screen
from handlers.screens.invite import TELEGRAM_BOT, deep_link
from handlers.screens.join import code_hash
from handlers.text import day, say, seat_name
from storage.unit_of_work import UnitOfWork


async def make_slip(uow: UnitOfWork, args: dict[str, Any], now: int) -> Screen | None:
    """`code`, `language` → the sheet; None when the code was used or has expired meanwhile."""
    code, language = str(args["code"]), str(args.get("language", "vi"))
    found = await uow.people.invite(code_hash(code))
    if found is None or found.used_at is not None or found.expires_at <= now:
        return None
    bot = await uow.audit.fact(TELEGRAM_BOT)
    slip = Slip(
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
    return Screen(
        say(language, "slip.here"), attachment=Attachment(f"{say(language, 'slip.file')}.docx", invite_slip(slip))
    )
