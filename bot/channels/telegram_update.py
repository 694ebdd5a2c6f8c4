"""One Telegram update as raw JSON to neutral form: what was done and where, never who (no names, no numbers).

Plain dictionaries on purpose: parsing into library objects costs 78 us an update (performance 1), this a few.
"""

from __future__ import annotations

import re
from typing import Any

from bot.channels.wire import clean, digest_of
from storage.model import Incoming

NAME = "telegram"
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]

# In this order: an animation is also a document.
_KINDS = (
    ("photo", "photo"),
    ("sticker", "sticker"),
    ("voice", "voice"),
    ("animation", "other"),
    ("document", "file"),
    ("audio", "file"),
)
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})\b')
_LARGEST = 2**53
_NOT_THERE = ("kicked", "left")


def to_incoming(update: object) -> Incoming:
    """Never raises, whatever JSON it is given: what cannot be read becomes kind `malformed`, its `external_id`
    the update's id, or a digest of it when it has none."""
    try:
        return _read(update)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return Incoming(NAME, _identity(update), "", "malformed")


def id_of(update: object) -> int | None:
    """The update's own id when it has a usable one."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if type(found) is int and 0 < found < _LARGEST else None


def ids_in(body: bytes) -> list[int]:
    """The ids in an answer that is not JSON as a whole, so that one broken update cannot block a queue."""
    return [int(found) for found in _UPDATE_ID.findall(body)]


def _read(update: Any) -> Incoming:
    number = id_of(update)
    if number is None:
        raise TypeError("update_id")
    message = update.get("message")
    if message is not None:
        return _message(str(number), message)
    press = update.get("callback_query")
    if press is not None:
        return _press(str(number), press)
    edited = update.get("edited_message")
    if edited is not None:
        return _edited(str(number), edited)
    return _membership(str(number), update["my_chat_member"])


def _message(external_id: str, message: Any) -> Incoming:
    chat, is_private = _chat(message["chat"])
    sent_at = _sent_at(message)
    if not is_private:
        return Incoming(NAME, external_id, chat, "group", sent_at=sent_at)
    text = message.get("text")
    if text is not None:
        return Incoming(NAME, external_id, chat, "text", clean(text), sent_at=sent_at)
    kind = next((kind for field, kind in _KINDS if field in message), "other")
    ref = message["document"]["file_id"] if kind == "file" and "document" in message else None
    return Incoming(NAME, external_id, chat, kind, clean(message.get("caption") or ""), ref=ref, sent_at=sent_at)


def _edited(external_id: str, message: Any) -> Incoming:
    chat, is_private = _chat(message["chat"])
    text = clean(message.get("text") or message.get("caption") or "") if is_private else ""
    kind = "edited" if is_private else "group"
    return Incoming(NAME, external_id, chat, kind, text, ref=_id(message["message_id"]), sent_at=_sent_at(message))


def _press(external_id: str, press: Any) -> Incoming:
    answer_to = press["id"]
    if not isinstance(answer_to, str):
        raise TypeError("callback_query.id")
    message = press.get("message")
    if message is None:
        # A button of a message that is gone: a private chat has the number of its person.
        chat, is_private, ref = _id(press["from"]["id"]), True, None
    else:
        (chat, is_private), ref = _chat(message["chat"]), _id(message["message_id"])
    kind, text = ("press", clean(press.get("data") or "")) if is_private else ("group", "")
    return Incoming(NAME, external_id, chat, kind, text, ref=ref, answer_to=clean(answer_to))


def _membership(external_id: str, change: Any) -> Incoming:
    chat, is_private = _chat(change["chat"])
    gone = change["new_chat_member"]["status"] in _NOT_THERE
    present = "unblocked" if is_private else "group"
    return Incoming(NAME, external_id, chat, "blocked" if gone else present, sent_at=_sent_at(change))


def _chat(chat: Any) -> tuple[str, bool]:
    return _id(chat["id"]), chat["type"] == "private"


def _id(number: Any) -> str:
    if type(number) is not int:
        raise TypeError("id")
    return str(number)


def _sent_at(message: Any) -> int:
    date = message.get("edit_date") or message.get("date")
    return date * 1000 if type(date) is int else 0


def _identity(update: object) -> str:
    number = id_of(update)
    return digest_of(update) if number is None else str(number)
