"""A Zalo Bot Platform server on loopback (platform C). What is disputed about the real one is a switch here.

In a test: `async with FakeZalo() as server: … api_url=server.url, token=server.token`.
As a process: `python -m tests.fakes.zalo_server --port 8082`, controlled by `POST /_fake/<command>` with a JSON body
(say, send, add, configure: the methods' arguments, or a list of them), read by `GET /_fake/state`.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from aiohttp import web

from bot.clock import Clock
from tests.fakes.faults import Faults, Refusal, configure
from tests.fakes.process import control, main

TOKEN = "9876543210:" + "ZZfake_token_of_the_test_server_0123"
HEADER = "X-Bot-Api-Secret-Token"
_JSON = "application/json"
_EVENTS = {"text": "text", "photo": "image", "sticker": "sticker", "voice": "voice", "unsupported": "unsupported"}


@dataclass
class Event:
    """One event and what became of it."""

    message_id: str
    body: dict[str, Any]
    lane: str
    fetched: int = 0
    confirmed: bool = False


@dataclass
class Switches:
    """`wrapped`: {ok, result} around webhook bodies (documented) or flat (seen live). `replay`: getUpdates hands out
    the same events for ever (measured by one) or forgets on answering (read by others). `idle_http`: an empty poll is
    HTTP 408, else HTTP 200 with error_code 408. `error_http`: refusals as HTTP status, else HTTP 200 with ok=false.
    `retry`: redeliver failed webhooks (undocumented). `quota`: messages until 429."""

    wrapped: bool = False
    replay: bool = False
    idle_http: bool = True
    error_http: bool = True
    retry: bool = True
    retry_seconds: float = 0.05
    idle_seconds: float = 30
    quota: int | None = None


class FakeZalo:
    """See the module. `calls` has everything the bot asked: method, params, at (ms), code, applied."""

    def __init__(self, *, token: str = TOKEN, port: int = 0) -> None:
        self.token = token
        self.clock = Clock()
        self.switches = Switches()
        self.faults = Faults()
        self.events: list[Event] = []
        self.calls: list[dict[str, Any]] = []
        self.polls = 0
        self.webhook: tuple[str, str] | None = None
        self.webhook_statuses: list[int] = []
        self._port = port
        self._next = 1
        self._at = 0
        self._arrived = asyncio.Event()
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """The root, what CHIBO_ZALO_API_URL takes."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> FakeZalo:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._api)
        app.router.add_route("*", "/_fake/{command}", control(self, ("say", "send", "add", "configure")))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._session = aiohttp.ClientSession(headers={"User-Agent": "Java/1.8.0_192"})
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
        await self._runner.cleanup()

    # What people do

    def say(self, chat: str, text: str, **message: Any) -> str:
        """A private text; returns its message_id."""
        return self.send("text", chat, {"text": text} | message)

    def send(self, kind: str, chat: str, content: dict[str, Any] | None = None) -> str:
        """`kind`: text, photo, sticker, voice or unsupported."""
        message = {
            "message_id": self._new_id(),
            "date": self.clock.now(),
            "from": {"id": chat, "display_name": "An", "is_bot": False},
            "chat": {"id": chat, "chat_type": "PRIVATE"},
        } | (content or {})
        return self.add({"event_name": f"message.{_EVENTS[kind]}.received", "message": message}, lane=chat)

    def add(self, event: dict[str, Any], lane: str = "x") -> str:
        """Any event, also a malformed one."""
        message = event.get("message")
        message_id = str(message.get("message_id", "")) if isinstance(message, dict) else ""
        stored = Event(message_id or self._new_id(), event, lane)
        self.events.append(stored)
        self._arrived.set()
        if self.webhook is not None:
            self._start(stored)
        return stored.message_id

    def configure(self, **switches: Any) -> None:
        """Any of Switches and Faults."""
        configure(switches, self.switches, self.faults)

    # What a test reads

    @property
    def sends(self) -> list[dict[str, Any]]:
        """Every message that reached a chat, in order: chat, text, at (ms)."""
        return [
            {"chat": call["params"]["chat_id"], "text": call["params"]["text"], "at": call["at"]}
            for call in self.calls
            if call["applied"] and call["method"] == "sendMessage"
        ]

    def counts(self) -> dict[str, int]:
        """For waiting until nothing moves."""
        return {
            "updates": len(self.events),
            "pending": sum(not event.confirmed for event in self.events),
            "sends": len(self.sends),
            "calls": len(self.calls),
        }

    def state(self) -> dict[str, Any]:
        """All of it as JSON."""
        return {
            "updates": [asdict(event) for event in self.events],
            "sends": self.sends,
            "calls": self.calls,
            "polls": self.polls,
            "webhook": self.webhook[0] if self.webhook else "",
            "webhook_statuses": self.webhook_statuses,
        }

    # The server

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return self._refused(Refusal(401, "Unauthorized"))
        params = await request.json() if request.can_read_body else {}
        call = {"method": method, "params": params, "at": self.clock.now(), "code": 200, "applied": False}
        if method == "getUpdates":
            self.polls += 1
        else:
            self.calls.append(call)
        await asyncio.sleep(self.faults.delay_ms / 1000)
        try:
            if self.faults.loses(method):
                return self._hang_up(request, call)
            self.faults.refuse_if_planned(method)
            result = await self._carried_out(method, params)
            call["applied"] = True
            if self.faults.drops(method):
                return self._hang_up(request, call)
            return web.Response(body=json.dumps({"ok": True, "result": result}).encode(), content_type=_JSON)
        except Refusal as refusal:
            call["code"] = refusal.code
            return self._refused(refusal)

    async def _carried_out(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": "1459232241454765289", "account_name": "bot.chibo", "account_type": "BASIC"}
        if method == "getUpdates":
            return await self._next_event()
        if method == "setWebhook":
            return self._set_webhook(params)
        if method == "deleteWebhook":
            if self.webhook is None:
                raise Refusal(400, "Webhook not found")
            self.webhook = None
            return {"url": "", "updated_at": self.clock.now()}
        if method == "sendMessage":
            return self._send_message(params)
        raise Refusal(404, "Not found")

    def _send_message(self, params: dict[str, Any]) -> dict[str, Any]:
        text = params.get("text")
        if not isinstance(params.get("chat_id"), str) or not isinstance(text, str) or not text.strip():
            raise Refusal(400, "Bad request")
        if len(text.encode("utf-16-le")) // 2 > 2000:
            raise Refusal(400, "text is too long")
        if self.switches.quota is not None and len(self.sends) >= self.switches.quota:
            raise Refusal(429, "Quota exceeded")
        return {"message_id": self._new_id(), "date": self.clock.now()}

    def _set_webhook(self, params: dict[str, Any]) -> dict[str, Any]:
        if not params.get("url") or not 8 <= len(params.get("secret_token", "")) <= 256:
            raise Refusal(400, "Bad request")
        self.webhook = (params["url"], params["secret_token"])
        for event in self.events:
            if not event.confirmed:
                self._start(event)
        return {"url": params["url"], "updated_at": self.clock.now(), "verification": {"ok": True}}

    async def _next_event(self) -> dict[str, Any]:
        if self.webhook is not None:
            raise Refusal(400, "Webhook is active")
        waiting = self.events if self.switches.replay else [event for event in self.events if not event.confirmed]
        if not waiting:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), self.switches.idle_seconds)
            except TimeoutError:
                raise Refusal(408, "Request timeout") from None
            return await self._next_event()
        event = waiting[self._at % len(waiting)] if self.switches.replay else waiting[0]
        self._at += 1
        event.fetched += 1
        event.confirmed = True
        return event.body

    def _start(self, event: Event) -> None:
        task = asyncio.create_task(self._deliver(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, event: Event) -> None:
        async with self._lanes[event.lane]:
            while self.webhook is not None and not event.confirmed:
                event.fetched += 1
                event.confirmed = await self._post(event)
                if not event.confirmed and not self.switches.retry:
                    return
                await asyncio.sleep(0 if event.confirmed else self.switches.retry_seconds)

    async def _post(self, event: Event) -> bool:
        url, secret = self.webhook
        body = {"ok": True, "result": event.body} if self.switches.wrapped else event.body
        try:
            async with self._session.post(url, json=body, headers={HEADER: secret}) as response:
                self.webhook_statuses.append(response.status)
                return response.status == 200
        except (aiohttp.ClientError, OSError):
            self.webhook_statuses.append(0)
            return False

    def _refused(self, refusal: Refusal) -> web.Response:
        answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
        as_http = self.switches.idle_http if refusal.code == 408 else self.switches.error_http
        status = refusal.code if as_http else 200
        return web.Response(status=status, body=json.dumps(answer).encode(), content_type=_JSON)

    def _hang_up(self, request: web.Request, call: dict[str, Any]) -> web.Response:
        call["code"] = 0
        request.transport.abort()
        return web.Response()

    def _new_id(self) -> str:
        self._next += 1
        return f"{self._next:020x}"


if __name__ == "__main__":
    main(FakeZalo, TOKEN)
