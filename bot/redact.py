"""Keeps bot tokens and configured secrets out of every log line, exceptions included (platform A7)."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterable, MutableMapping
from typing import Any

HIDDEN = "[hidden]"
_TOKEN = re.compile(r"\d+(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
_SHORTEST_SECRET = 4


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with anything shaped like a bot token, and each of `secrets`, replaced. Secrets shorter than
    four characters are left: hiding them would eat ordinary words."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET and secret in text:
            text = text.replace(secret, HIDDEN)
    return _TOKEN.sub(HIDDEN, text)


def _redact_value(value: object, secrets: tuple[str, ...]) -> object:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return redact(value, secrets)
    if isinstance(value, dict):
        return {_redact_value(key, secrets): _redact_value(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_value(item, secrets) for item in value]
    return redact(value.decode(errors="replace") if isinstance(value, bytes) else repr(value), secrets)


class RedactProcessor:
    """A structlog processor; put it last before the renderer. An exception still in `exc_info` becomes text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secrets)

    def __call__(self, logger: object, method: str, event_dict: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        exc_info = event_dict.pop("exc_info", None)
        if exc_info:
            event_dict["exception"] = _exception_text(exc_info)
        for key, value in event_dict.items():
            # structlog's own bookkeeping for records that come from the standard library
            if key not in ("_record", "_from_structlog"):
                event_dict[key] = _redact_value(value, self._secrets)
        return event_dict


class RedactFilter(logging.Filter):
    """For every handler of the standard library's logging: message, arguments, exception and stack."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        # structlog hands a dictionary through the standard library; its own processor has been over that one.
        if isinstance(record.msg, str):
            record.msg = redact(record.getMessage(), self._secrets)
            record.args = None
        if record.exc_info:
            record.exc_text = redact(record.exc_text or _exception_text(record.exc_info), self._secrets)
            # Other handlers format exc_info anew; with the text kept and the exception gone none can leak it.
            record.exc_info = None
        if record.stack_info:
            record.stack_info = redact(record.stack_info, self._secrets)
        return True


def _exception_text(exc_info: object) -> str:
    if isinstance(exc_info, BaseException):
        return "".join(traceback.format_exception(exc_info)).rstrip()
    if isinstance(exc_info, tuple):
        return "".join(traceback.format_exception(*exc_info)).rstrip()
    return traceback.format_exc().rstrip()
