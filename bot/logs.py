"""Logging, set up once: for people or machines, and never with a token or anybody's words in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Literal

import structlog

from bot.redact import RedactFilter, RedactProcessor
from handlers.text import knows, say


class HintProcessor:
    """A line with `advice`, a text key, also says in words what to do: `hint`."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, _: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        key = f"advice.{event.get('advice')}"
        if knows(self._language, key):
            event["hint"] = say(self._language, key, channel=str(event.get("channel", "")).capitalize())
        return event


def set_up_logs(
    form: Literal["console", "json"],
    secrets: Iterable[str] = (),
    *,
    level: int = logging.INFO,
    language: str = "vi",
) -> None:
    """structlog to standard error from `level` up; the libraries' own logs from WARNING up, both redacted."""
    hidden = tuple(secrets)
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if form == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            HintProcessor(language),
            RedactProcessor(hidden),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(RedactFilter(hidden))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
