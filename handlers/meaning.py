"""From typed words to an action: commands and single words first, then the last reminder, then understanding."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from handlers.about_congress import about_congress
from handlers.about_tasks import (
    WAYS,
    Found,
    about_a_task,
    context_of,
    for_a_cell,
    open_tasks,
    said_alone,
    shown_ids,
)
from handlers.access import ACKNOWLEDGE, INVITE, PLEDGE, RECORD, SUPERVISE, VERIFY, may
from handlers.english_words import ENGLISH_WORDS, as_typed_here
from handlers.item_codes import by_item_code
from handlers.of_reports import OF_REPORTS, of_reports
from handlers.pointing import LETTERED_WAYS, NUMBERED_WAYS, POINTED
from handlers.screen import Turn
from handlers.screens.join import code_in, try_code
from handlers.screens.parts import plain
from handlers.screens.pledge_checks import said_of_measure
from handlers.short_ways import said_shortly
from handlers.short_words import WORDS
from handlers.understand import normalise, understand
from storage.model import Task
from storage.unit_of_work import UnitOfWork

INTENTS: Final = {
    "register_pledge": "pledge",
    "amend_pledge": "pledge:amend",
    "withdraw_pledge": "pledge:withdraw",
    "ask_pledge_status": "pledge",
    "ask_tasks": "tasks",
    "ask_deadline": "deadline",
    "ask_countdown": "countdown",
    "set_quiet_hours": "prefs",
    "ask_late": "standing",
    "ask_unit_status": "standing",
    "ask_stats": "figures",
    "assign_task": "assign",
    "export_report": "export",
    "update_unit_info": "members",
    "undo_last": "undo",
    "correct_last": "undo",
    "handover": "handover",
    "delegate": "deputy",
    "approve_bulk": "ack:all",
}
BEGINNINGS: Final = (("khoa may", "lock"), ("mat may", "lock"), ("tim don vi", "units"), ("don vi", "units"))
"""Words with a name behind them: `khoá máy bác Năm`."""
MAY_TICK: Final = ("report_done", "report_progress", "out_of_scope", "report_nil")
"""What "dán bảng công khai rồi" may be taken for: tried as a measure of the pledge first."""

PAPER: Final = re.compile(
    r"(?:kiểm tra|kiem tra|xem|check)(?: (?:giấy|giay|receipt))?(?: (?:số|so))? ([0-9]+(?:-[0-9]+){3})\.?"
)
ALL_COMPLETE: Final = re.compile(
    r"^(?:nhan|duyet|tiep nhan)(?: (?:het|tat ca|toan bo))?(?: cac)? ban (?:dang ky )?(?:day )?du\b"
)
LOOK: Final = re.compile(r"^(?:cho (?:toi |minh )?)?(?:xem|mo) (?=[a-z])")
GREETING: Final = re.compile(r"(?:xin |kinh )?(?:chao|hello|hi|alo|a lo)\b")
"""Whoever says good day is shown what there is to do; thanks are thanked for."""
SURE: Final = 0.6
STOPS: Final = ("huy", "huy bo", "khong gui", "khong luu")
AFFIRMED: Final = (":save", ":yes", ":send")
"""How the first way on of a read-back ends: nothing is written yet, so that "huỷ" means to stop, not to take back."""
ENDS_IN_CODE: Final = re.compile(r"(?:[^\s\d]+\s+){0,4}[\d\s.\-]+")
"""A new slip of somebody who has joined; the numbers of a sentence may also be eight digits together."""


async def meant(turn: Turn, uow: UnitOfWork, *, waiting: bool) -> Found:
    """What was meant. `waiting`: a question is open, so that only words which mean the same anywhere count."""
    words = normalise(turn.said)
    action = _command(turn, words)
    if action is not None and not _taken_by_question(turn, action, words):
        return Found(action)
    if not waiting:
        code = code_in(turn.said) if ENDS_IN_CODE.fullmatch(turn.said.strip()) else None
        if code is not None:
            return Found(reply=await try_code(turn, uow, code))
        plainly = _bare(turn.said)
        for beginning, named in BEGINNINGS:
            if plainly.startswith(f"{beginning} ") and may(turn.seat, INVITE):
                return Found(named, {"words": plainly.removeprefix(beginning).strip()})
    pointed = POINTED.fullmatch(as_typed_here(_bare(turn.said)))
    if pointed and pointed[2]:
        return await _of_reminder(turn, uow, LETTERED_WAYS[pointed[1]], "abc".index(pointed[2]))
    if waiting:
        return Found()
    typed_for = await by_item_code(turn, uow) or await for_a_cell(turn, uow)
    typed_for = typed_for or await about_congress(turn, uow, _bare(turn.said))
    if typed_for is not None:
        return typed_for
    if pointed and may(turn.seat, RECORD):
        return await _of_list(turn, uow, NUMBERED_WAYS[pointed[1]], int(pointed[3]) - 1)
    alone = await said_alone(turn, uow, words) or await said_shortly(turn, uow, _bare(turn.said))
    return alone or await understood(turn, uow)


def _bare(said: str) -> str:
    """Letters and digits alone: understanding would read the `a` of "xong a" as a way to address somebody."""
    letters = unicodedata.normalize("NFD", said.lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(each for each in letters if not unicodedata.combining(each))))


def _taken_by_question(turn: Turn, action: str, words: str) -> bool:
    """Where the open question has its own meaning for it: "nhầm" for the last number, 0 for one question back."""
    goes_back = bool(turn.draft.get("steps") or turn.draft.get("changing"))
    return (action == "undo" and bool(turn.draft.get("numbers"))) or (words == "0" and goes_back)


def _command(turn: Turn, words: str) -> str | None:
    typed = turn.said.strip().lower().split("@")[0]
    if typed in ("/baocao", "báo cáo") or words == "bao cao":
        return "review" if may(turn.seat, VERIFY) else "tasks"
    if words == "bang" and may(turn.seat, SUPERVISE):
        # A secretary may mean the notice board of the village.
        return "board"
    if paper := PAPER.fullmatch(typed):
        return f"receipt:{paper[1]}"
    if ALL_COMPLETE.search(words) and may(turn.seat, ACKNOWLEDGE):
        return "ack:all"
    if words in STOPS and turn.choices and turn.choices[0].endswith(AFFIRMED):
        return "cancel"
    said = words.replace(" ,", "")
    return WORDS.get(typed) or WORDS.get(said) or WORDS.get(LOOK.sub("", said)) or ENGLISH_WORDS.get(typed)


async def _of_reminder(turn: Turn, uow: UnitOfWork, way: str, place: int) -> Found:
    """`xong b`: the second item of the last reminder sent to this chat."""
    tasks = await uow.outbox.last_digest(turn.conversation_id)
    return Found(f"task:{tasks[place]}:{way}") if place < len(tasks) else Found("tasks")


async def _of_list(turn: Turn, uow: UnitOfWork, way: str, place: int) -> Found:
    """`xong 2`: the second of the tasks shown last, or of the open ones when none was shown."""
    shown = shown_ids(turn) or [task.id for task in await _open_tasks(turn, uow)]
    return Found(f"task:{shown[place]}:{way}") if place < len(shown) else Found("tasks")


async def understood(turn: Turn, uow: UnitOfWork) -> Found:
    """What a free sentence asks for; neither action nor reply when it is not clear enough."""
    owed = await _open_tasks(turn, uow)
    meaning = understand(turn.said, turn.today(), await context_of(turn, uow, owed))
    if meaning.intent == "smalltalk":
        return Found("home") if GREETING.match(_bare(turn.said)) else Found(reply=plain(turn, "understand.thanks"))
    if meaning.intent.startswith("refuse_"):
        return Found(reply=plain(turn, f"refuse.{meaning.intent}"))
    if may(turn.seat, PLEDGE) and meaning.intent in MAY_TICK:
        ticked = await said_of_measure(turn, uow)
        if ticked is not None:
            return Found(reply=ticked)
    if meaning.confidence < SURE or meaning.intent == "out_of_scope":
        sure = meaning.confidence >= SURE
        return Found(reply=plain(turn, "understand.out_of_scope") if sure else None)
    if meaning.intent in OF_REPORTS:
        return await of_reports(turn, uow, meaning)
    if meaning.intent in WAYS and may(turn.seat, RECORD):
        assert turn.seat is not None
        return await about_a_task(turn, uow, meaning, owed, turn.seat.unit_id)
    action = INTENTS.get(meaning.intent)
    if action in ("tasks", "deadline", "countdown") and may(turn.seat, SUPERVISE):
        action = "congress" if action == "countdown" else "standing"
    return Found(action, meaning.slots) if action else Found()


async def _open_tasks(turn: Turn, uow: UnitOfWork) -> list[Task]:
    if turn.seat is None or not may(turn.seat, RECORD):
        return []
    return await open_tasks(turn, uow, turn.seat.unit_id)
