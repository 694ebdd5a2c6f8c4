"""What the fake Bot API server answers to each method: results, and the real server's texts for refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.faults import Refusal
from tests.fakes.telegram_people import BOT, chat_of
from tests.fakes.telegram_queue import PRESS_SECONDS

Params = dict[str, Any]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@dataclass(slots=True)
class Call:
    """One call of the bot. `at` in milliseconds; `code` 200, a refusal's, or 0 when the connection was dropped."""

    method: str
    params: Params
    at: int
    code: int = 200
    applied: bool = False


class Chats:
    """The server's memory of chats, messages and presses."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms
        self.blocked: set[int] = set()
        self.missing: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.uneditable: set[tuple[int, int]] = set()
        self.presses: dict[str, int] = {}
        self.answered: list[str] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.next_message_id = 1

    def call(self, method: str, params: Params) -> Any:
        """The result, or Refusal."""
        handler = getattr(self, f"on_{method.lower()}", None)
        if handler is None:
            raise Refusal(404, "Not Found")
        return handler(params)

    def on_getme(self, _: Params) -> Any:
        return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def on_setmycommands(self, params: Params) -> Any:
        scope = as_json(params.get("scope")) or {"type": "default"}
        self.commands[scope["type"]] = as_json(params["commands"])
        return True

    def on_sendmessage(self, params: Params) -> Any:
        chat = self.open_chat(params)
        return self.store(chat, {"text": checked_text(params)} | markup(params))

    def on_senddocument(self, params: Params) -> Any:
        chat = self.open_chat(params)
        name, size = upload(params, "document")
        document = {"file_id": "doc", "file_unique_id": "d", "file_name": name, "file_size": size}
        return self.store(chat, {"document": document} | caption(params) | markup(params))

    def on_sendphoto(self, params: Params) -> Any:
        chat = self.open_chat(params)
        _, size = upload(params, "photo")
        photo = [{"file_id": "pic", "file_unique_id": "p", "width": 90, "height": 90, "file_size": size}]
        return self.store(chat, {"photo": photo} | caption(params) | markup(params))

    def on_editmessagetext(self, params: Params) -> Any:
        chat = self.open_chat(params)
        key = (chat, int(params.get("message_id", 0)))
        known = self.messages.get(key)
        if known is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if key in self.uneditable:
            raise Refusal(400, "Bad Request: message can't be edited")
        if "text" not in known:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        text = checked_text(params)
        new = {"text": text} | markup(params)
        if text == known["text"] and new.get("reply_markup") == known.get("reply_markup"):
            raise Refusal(400, NOT_MODIFIED)
        known.pop("reply_markup", None)
        known.update(new, edit_date=self.now_ms() // 1000)
        return known

    def on_answercallbackquery(self, params: Params) -> Any:
        query = str(params.get("callback_query_id", ""))
        pressed_at = self.presses.get(query)
        if pressed_at is None or self.now_ms() - pressed_at > PRESS_SECONDS * 1000:
            raise Refusal(400, TOO_OLD)
        self.answered.append(query)
        return True

    def open_chat(self, params: Params) -> int:
        """The chat of a call, if it may be written to."""
        try:
            chat = int(params["chat_id"])
        except (KeyError, ValueError):
            raise Refusal(400, "Bad Request: chat not found") from None
        if chat in self.migrated:
            raise Refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.migrated[chat]
            )
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.missing:
            raise Refusal(400, "Bad Request: chat not found")
        return chat

    def store(self, chat: int, content: dict[str, Any]) -> dict[str, Any]:
        """A new message of the bot."""
        message_id = self.next_message_id
        self.next_message_id += 1
        message = {
            "message_id": message_id,
            "date": self.now_ms() // 1000,
            "from": BOT,
            "chat": chat_of(chat),
        }
        message |= content
        self.messages[chat, message_id] = message
        return message


def as_json(value: Any) -> Any:
    """Nested parameters come as JSON in a form, as themselves in a JSON body."""
    return json.loads(value) if isinstance(value, str) else value


def checked_text(params: Params) -> str:
    """Trimmed and measured as the server does; it counts UTF-16 units."""
    text = str(params.get("text", "")).strip()
    if not text:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    return text


def caption(params: Params) -> dict[str, Any]:
    """Of a photo or file."""
    text = str(params.get("caption") or "").strip()
    if len(text.encode("utf-16-le")) // 2 > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    return {"caption": text} if text else {}


def markup(params: Params) -> dict[str, Any]:
    """An inline keyboard, checked."""
    keyboard = as_json(params.get("reply_markup"))
    if not keyboard:
        return {}
    for row in keyboard.get("inline_keyboard", []):
        for button in row:
            if not button.get("text"):
                raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text buttons must be non-empty")
            if len(str(button.get("callback_data", "")).encode()) > 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": keyboard}


def upload(params: Params, field: str) -> tuple[str, int]:
    """Name and size of an uploaded file."""
    value = params.get(field)
    if isinstance(value, str) and value.startswith("attach://"):
        value = params.get(value.removeprefix("attach://"))
    if not isinstance(value, tuple):
        raise Refusal(400, f"Bad Request: there is no {field} in the request")
    name, content = value
    if not content:
        raise Refusal(400, "Bad Request: file must be non-empty")
    return name, len(content)
