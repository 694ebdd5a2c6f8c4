"""One Zalo event as raw JSON to neutral form, wrapped as documented or flat as seen live (platform C2)."""

from __future__ import annotations

from typing import Any

from bot.channels.wire import clean, digest_of
from storage.model import Incoming

NAME = "zalo"
_KINDS = {
    "message.text.received": "text",
    "message.image.received": "photo",
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
}
# Nobody expects an answer to a heart; its message_id may be that of a message of ours.
_SILENT = ("message.reaction.received",)


def to_incoming(event: object) -> Incoming | None:
    """Never raises, whatever JSON it is given. None: nothing to handle (a reaction, an echo of a bot's message).
    Links, files and protected people come as `message.unsupported.received` without content: kind `other`."""
    try:
        return _read(event)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return Incoming(NAME, _identity(event), "", "malformed")


def unwrapped(body: object) -> list[object]:
    """The events in a webhook body or in a getUpdates answer: one by the documentation, several tolerated."""
    if isinstance(body, dict) and "result" in body and "event_name" not in body:
        body = body["result"]
    if body is None:
        return []
    return body if isinstance(body, list) else [body]


def _read(event: Any) -> Incoming | None:
    message = event["message"]
    name = event.get("event_name") or ("message.text.received" if "text" in message else "")
    if name in _SILENT or (message.get("from") or {}).get("is_bot") is True:
        return None
    external_id, chat = _id(message["message_id"]), message["chat"]
    chat_id, sent_at = _id(chat["id"]), message.get("date")
    sent_at = sent_at if type(sent_at) is int else 0
    if str(chat.get("chat_type") or "PRIVATE").upper() != "PRIVATE":
        return Incoming(NAME, external_id, chat_id, "group", sent_at=sent_at)
    kind = _KINDS.get(name, "other")
    text = message["text"] if kind == "text" else message.get("caption") or message.get("text") or ""
    return Incoming(NAME, external_id, chat_id, kind, clean(text), sent_at=sent_at)


def _id(value: Any) -> str:
    if isinstance(value, str) and value:
        return clean(value)
    if type(value) is int:
        return str(value)
    raise TypeError("id")


def _identity(event: object) -> str:
    try:
        return _id(event["message"]["message_id"])  # type: ignore[index]  # any other shape is what the except is for
    except (KeyError, TypeError, ValueError, IndexError):
        return digest_of(event)
