"""A Bot API server on loopback that keeps the real server's rules: offset, expiry, 409, 429, webhook retry.

In a test: `async with FakeTelegram() as server: … api_url=server.url, token=server.token`.
As a process: `python -m tests.fakes.telegram_server --port 8081`, controlled by `POST /_fake/<command>` with a JSON
body (the same names and arguments as the methods under "What people do" and `configure`), read by `GET /_fake/state`.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.clock import Clock, monotonic
from tests.fakes import telegram_people as people
from tests.fakes.faults import Faults, Refusal, configure
from tests.fakes.process import control, main
from tests.fakes.telegram_calls import Call, Chats, Params, as_json
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_queue import Bucket, UpdateQueue
from tests.fakes.telegram_webhook import WebhookSender

TOKEN = "4200:" + "AAfake_token_of_the_test_server_0123"
_COMMANDS = ("say", "send", "press", "block", "add", "configure")
CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
CONFLICT_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class FakeTelegram:
    """See the module. `calls` has everything the bot asked, getUpdates excepted (`polls` counts those)."""

    def __init__(self, *, token: str = TOKEN, port: int = 0, webhook_retry_scale: float = 0.02) -> None:
        self.token = token
        self.clock = Clock()
        self.queue = UpdateQueue()
        self.chats = Chats(self.clock.now)
        self.faults = Faults()
        self.files = Files()
        self.bucket: Bucket | None = None
        self.calls: list[Call] = []
        self.polls = 0
        self.allowed: list[str] | None = None
        self.webhook: WebhookSender | None = None
        self.webhook_retry_scale = webhook_retry_scale
        self._port = port
        self._poller: asyncio.Future[None] | None = None
        self._runner: web.AppRunner | None = None
        self._senders: list[WebhookSender] = []
        self._next_press = 1

    @property
    def url(self) -> str:
        """The root, what CHIBO_TELEGRAM_API_URL takes."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> FakeTelegram:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._api)
        app.router.add_get(f"/file/bot{self.token}/documents/{{name}}", self.files.serve)
        app.router.add_route("*", "/_fake/{command}", control(self, _COMMANDS))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end_poll()
        for sender in self._senders:
            await sender.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # What people do

    def say(self, chat: int, text: str, **message: Any) -> int:
        """A private message; returns the update's id."""
        return self.send("message", chat, {"text": text} | message)

    def send(self, kind: str, chat: int, message: dict[str, Any]) -> int:
        """Any message; `kind` is `message` or `edited_message`."""
        update = people.message(kind, chat, self._new_message_id(), self.clock.now() // 1000, message)
        return self.add(kind, f"chat:{chat}", update)

    def press(self, chat: int, data: str, message_id: int | None = None) -> int:
        """A button of the bot's message, the newest of the chat by default; returns the update's id."""
        mine = [number for of_chat, number in self.chats.messages if of_chat == chat]
        number = message_id if message_id is not None else (mine[-1] if mine else self._new_message_id())
        query = f"press{self._next_press}"
        self._next_press += 1
        self.chats.presses[query] = self.clock.now()
        gone = {"message_id": number, "date": 0, "chat": people.chat_of(chat)}
        shown = self.chats.messages.get((chat, number), gone)
        return self.add("callback_query", f"person:{chat}", people.press(chat, query, data, shown))

    def block(self, chat: int, *, blocked: bool = True) -> int:
        """The person blocks or unblocks the bot."""
        (self.chats.blocked.add if blocked else self.chats.blocked.discard)(chat)
        update = people.block(chat, self.clock.now() // 1000, blocked=blocked)
        return self.add("my_chat_member", f"chat:{chat}", update)

    def add(self, kind: str, lane: str, update: dict[str, Any]) -> int:
        """Any update, also a malformed one; kinds outside allowed_updates are dropped, as the server does (id 0)."""
        if self.allowed and kind not in self.allowed and kind != "malformed":
            return 0
        stored = self.queue.add(kind, lane, update, self.clock.now())
        if self.webhook is not None:
            self.webhook.offer(stored)
        self._wake()
        return stored.update_id

    def configure(self, **knobs: Any) -> None:
        """`blocked`, `missing`, `migrated`, `delay_ms`, `drop`, `lose`, `fail` (Faults), `bucket`
        ([burst, rate, penalty] or None), `advance_ms` (the server's clock)."""
        for name in ("blocked", "missing"):
            if name in knobs:
                setattr(self.chats, name, {int(chat) for chat in knobs.pop(name)})
        if "migrated" in knobs:
            self.chats.migrated = {int(old): int(new) for old, new in knobs.pop("migrated").items()}
        if "bucket" in knobs:
            bucket = knobs.pop("bucket")
            self.bucket = Bucket(*bucket) if bucket else None
        self.clock.offset_ms += int(knobs.pop("advance_ms", 0))
        configure(knobs, self.faults, self)

    # What a test reads

    @property
    def sends(self) -> list[dict[str, Any]]:
        """Every message that reached a chat, in order: chat, text, at (ms), method."""
        return [
            {
                "chat": int(call.params["chat_id"]),
                "text": str(call.params.get("text", call.params.get("caption", ""))),
                "at": call.at,
                "method": call.method,
            }
            for call in self.calls
            if call.applied and call.method in ("sendMessage", "editMessageText", "sendDocument", "sendPhoto")
        ]

    def called(self, method: str) -> list[Params]:
        return [call.params for call in self.calls if call.method == method]

    def counts(self) -> dict[str, int]:
        """For waiting until nothing moves."""
        return {
            "updates": len(self.queue.all),
            "pending": len(self.queue.pending),
            "sends": len(self.sends),
            "calls": len(self.calls),
        }

    def state(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "updates": [stored.summary() for stored in self.queue.all],
            "pending": len(self.queue.pending),
            "sends": self.sends,
            "polls": self.polls,
            "calls": [asdict(call) for call in self.calls if call.method not in ("sendDocument", "sendPhoto")],
            "answered": self.chats.answered,
            "webhook": self.webhook.url if self.webhook else "",
            "webhook_statuses": self.webhook.statuses if self.webhook else [],
        }

    # The server

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _refused(Refusal(401, "Unauthorized"))
        params = await _params(request)
        if method == "getUpdates":
            return await self._get_updates(params)
        call = Call(method, params, self.clock.now())
        self.calls.append(call)
        if self.faults.delay_ms:
            await asyncio.sleep(self.faults.delay_ms / 1000)
        try:
            if self.faults.loses(method):
                return self._hang_up(request, call)
            result = await self._carried_out(call)
            call.applied = True
            if self.faults.drops(method):
                return self._hang_up(request, call)
            return web.Response(body=json.dumps({"ok": True, "result": result}).encode(), content_type=_JSON)
        except Refusal as refusal:
            call.code = refusal.code
            return _refused(refusal)

    async def _carried_out(self, call: Call) -> Any:
        self.faults.refuse_if_planned(call.method)
        if self.bucket is not None and "chat_id" in call.params:
            retry_after = self.bucket.take(monotonic())
            if retry_after:
                raise Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
        if call.method == "setWebhook":
            return await self._set_webhook(call.params)
        if call.method == "deleteWebhook":
            return await self._set_webhook({"url": ""})
        owner = self.files if call.method == "getFile" else self.chats
        return owner.call(call.method, call.params)

    def _hang_up(self, request: web.Request, call: Call) -> web.Response:
        call.code = 0
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _get_updates(self, params: Params) -> web.Response:
        self.polls += 1
        try:
            self.faults.refuse_if_planned("getUpdates")
            if self.webhook is not None:
                raise Refusal(409, CONFLICT_WEBHOOK)
        except Refusal as refusal:
            return _refused(refusal)
        self._end_poll()
        self._allow(params)
        self.queue.expire(self.clock.now())
        offset = int(params.get("offset") or 0)
        if offset:
            self.queue.confirm_before(offset)
        if not self.queue.pending:
            wait = self._poller = asyncio.get_running_loop().create_future()
            await asyncio.wait([wait], timeout=min(50, int(params.get("timeout") or 0)))
            if wait.cancelled():
                return _refused(Refusal(409, CONFLICT_POLLER))
        batch = self.queue.fetch(min(100, int(params.get("limit") or 100)), self.clock.now())
        return web.Response(body=json.dumps({"ok": True, "result": batch}).encode(), content_type=_JSON)

    async def _set_webhook(self, params: Params) -> bool:
        self._end_poll()
        self._allow(params)
        old, self.webhook = self.webhook, None
        if old is not None:
            await old.close()
            self._senders.remove(old)
        if params["url"]:
            self.webhook = WebhookSender(
                params["url"],
                params.get("secret_token", ""),
                self.queue,
                self.clock.now,
                connections=int(params.get("max_connections") or 40),
                scale=self.webhook_retry_scale,
            )
            self._senders.append(self.webhook)
            for stored in list(self.queue.pending.values()):
                self.webhook.offer(stored)
        return True

    def _allow(self, params: Params) -> None:
        if params.get("allowed_updates") is not None:
            self.allowed = as_json(params["allowed_updates"])

    def _end_poll(self) -> None:
        if self._poller is not None:
            self._poller.cancel()

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def _new_message_id(self) -> int:
        self.chats.next_message_id += 1
        return self.chats.next_message_id - 1


_JSON = "application/json"


async def _params(request: web.Request) -> Params:
    kind = request.content_type
    if kind == "multipart/form-data":
        fields = (await request.post()).items()
        return {name: (it.filename, it.file.read()) if isinstance(it, web.FileField) else it for name, it in fields}
    body = await request.read()
    if kind == _JSON and body:
        return dict(json.loads(body))
    return dict(request.query) | dict(parse_qsl(body.decode(), keep_blank_values=True))


def _refused(refusal: Refusal) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return web.Response(status=refusal.code, body=json.dumps(answer).encode(), content_type=_JSON)


if __name__ == "__main__":
    main(FakeTelegram, TOKEN)
