"""What people do, as the server puts it into updates (without update_id)."""

from __future__ import annotations

from typing import Any

BOT = {"id": 4200, "is_bot": True, "first_name": "Chi Bộ", "username": "chibo_test_bot"}


def person(chat: int) -> dict[str, Any]:
    """Whoever has the private chat `chat`, or speaks in the group."""
    return {"id": abs(chat), "is_bot": False, "first_name": "An", "username": "an_test", "language_code": "vi"}


def chat_of(chat: int) -> dict[str, Any]:
    """A private chat; a group when the number is negative."""
    if chat < 0:
        return {"id": chat, "type": "supergroup", "title": "Chi bộ"}
    return {"id": chat, "type": "private", "first_name": "An", "username": "an_test"}


def message(kind: str, chat: int, message_id: int, date: int, content: dict[str, Any]) -> dict[str, Any]:
    """`kind` is `message` or `edited_message`; `content` overrides any field."""
    body = {"message_id": message_id, "date": date, "chat": chat_of(chat), "from": person(chat)}
    if kind == "edited_message":
        body["edit_date"] = date
    return {kind: body | content}


def press(chat: int, query: str, data: str, shown: dict[str, Any]) -> dict[str, Any]:
    """A button pressed on the message `shown`."""
    return {"callback_query": {"id": query, "from": person(chat), "chat_instance": "1", "data": data, "message": shown}}


def block(chat: int, date: int, *, blocked: bool) -> dict[str, Any]:
    """The person blocks or unblocks the bot."""
    kicked, member = {"user": BOT, "status": "kicked", "until_date": 0}, {"user": BOT, "status": "member"}
    return {
        "my_chat_member": {
            "chat": chat_of(chat),
            "from": person(chat),
            "date": date,
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
    }
