"""Captured Zalo events, wrapped and flat, good and nasty, and any JSON at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo import ZaloChannel
from bot.channels.zalo_event import to_incoming
from storage.model import Incoming

PAYLOADS = json.loads((Path(__file__).parent / "payloads" / "zalo.json").read_text())
FIELDS = (
    *("ok", "result", "event_name", "message", "message_id", "chat", "id", "chat_type", "PRIVATE", "text"),
    *("caption", "from", "is_bot", "date"),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(FIELDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=6),
    max_leaves=25,
)


def without_id(incoming: Incoming) -> dict:
    return {name: getattr(incoming, name) for name in ("kind", "chat", "text", "ref", "answer_to", "sent_at")}


@pytest.mark.parametrize("shape", ["flat", "wrapped", "list"])
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload["name"])
def test_each_captured_event_reads_as_it_should(payload: dict, shape: str) -> None:
    event = payload["event"]
    body = {"flat": event, "wrapped": {"ok": True, "result": event}, "list": {"ok": True, "result": [event]}}[shape]
    found = ZaloChannel(token="1:a").receive(json.dumps(body).encode())
    assert [without_id(incoming) for incoming in found] == [payload["expected"]] * (payload["expected"] is not None)
    message = event.get("message")
    if found and isinstance(message, dict) and message.get("message_id"):
        assert found[0].external_id == message["message_id"]


def test_ten_thousand_characters_arrive_whole() -> None:
    message = {"message_id": "m", "chat": {"id": "a", "chat_type": "PRIVATE"}, "text": "ắ" * 10_000}
    assert to_incoming({"event_name": "message.text.received", "message": message}).text == "ắ" * 10_000


def test_names_are_not_carried_over() -> None:
    assert "Nguyễn" not in repr([to_incoming(payload["event"]) for payload in PAYLOADS])


@given(ANY_JSON)
def test_no_json_makes_it_raise(anything: object) -> None:
    incoming = to_incoming(anything)
    if incoming is not None:
        assert incoming.external_id
        incoming.text.encode()


@given(st.binary() | ANY_JSON.map(lambda anything: json.dumps(anything).encode()))
def test_no_webhook_body_makes_it_raise(body: bytes) -> None:
    for incoming in ZaloChannel(token="1:a").receive(body):
        incoming.chat.encode()


def test_the_same_malformed_event_has_the_same_name_twice() -> None:
    assert to_incoming({"x": 1}) == to_incoming({"x": 1})
    assert to_incoming({"x": 1}) != to_incoming({"x": 2})
