"""The small parts that both channels share."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wire import Backoff, clean, new_session, same_secret


@given(st.text())
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_sound_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


@given(st.text(), st.text())
def test_secrets_match_only_themselves(given_secret: str, expected: str) -> None:
    expected = clean(expected)
    assert same_secret(given_secret, expected) == (given_secret == expected != "")


async def test_waits_double_up_to_the_longest_and_start_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = []

    async def remember(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", remember)
    backoff = Backoff(1, 30)
    assert not backoff.reset()
    for _ in range(7):
        await backoff.wait()
    assert backoff.reset()
    await backoff.wait(at_least=45)
    await backoff.wait()
    assert waits == [1, 2, 4, 8, 16, 30, 30, 45, 2]


@pytest.mark.parametrize(
    ("url", "proxy", "uses_it"),
    [
        ("https://api.telegram.org/bot", "http://proxy.example:3128", True),
        ("https://api.telegram.org/bot", "", False),
        ("http://127.0.0.1:8081/bot", "http://proxy.example:3128", False),
        ("http://localhost:8081/bot", "http://proxy.example:3128", False),
    ],
)
async def test_the_machine_s_proxy_is_used_for_the_world_only(
    monkeypatch: pytest.MonkeyPatch, url: str, proxy: str, uses_it: bool
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    if proxy:
        monkeypatch.setenv("https_proxy", proxy)
    session = new_session(url)
    assert session.trust_env is uses_it
    await session.close()
