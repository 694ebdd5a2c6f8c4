"""Whoever is told something reads it in their own language, whatever the language of the one who caused it."""

from __future__ import annotations

import pytest

from handlers.text import LANGUAGES, day
from handlers.written import for_reader, in_every_language, in_language
from tests.user import Town


@pytest.mark.parametrize("on", ["phones", "plain"])
async def test_an_assignment_is_read_in_the_reader_s_language(town: Town, on: str) -> None:
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary", on=on)
    ba = await town.person("bác Ba", unit="LV-AT-02", role="cell_secretary", on=on)
    await an.says("english")
    await hoa.says("giao các chi bộ thôn học nghị quyết, xong trước 5/12")
    await hoa.presses("Gửi")
    await town.lives_until("2026-11-26 12:00")
    assert any("Saturday 5/12" in each.text for each in an.heard)
    assert not any("thứ Bảy 5/12" in each.text for each in an.heard)
    assert any("thứ Bảy 5/12" in each.text for each in ba.heard)


async def test_the_language_is_the_one_at_the_second_of_sending(town: Town) -> None:
    """A message that waits for the morning follows a change of language in the evening."""
    hoa = await town.person("chị Hoa", unit="LV-AT", role="office_clerk")
    an = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await town.at("2026-11-23 20:30")
    await an.says("việc")
    await an.says("vướng việc 1: chờ xã ký")
    await an.says("1")
    await hoa.says("english")
    await town.lives_until("2026-11-25 12:00")
    assert any("Could you help?" in each.text for each in hoa.heard if each.is_push)


def test_values_that_depend_on_the_language_are_asked_with_it() -> None:
    write = for_reader(
        "na.reopened", ("button.my_work", "tasks"), title="Họp", due=lambda language: day(language, "2026-12-05")
    )
    kept = in_every_language(write)
    assert set(kept) == set(LANGUAGES)
    assert "Saturday" in in_language(kept, "en").text
    assert "thứ Bảy" in in_language(kept, "vi").text
    assert in_language(kept, "en").choices[0].action == "tasks"


def test_what_an_older_version_stored_is_still_read() -> None:
    assert in_language({"text": "Xong", "choices": []}, "en").text == "Xong"
