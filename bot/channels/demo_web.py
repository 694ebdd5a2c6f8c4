"""The demo page and what it calls. Served to this computer only: whoever opens the page may be anybody in it.

A foreign page cannot reach these routes: the Host header must be a loopback name (DNS rebinding), a POST must be
JSON (a plain form cannot send that without asking first) and, where the browser names an origin, come from here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import PurePath
from typing import Any, Final, Protocol
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.channels.base import Deliver
from bot.channels.demo import KINDS, DemoChannel, Event, page_source
from bot.channels.demo_requests import (
    Refusal,
    body_of,
    chat_of,
    check_origin,
    key_of,
    one_of,
    read_body,
    refuse,
    text_of,
)
from storage.model import Incoming

LANGUAGES: Final = ("vi", "en")
JUMPS: Final = ("next", "day", "week", "term")
_MAX_SAID = 16_000
_MAX_UPLOAD = 10_000_000
_MAX_FIELD = 200
_SHOWN_INLINE = {".png": "image/png", ".jpg": "image/jpeg", ".pdf": "application/pdf"}
_HEARTBEAT_SECONDS = 15.0
_log = structlog.get_logger("demo")

# The page's own sentences, like those inside demo.html: nobody is told them in a chat. In the order of LANGUAGES.
_SORRY: Final = {
    "not_local": (
        "Trang dùng thử chỉ mở trên chính máy đang chạy nó, ở địa chỉ 127.0.0.1 hoặc localhost.",
        "The demo opens only on the computer that runs it, at 127.0.0.1 or localhost.",
    ),
    "not_json": ("Yêu cầu này cần gửi dạng JSON.", "This request must be sent as JSON."),
    "too_large": ("Nội dung dài quá, mong đồng chí gửi ngắn hơn.", "That is too long; please send something shorter."),
    "bad_request": (
        "Trang gửi thiếu hoặc sai thông tin. Mong đồng chí tải lại trang.",
        "The page sent something incomplete. Please reload it.",
    ),
    "not_found": (
        "Tệp này không còn nữa. Đồng chí xin lại tệp trong cuộc trò chuyện.",
        "This file is gone. Please ask for it again in the chat.",
    ),
    "failed": (
        "Máy gặp trục trặc, không phải lỗi của đồng chí. Mong đồng chí thử lại.",
        "Something broke on our side, not yours. Please try again.",
    ),
}


class DemoControl(Protocol):
    """What the page needs from the product beyond the chat. Instants in milliseconds UTC."""

    async def people(self) -> list[dict[str, Any]]:
        """`{"chat", "name", "role", "unit", "note"}`, those to show first in front."""
        ...

    async def history(self, chat: str) -> list[dict[str, Any]]:
        """Oldest first: `{"id", "from": "me"|"bot", "text", "at", "choices": [[label, action]], "replaces", "file"}`;
        optional `"pressed"`: the action that was pressed under it, `"kind"`: the kind when it was not text."""
        ...

    def now(self) -> int:
        """The product's time."""
        ...

    async def jump(self, kind: str) -> int:
        """To the "next" reminder, a "day" or "week" on, or the end of the "term"; whatever falls due on the way is
        done. Returns the new now."""
        ...

    async def set_language(self, language: str) -> None:
        """The product answers everybody in "vi" or "en" from now on."""
        ...

    async def reset(self) -> None:
        """The sample as it was at the beginning, the clock too."""
        ...


_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_demo_routes(
    app: web.Application, channel: DemoChannel, deliver: Deliver, control: DemoControl, *, language: str = "vi"
) -> None:
    """Adds the page at `/` and its calls under `/demo/`; closes `channel` when `app` shuts down, so that open pages
    do not hold it up. `language`: what the product speaks at the start."""
    pages = _Pages(channel, deliver, control, language)
    app.add_routes(
        [
            web.get("/", pages.guarded(pages.page)),
            web.get("/demo/state", pages.guarded(pages.state)),
            web.get("/demo/history", pages.guarded(pages.history)),
            web.get("/demo/events", pages.guarded(pages.events)),
            web.get("/demo/files/{key}/{name}", pages.guarded(pages.file)),
            web.post("/demo/say", pages.guarded(pages.say)),
            web.post("/demo/press", pages.guarded(pages.press)),
            web.post("/demo/upload", pages.guarded(pages.upload)),
            web.post("/demo/clock", pages.guarded(pages.clock)),
            web.post("/demo/language", pages.guarded(pages.set_language)),
            web.post("/demo/reset", pages.guarded(pages.reset)),
        ]
    )

    app.on_shutdown.append(lambda _: channel.close())


class _Pages:
    def __init__(self, channel: DemoChannel, deliver: Deliver, control: DemoControl, language: str) -> None:
        self._channel = channel
        self._deliver = deliver
        self._control = control
        self._language = language
        # One jump or reset at a time: a second press waits for the first.
        self._turning = asyncio.Lock()
        self._html, self._policy = page_source()

    def guarded(self, handler: _Handler) -> _Handler:
        """Refuses what does not come from this computer's own page; every error is JSON with a kind sentence."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                check_origin(request)
                return await handler(request)
            except Refusal as refusal:
                return self._sorry(refusal.status, refusal.code)
            except Exception:
                _log.exception("demo_failed", path=request.path)
                return self._sorry(500, "failed")

        return guarded

    def _sorry(self, status: int, code: str) -> web.Response:
        return _json({"error": code, "message": _SORRY[code][LANGUAGES.index(self._language)]}, status)

    async def page(self, _: web.Request) -> web.Response:
        headers = {
            "Content-Security-Policy": self._policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(text=self._html, content_type="text/html", charset="utf-8", headers=headers)

    async def state(self, _: web.Request) -> web.Response:
        people = await self._control.people()
        return _json({"now": self._control.now(), "language": self._language, "people": people})

    async def history(self, request: web.Request) -> web.Response:
        return _json(await self._control.history(chat_of(request.query.get("chat"))))

    async def say(self, request: web.Request) -> web.Response:
        """`{"chat", "text"}`, optional `"id"` (the page's own, for sending again) and `"kind"` (a simulated photo)."""
        body = await body_of(request)
        kind = one_of(body.get("kind", "text"), KINDS)
        text = text_of(body, "text", _MAX_SAID)
        if kind == "text" and not text.strip():
            refuse(400, "bad_request")
        incoming = self._channel.to_incoming(chat_of(body.get("chat")), kind, text, key=key_of(body.get("id")))
        return await self._arrived(incoming)

    async def _arrived(self, incoming: Incoming) -> web.Response:
        await self._deliver([incoming])
        shown = {
            "id": incoming.external_id,
            "from": "me",
            "text": incoming.text,
            "at": incoming.sent_at,
            "kind": incoming.kind,
        }
        self._channel.publish({"chat": incoming.chat, "message": shown})
        return _json({"id": incoming.external_id, "at": incoming.sent_at})

    async def press(self, request: web.Request) -> web.Response:
        """`{"chat", "action", "message"}`; `label` is what the button said, kept by the page alone."""
        body = await body_of(request)
        chat, action = chat_of(body.get("chat")), text_of(body, "action", _MAX_FIELD)
        message = key_of(body.get("message"))
        incoming = self._channel.to_incoming(chat, "press", action, key=key_of(body.get("id")), ref=message)
        await self._deliver([incoming])
        self._channel.publish({"chat": chat, "pressed": {"message": message, "action": action}})
        return _json({"id": incoming.external_id, "at": incoming.sent_at})

    async def upload(self, request: web.Request) -> web.Response:
        """A real file as the body, `chat` and `name` in the query: a plain form of another page cannot send that
        type without asking first."""
        if request.content_type != "application/octet-stream":
            refuse(415, "not_json")
        chat, name = chat_of(request.query.get("chat")), request.query.get("name", "")[:_MAX_FIELD]
        ref = self._channel.receive_file(await read_body(request, _MAX_UPLOAD))
        return await self._arrived(self._channel.to_incoming(chat, "file", name, ref=ref))

    async def clock(self, request: web.Request) -> web.Response:
        kind = one_of((await body_of(request)).get("jump"), JUMPS)
        async with self._turning:
            now = await self._control.jump(kind)
        self._channel.publish({"clock": now})
        return _json({"now": now})

    async def set_language(self, request: web.Request) -> web.Response:
        language = one_of((await body_of(request)).get("language"), LANGUAGES)
        await self._control.set_language(language)
        self._language = language
        self._channel.publish({"language": language})
        return _json({"language": language})

    async def reset(self, request: web.Request) -> web.Response:
        await body_of(request)
        async with self._turning:
            await self._control.reset()
        self._channel.forget_files()
        self._channel.publish({"reset": True})
        return _json({"now": self._control.now()})

    async def file(self, request: web.Request) -> web.Response:
        attachment = self._channel.file(request.match_info["key"])
        if attachment is None:
            refuse(404, "not_found")
        kind = _SHOWN_INLINE.get(PurePath(attachment.name).suffix.lower())
        headers = {
            "Content-Disposition": f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(attachment.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=attachment.content, content_type=kind or "application/octet-stream", headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, one JSON object each, until the page or the product closes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with self._channel.subscribe() as subscription:
            await response.prepare(request)
            try:
                await response.write(_event({"clock": self._control.now()}))
                while (event := await subscription.next(_HEARTBEAT_SECONDS)) is not None:
                    await response.write(_event(event))
                await response.write_eof()
            except ConnectionResetError:
                _log.debug("page_closed")
        return response


def _json(data: object, status: int = 200) -> web.Response:
    return web.json_response(data, status=status, headers={"Cache-Control": "no-store"})


def _event(event: Event) -> bytes:
    """An empty event is a comment: it only shows whether the page is still there."""
    if not event:
        return b": still here\n\n"
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
