"""Captured updates, good and nasty, and any JSON at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_update import ids_in, to_incoming
from storage.model import Incoming
from tests.fakes.witness import is_an_update

PAYLOADS = json.loads((Path(__file__).parent / "payloads" / "telegram.json").read_text())
FIELDS = (
    *("update_id", "message", "edited_message", "callback_query", "my_chat_member", "chat", "id", "type", "private"),
    *("text", "caption", "photo", "date", "data", "from", "message_id", "new_chat_member", "status", "kicked"),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(FIELDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner, max_size=6),
    max_leaves=25,
)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload["name"])
def test_each_captured_update_reads_as_it_should(payload: dict) -> None:
    expected = Incoming("telegram", str(payload["update"]["update_id"]), **payload["expected"])
    assert to_incoming(payload["update"]) == expected


@pytest.mark.parametrize(
    "payload", [payload for payload in PAYLOADS if payload["valid"]], ids=lambda payload: payload["name"]
)
def test_the_captured_updates_are_real_updates(payload: dict) -> None:
    text = json.dumps(payload["update"]).replace("\\ud83dc", "c")
    is_an_update(json.loads(text))


def test_ten_thousand_characters_arrive_whole() -> None:
    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "text": "ắ" * 10_000}
    assert to_incoming({"update_id": 1, "message": message}).text == "ắ" * 10_000


def test_names_and_numbers_are_not_carried_over() -> None:
    everything = repr([to_incoming(payload["update"]) for payload in PAYLOADS])
    for private in ("Nguyễn", "Bình", "an_test", "+84912345678", "Ai đó", "nghị quyết.docx"):
        assert private not in everything


@given(ANY_JSON)
def test_no_json_makes_it_raise(anything: object) -> None:
    incoming = to_incoming(anything)
    assert incoming.external_id
    incoming.text.encode()
    assert "\x00" not in incoming.text


@given(ANY_JSON)
def test_no_content_of_a_numbered_update_loses_its_number(anything: object) -> None:
    assert to_incoming({"update_id": 7, "message": anything}).external_id == "7"


@given(st.binary() | ANY_JSON.map(lambda anything: json.dumps(anything).encode()))
def test_no_webhook_body_makes_it_raise(body: bytes) -> None:
    channel = TelegramChannel(token="1:a", mode="webhook")
    assert len(channel.receive(body)) == 1


def test_deep_nesting_is_only_malformed() -> None:
    channel = TelegramChannel(token="1:a", mode="webhook")
    assert channel.receive(b"[" * 200_000)[0].kind == "malformed"


def test_ids_are_found_in_an_answer_that_is_not_json() -> None:
    assert ids_in(b'{"ok":true,"result":[{"update_id":12,"message":{]},{"update_id": 13}') == [12, 13]
