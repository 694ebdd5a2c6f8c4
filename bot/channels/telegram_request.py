"""A request backend for `telegram.Bot` over aiohttp: a send costs a third of what the default client takes
(performance 1), and its errors say whether the request left. No error carries a URL: the token is part of it.

`call` is the short way for the three methods that make up nearly all traffic: the library's own way from
`send_message` to here and back costs 540 us of processor a send against 175, with 64 at once."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.wire import never_left, new_session

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 20.0
_UPLOAD_SECONDS = 60.0
_RETRY_AFTER_UNSAID = 5.0
_JSON = {"Content-Type": "application/json"}
_ERRORS = {400: BadRequest, 401: InvalidToken, 403: Forbidden, 404: InvalidToken, 409: Conflict}


class NotConnected(NetworkError):
    """The request never left."""


class NoAnswer(TimedOut):
    """The request left; whether it was carried out is unknown."""


class ServerTrouble(NetworkError):
    """The server, or a gateway before it, answered 5xx: `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the server answered {code}")
        self.code = code


class TooFast(NetworkError):
    """429. `retry_after` in seconds. Our own, because the library's RetryAfter warns whenever it is made."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"flood control, {retry_after:g} s")
        self.retry_after = retry_after


class AiohttpRequest(BaseRequest):
    """One pool of connections to the server at `url`. `read_seconds`: how long to wait for an answer once the
    request left."""

    def __init__(self, url: str, *, connections: int = 256, read_seconds: float = _READ_SECONDS) -> None:
        self._url = url
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Opens the pool; twice does no harm."""
        if self._session is None:
            self._session = new_session(
                self._url,
                connections=self._connections,
                headers={"User-Agent": self.USER_AGENT},
                timeout=_timeout(self._read_seconds),
            )

    async def shutdown(self) -> None:
        """Closes the pool; twice does no harm."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(self, url: URL, params: dict[str, Any]) -> Any:
        """The `result` of one method called with JSON. Raises what `telegram.Bot` raises, and the errors above."""
        code, body = await self._fetch("POST", url, _json_body(params))
        try:
            answer = json.loads(body)
            if code == 200:
                return answer["result"]
            description, parameters = str(answer.get("description", "")), answer.get("parameters") or {}
        except (ValueError, TypeError, KeyError, AttributeError):
            description, parameters = f"{code}, and no answer of this API", {}
        if code == 200:
            raise NoAnswer(description)
        if isinstance(parameters, dict) and parameters.get("migrate_to_chat_id"):
            raise ChatMigrated(int(parameters["migrate_to_chat_id"]))
        raise _ERRORS.get(code, NetworkError)(description)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises NotConnected, NoAnswer, ServerTrouble or TooFast. Only `read_timeout` is heeded
        of the four: the others are the pool's."""
        options = _body(request_data)
        if isinstance(read_timeout, int | float):
            options["timeout"] = _timeout(float(read_timeout))
        return await self._fetch(method, url, options)

    async def _fetch(self, method: str, url: str | URL, options: dict[str, Any]) -> tuple[int, bytes]:
        if self._session is None:
            raise NotConnected("the channel is closed")
        code, body, failure = 0, b"", None
        try:
            async with self._session.request(method, url, **options) as response:
                code, body = response.status, await response.read()
        except (aiohttp.ClientError, OSError, ValueError) as trouble:
            failure = _failure(trouble)
        # Raised outside of the handler, so that the original, which knows the URL, is not chained to it.
        if failure is not None:
            raise failure
        if code >= 500:
            raise ServerTrouble(code)
        if code == 429:
            raise TooFast(_retry_after(body))
        return code, body


def _timeout(read_seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=_CONNECT_SECONDS, sock_read=read_seconds)


def _body(request_data: RequestData | None) -> dict[str, Any]:
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return _json_body(request_data.parameters)
    # Unquoted: a Vietnamese file name would arrive as a row of percent signs.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form, "timeout": _timeout(_UPLOAD_SECONDS)}


def _json_body(params: dict[str, Any]) -> dict[str, Any]:
    return {"data": json.dumps(params, ensure_ascii=False).encode(errors="replace"), "headers": _JSON}


def _failure(trouble: Exception) -> NotConnected | NoAnswer:
    """Names the kind of trouble, never its text."""
    kind = type(trouble).__name__
    if never_left(trouble):
        return NotConnected(f"could not connect ({kind})")
    return NoAnswer(f"no answer ({kind})")


def _retry_after(body: bytes) -> float:
    try:
        return max(0.0, float(json.loads(body)["parameters"]["retry_after"]))
    except (ValueError, TypeError, KeyError):
        return _RETRY_AFTER_UNSAID
