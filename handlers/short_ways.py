"""Short things typed where no question is open that need a look at the book before they lead anywhere: one word about
the work, a button's words typed instead of pressed, who is speaking here."""

from __future__ import annotations

import re
from typing import Final

from handlers.about_tasks import Found, about_a_task, open_tasks
from handlers.access import ENTER, RECORD, may
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.home import meeting_to_report
from handlers.screens.parts import home_choice, plain
from handlers.text import say
from handlers.understand import understand
from storage.unit_of_work import UnitOfWork

MEETING: Final = re.compile(r"(?:bao )?(?:cao )?hop(?: chi bo)?|(?:report )?(?:the |our )?meeting")
DID: Final = re.compile(r"(?:da )?lam(?: xong)? roi|da lam(?: xong)?|hoan thanh(?: roi)?")
WHY: Final = re.compile(
    r"(?:(?:tai|vi|lam|co) sao|sao)(?: (?:may|lai|cu|hay))* (?:nhac|nhan)(?: (?:toi|hoai|mai|the|vay|nhieu))*"
    r"|why (?:do|are) you (?:remind|reminding|write|writing)(?: to)?(?: me)?"
)
WHO: Final = re.compile(
    r"(?:may|ban|day|em|chau|bot|ai)(?: nay)? (?:la (?:ai|gi|may|nguoi|cai gi)|day)(?: vay| the| a)?|who are you"
)
CALL: Final = re.compile(
    r"(?:nho |xin )?(?:van phong )?goi (?:dien )?(?:cho )?(?:van phong|toi|giup toi)(?: giup)?(?: toi)?(?: voi| nhe)?"
    r"|(?:nho|xin) van phong goi(?: cho toi| giup)*|so dien thoai van phong.*|call the office"
)
SHEET: Final = re.compile(r"(?:in )?phieu(?: viec)? (?:cho )?(.+)")
MOST_ASKED: Final = 3


async def said_shortly(turn: Turn, uow: UnitOfWork, words: str) -> Found | None:
    """`words`: letters and digits alone. None when it is nothing of the kind."""
    if WHO.fullmatch(words):
        return Found(
            reply=plain(turn, "help.who", Choice(say(turn.language, "button.help"), "help"), home_choice(turn.language))
        )
    if CALL.fullmatch(words):
        call = Choice(say(turn.language, "button.call_office"), "call")
        return Found(reply=plain(turn, "understand.call_ask", call, home_choice(turn.language)))
    sheet = SHEET.fullmatch(words)
    if sheet and may(turn.seat, ENTER):
        return Found("paper", {"words": sheet[1]})
    return await _of_the_work(turn, uow, words) if may(turn.seat, RECORD) else None


async def _of_the_work(turn: Turn, uow: UnitOfWork, words: str) -> Found | None:
    assert turn.seat is not None
    if MEETING.fullmatch(words):
        meeting = await meeting_to_report(turn, uow)
        return Found("tasks") if meeting is None else Found(f"task:{meeting}:meet")
    if WHY.fullmatch(words):
        return await _why(turn, uow)
    if not DID.fullmatch(words):
        return None
    owed = await open_tasks(turn, uow, turn.seat.unit_id)
    return await about_a_task(turn, uow, understand("xong", turn.today()), owed, turn.seat.unit_id)


async def _why(turn: Turn, uow: UnitOfWork) -> Found:
    """Of what the last reminder spoke of, else of what is due first."""
    assert turn.seat is not None
    owed = {task.id: task for task in await open_tasks(turn, uow, turn.seat.unit_id)}
    told = [owed[each] for each in await uow.outbox.last_digest(turn.conversation_id) if each in owed]
    asked = (told or list(owed.values()))[:MOST_ASKED]
    if len(asked) < 2:
        return Found(f"task:{asked[0].id}:why") if asked else Found("prefs")
    choices = [Choice(task.title, f"task:{task.id}:why") for task in asked]
    prefs = Choice(say(turn.language, "button.prefs"), "prefs")
    screen = Screen(say(turn.language, "understand.which_task"), (*choices, prefs, home_choice(turn.language)))
    return Found(reply=Reply(screen))
