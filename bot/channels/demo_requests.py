"""What the demo page's routes take from a request, and how they refuse: the first line of each guard."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from aiohttp import web

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_MAX_BODY = 65_536
_ID = re.compile(r"[\w:.@-]{1,64}")


class Refusal(Exception):
    """Answered with `status` and a kind sentence."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def check_origin(request: web.Request) -> None:
    """Raises Refusal for a page of another computer or site."""
    origin = request.headers.get("Origin")
    if not _LOOPBACK.fullmatch(request.host) or (origin is not None and origin != f"http://{request.host}"):
        refuse(403, "not_local")


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object of a POST."""
    if request.content_type != "application/json":
        refuse(415, "not_json")
    try:
        found = json.loads(await read_body(request, _MAX_BODY))
    except (ValueError, RecursionError):
        refuse(400, "bad_request")
    if not isinstance(found, dict):
        refuse(400, "bad_request")
    return found


async def read_body(request: web.Request, most: int) -> bytes:
    """At most so many bytes."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(_MAX_BODY):
        body += chunk
        if len(body) > most:
            refuse(413, "too_large")
    return bytes(body)


def text_of(body: dict[str, Any], field: str, longest: int) -> str:
    """A text field."""
    found = body.get(field)
    if not isinstance(found, str):
        refuse(400, "bad_request")
    if len(found) > longest:
        refuse(413, "too_large")
    return found


def chat_of(found: object) -> str:
    """The id of a chat."""
    return key_of(found) or refuse(400, "bad_request")


def key_of(found: object) -> str | None:
    """An id, or None."""
    if found is None:
        return None
    if not isinstance(found, str) or not _ID.fullmatch(found):
        refuse(400, "bad_request")
    return found


def one_of(found: object, allowed: tuple[str, ...]) -> str:
    """One of the allowed words."""
    if not isinstance(found, str) or found not in allowed:
        refuse(400, "bad_request")
    return found


def refuse(status: int, code: str) -> NoReturn:
    """Raises Refusal."""
    raise Refusal(status, code)
