"""The province of the tests: few invented units, the real duties, made by the same functions as everything else."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.catalogue import campaigns
from handlers.openings import launch_campaign, open_regular
from handlers.rules.calendar import DAY_MS, ZONE, day_of
from storage.database import Database
from storage.model import Unit
from storage.tasks import Audience
from storage.unit_of_work import UnitOfWork, unit_of_work

START = "2026-11-23 08:00"
# code, name, kind, composition, residential, members; the part before the last hyphen is the unit above
UNITS = (
    ("LV", "Tỉnh ủy Lạc Vân", "province", "mixed", False, None),
    ("LV-AT", "Đảng ủy xã An Thuỷ", "commune_committee", "mixed", False, None),
    ("LV-AT-01", "Chi bộ thôn Đồi Chè", "cell", "farmers", True, 35),
    ("LV-AT-02", "Chi bộ thôn Bến Đò", "cell", "farmers", True, 28),
    ("LV-AT-04", "Chi bộ Văn phòng xã An Thuỷ", "cell", "civil_servants", False, 14),
    ("LV-TM", "Đảng ủy phường Tân Mây", "commune_committee", "mixed", False, None),
    ("LV-TM-01", "Chi bộ tổ dân phố Hàng Bàng", "cell", "retired", True, 49),
)


def moment(when: str) -> int:
    """`2026-11-23 08:00` in Vietnam as milliseconds UTC."""
    return int(datetime.fromisoformat(when).replace(tzinfo=ZONE).timestamp()) * 1000


async def settle_town(database: Database) -> None:
    """The units, their regular duties of two months and a campaign: what every town begins with."""
    now = moment(START)
    async with unit_of_work(database) as uow:
        units = await _units(uow)
        last = max(unit.id for unit in units.values())
        for days_ago in (25, 0):
            await open_regular(uow, units["LV"], now - days_ago * DAY_MS, 0, last)
        template = campaigns()[0]
        audience = Audience(units["LV"].path, template.kinds)
        due_on = day_of(now) + timedelta(days=21)
        await launch_campaign(uow, template, units["LV"], audience, due_on=due_on, now=now)


async def settle_units(database: Database) -> None:
    """The units alone, without any work."""
    async with unit_of_work(database) as uow:
        await _units(uow)


async def _units(uow: UnitOfWork) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for code, name, kind, composition, residential, members in UNITS:
        units[code] = await uow.units.add(
            code,
            units.get(code.rpartition("-")[0]),
            kind,
            name,
            composition=composition,
            residential=residential,
            member_count=members,
            on="2026-01-01",
        )
    return units
