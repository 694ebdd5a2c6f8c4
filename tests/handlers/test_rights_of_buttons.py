"""Every button of the product, pressed by every role with the ids of a unit that is not theirs: no data, no effect."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from handlers.screens import SCREENS
from storage.model import SEAT_ROLES
from storage.unit_of_work import TABLES, reading
from tests.databases import every_value
from tests.user import Town, User

AT_HOME = {
    "provincial_viewer": "LV",
    "admin": "LV",
    "office_clerk": "LV-AT",
    "committee_secretary": "LV-AT",
    "organisation_officer": "LV-AT",
    "inspection_officer": "LV-AT",
}
TALK = ("inbox", "outbox", "notice", "call_card", "file", "conversation", "audit", "fact")
"""Tables that every message may write to."""
OVERSEES_ALL = ("provincial_viewer", "admin")
OWN_ONLY = ("mydata", "members")
"""Screens whose numbers are no ids: they can only reach what is one's own."""
AT_ONCE, PAUSE_MS = 100, 3_600_000
FOREIGN = ("Hàng Bàng", "Tân Mây")


async def _foreign_ids(town: Town) -> tuple[int, int, int]:
    """(cell, commune, task) of a commune where nobody of this test sits."""
    cell, commune = await town.unit("LV-TM-01"), await town.unit("LV-TM")
    async with reading(town.database) as uow:
        tasks = await uow.tasks.open_of_unit(cell.id, "2026-11-23", 50)
    return cell.id, commune.id, next(task.id for task in tasks if not task.asks)


def _actions(cell: int, commune: int, task: int) -> list[str]:
    """Every action of the product that names an id, with foreign ones."""
    ways = ("", ":done", ":save", ":quick", ":blocked", ":blocked:people", ":later", ":later:week", ":why", ":exempt:3")
    found = [f"task:{task}{way}" for way in ways]
    found += [f"review:{task}{way}" for way in ("", ":seen", ":return")]
    found += [f"standing:{unit}{way}" for unit in (cell, commune) for way in ("", ":remind", ":send")]
    found += [f"invite:u:{cell}", f"invite:u:{cell}:cell_secretary", f"invite:u:{commune}:office_clerk"]
    found += [f"{name}:{part}" for name in SCREENS for part in (cell, commune, task)]
    found += [f"{name}:{task}:{part}" for name in SCREENS for part in ("yes", "save", "send", "seen", "done", "undo")]
    return [each for each in dict.fromkeys(found) if not each.startswith(OWN_ONLY)]


async def _effects(town: Town) -> list[list[object]]:
    return sorted(await every_value(town.database, [table for table in TABLES if table not in TALK]), key=repr)


async def _presses_all(town: Town, an: User, actions: Sequence[str]) -> None:
    """So many at a time, then a pause: a chat that floods is not listened to."""
    for first in range(0, len(actions), AT_ONCE):
        await town.deliver(*(an.message("press", action) for action in actions[first : first + AT_ONCE]))
        town.clock.jump_to(town.clock.now() + PAUSE_MS)


@pytest.mark.parametrize("role", SEAT_ROLES)
async def test_foreign_ids_show_nothing_and_change_nothing(town: Town, role: str) -> None:
    cell, commune, task = await _foreign_ids(town)
    an = await town.person("bác Năm", unit=AT_HOME.get(role, "LV-AT-01"), role=role)
    before = await _effects(town)
    actions = _actions(cell, commune, task)
    if role in OVERSEES_ALL:
        actions = [action for action in actions if action.startswith(("task", "review"))]
    an.looks_away()
    await _presses_all(town, an, actions)
    assert len(an.new) >= len(actions)
    an.sees_not("trục trặc", *FOREIGN)
    assert await _effects(town) == before


@pytest.mark.parametrize("role", SEAT_ROLES)
async def test_what_is_typed_after_a_forged_button_changes_nothing_either(town: Town, role: str) -> None:
    cell, _, task = await _foreign_ids(town)
    an = await town.person("bác Năm", unit=AT_HOME.get(role, "LV-AT-01"), role=role)
    before = await _effects(town)
    for action in (f"task:{task}:blocked:other", f"review:{task}:return", f"task:{task}:done"):
        await an.forges(action)
        await an.says("chữ gõ sau nút giả")
        await an.says("5")
    if role not in OVERSEES_ALL:
        await an.forges(f"invite:u:{cell}:cell_secretary")
        await an.says("người lạ")
    for word in FOREIGN:
        assert word not in an.screen
    assert [row for row in await _effects(town) if row[0] != "invite"] == [row for row in before if row[0] != "invite"]


async def test_nobody_outside_sees_anything_by_a_button(town: Town) -> None:
    cell, commune, task = await _foreign_ids(town)
    stranger = town.stranger("người lạ")
    before = await _effects(town)
    actions = (*_actions(cell, commune, task), "mydata:erase:yes", "join:yes")
    await _presses_all(town, stranger, actions)
    assert [each.text for each in stranger.new if "mã mời" not in each.text] == []
    assert len(stranger.new) == len(actions)
    assert await _effects(town) == before


async def test_a_seat_that_ended_opens_nothing_any_more(town: Town) -> None:
    old = await town.person("bác Năm", unit="LV-AT-01", role="cell_secretary")
    await old.says("việc")
    await town.person("cô Bảy", unit="LV-AT-01", role="cell_secretary")
    before = await _effects(town)
    for _, action in [choice for each in old.heard for choice in each.choices]:
        if action.startswith(("task", "tasks", "pledge", "home")):
            await old.forges(action)
            old.sees("chưa giữ vai trò nào")
    assert await _effects(town) == before
