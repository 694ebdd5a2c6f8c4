"""The sentence about what most others have done: only above seven tenths, only true counts of the same commune, no
names, and from five units on."""

from __future__ import annotations

import pytest

from storage.unit_of_work import unit_of_work
from tests.user import Town, User

CLERK = {"unit": "LV-AT", "role": "office_clerk"}
MORNING = "2026-11-25 08:00"
SENTENCE = "trong xã đã có"


async def _commune(town: Town, cells: int, *, done: int) -> User:
    """A new commune with so many cells, each given the same thing; `done` of them have reported it."""
    async with unit_of_work(town.database) as uow:
        province = await uow.units.by_code("LV")
        commune = await uow.units.add(
            "LV-KM",
            province,
            "commune_committee",
            "Đảng ủy xã Khe Mận",
            composition="mixed",
            residential=False,
            member_count=None,
            on="2026-01-01",
        )
        for number in range(1, cells + 1):
            await uow.units.add(
                f"LV-KM-{number}",
                commune,
                "cell",
                f"Chi bộ thôn Mận {number}",
                composition="farmers",
                residential=True,
                member_count=20,
                on="2026-01-01",
            )
    people = [
        await town.person(f"bác {number}", unit=f"LV-KM-{number}", role="cell_secretary")
        for number in range(1, cells + 1)
    ]
    lan = await town.person("chị Lan", unit="LV-KM", role="office_clerk")
    await lan.says("giao tất cả chi bộ học nghị quyết, xong trước 2/12")
    await lan.presses("Gửi")
    for person in people[:done]:
        await person.says("việc")
        await person.presses("1. ")
        await person.presses("Xong")
        while "Bao nhiêu" in person.screen:
            await person.says("20")
        if "Đúng không" in person.screen:
            await person.says("1")
        person.sees("Đã ghi")
    return people[-1]


@pytest.mark.parametrize(("cells", "done", "said"), [(6, 5, True), (6, 4, False), (5, 4, True), (4, 3, False)])
async def test_only_above_seven_tenths_of_five_or_more(town: Town, cells: int, done: int, said: bool) -> None:
    last = await _commune(town, cells, done=done)
    await town.lives_until(MORNING)
    assert any("nghị quyết" in each.text.lower() for each in last.heard if each.is_push), last.screen
    found = [each.text for each in last.heard if each.is_push and SENTENCE in each.text.lower()]
    assert bool(found) is said
    if said:
        assert f": trong xã đã có {done}/{cells} đơn vị báo." in found[0]
        assert "thôn Mận" not in found[0].replace(f"thôn Mận {cells}", "")
