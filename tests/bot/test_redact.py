"""No token and no secret in a log line, whoever writes it and however."""

from __future__ import annotations

import io
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.redact import HIDDEN, RedactFilter, RedactProcessor, redact

TOKEN = "4200:" + "AAbcdefghijklmnopqrstuvwxyz_-0123456"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
SECRET = "bi-mat-cua-webhook"


@given(st.text(), st.text())
def test_a_token_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert TOKEN[5:25] not in redact(f"{before} {TOKEN} {after}")


def test_ordinary_words_stay() -> None:
    text = "07:30 digest:12:2026-11-23 https://127.0.0.1:8080/health task:123:done"
    assert redact(text, ["", "a"]) == text


def test_configured_secrets_and_quoted_tokens_go() -> None:
    assert redact(f"x {SECRET} y", [SECRET]) == f"x {HIDDEN} y"
    assert redact(f"bot{TOKEN.replace(':', '%3A')}/getMe") == f"bot{HIDDEN}/getMe"


@pytest.fixture
def lines() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactFilter([SECRET]))
    logger = logging.Logger("of-a-test")
    logger.addHandler(handler)
    return logger, stream


def test_the_standard_library_s_records(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    logger.info("HTTP Request: POST %s %s", URL, {"secret": SECRET})
    logger.info(URL)
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")
    except ValueError:
        logger.exception("it failed", stack_info=True)
    written = stream.getvalue()
    assert TOKEN not in written
    assert SECRET not in written
    assert "ValueError" in written
    assert written.count(HIDDEN) >= 4


def test_a_chained_exception_is_covered(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = lines
    try:
        try:
            raise OSError(URL)
        except OSError as trouble:
            raise RuntimeError("outer") from trouble
    except RuntimeError:
        logger.exception("it failed")
    assert TOKEN not in stream.getvalue()
    assert "outer" in stream.getvalue()


def test_structlog_s_records() -> None:
    processor = RedactProcessor([SECRET])
    event = {
        "event": URL,
        "nested": {"list": [TOKEN, {"deep": SECRET}], TOKEN: 1},
        "raw": URL.encode(),
        "object": ValueError(TOKEN),
        "number": 7,
        "exc_info": ValueError(f"wrong {TOKEN}"),
    }
    written = processor(None, "info", event)
    assert TOKEN not in repr(written)
    assert SECRET not in repr(written)
    assert written["number"] == 7
    assert "exc_info" not in written
    assert "ValueError" in written["exception"]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_whole_structlog_chain(as_json: bool) -> None:
    stream = io.StringIO()
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    logger = structlog.wrap_logger(
        structlog.WriteLogger(stream), processors=[structlog.processors.add_log_level, RedactProcessor([SECRET]), last]
    )
    try:
        raise OSError(URL)
    except OSError:
        logger.exception("it_failed", url=URL, secret=SECRET)
    assert "it_failed" in stream.getvalue()
    assert "OSError" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
    assert SECRET not in stream.getvalue()
