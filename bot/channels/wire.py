"""What every channel over HTTP needs: text that a database accepts, secrets compared safely, patient retries."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from urllib.parse import urlsplit
from urllib.request import getproxies

import aiohttp

# Answers of a gateway that had not passed the call on, or of a server that was restarting. A 504 is different.
NOT_DONE = (500, 502, 503)


def clean(text: str) -> str:
    """Text that both databases can keep: no NUL (PostgreSQL refuses it), no half of a surrogate pair."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def new_session(
    url: str,
    *,
    connections: int = 100,
    headers: dict[str, str] | None = None,
    timeout: aiohttp.ClientTimeout | None = None,
) -> aiohttp.ClientSession:
    """A pool of connections to one server, through the machine's proxy where there is one (offices often have no
    other way out; asking for it at each request costs time, so only then). A server on this machine needs none."""
    is_local = (urlsplit(url).hostname or "") in ("127.0.0.1", "localhost", "::1")
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=60.0),
        timeout=timeout or aiohttp.ClientTimeout(),
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=not is_local and bool(getproxies()),
    )


def never_left(trouble: Exception) -> bool:
    """Whether a call that ended in this error of aiohttp certainly did not reach the server."""
    return isinstance(trouble, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL)


def digest_of(event: object) -> str:
    """A stable name for an event that has none of its own."""
    try:
        text = json.dumps(event, sort_keys=True, default=str)
    except (ValueError, TypeError, RecursionError):
        text = type(event).__name__
    return "malformed-" + hashlib.sha256(text.encode(errors="replace")).hexdigest()[:24]


def same_secret(given: str, expected: str) -> bool:
    """Constant-time comparison; an empty expected secret matches nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())


class Backoff:
    """Waits that double from `first` to `longest` seconds, and start again after `reset`."""

    def __init__(self, first: float = 1.0, longest: float = 30.0) -> None:
        self.first = first
        self.longest = longest
        self.failures = 0

    def reset(self) -> bool:
        """Says whether there was trouble until now."""
        had_trouble = self.failures > 0
        self.failures = 0
        return had_trouble

    async def wait(self, at_least: float = 0.0) -> None:
        """One failure more; sleeps accordingly."""
        seconds = min(self.longest, self.first * 2 ** min(self.failures, 16))
        self.failures += 1
        await asyncio.sleep(max(seconds, at_least))
