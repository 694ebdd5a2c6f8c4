"""The demo's province: invented names, real rows, made through the same code as everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handlers.catalogue import campaigns
from handlers.congresses import plan_congress
from handlers.openings import launch_campaign, open_regular
from handlers.router import handle
from handlers.rules.calendar import DAY_MS, MORNING, day_of, instant, next_working_day
from handlers.rules.campaign import ends_on as last_day
from handlers.rules.terms import planned_end
from handlers.screens.invite import new_invite
from storage.database import Database
from storage.model import Incoming, Task, Unit
from storage.tasks import Audience
from storage.unit_of_work import UnitOfWork, unit_of_work

CHANNEL: Final = "demo"
PROVINCE: Final = ("LV", "Tỉnh ủy Lạc Vân")
COMMUNES: Final = (
    ("LV-AT", "Đảng ủy xã An Thuỷ"),
    ("LV-HS", "Đảng ủy xã Hoà Sơn"),
    ("LV-TM", "Đảng ủy phường Tân Mây"),
)
# code suffix, name, composition, residential, members
CELLS: Final = {
    "LV-AT": (
        ("01", "Chi bộ thôn Đồi Chè", "farmers", True, 35),
        ("02", "Chi bộ thôn Bến Đò", "farmers", True, 28),
        ("03", "Chi bộ thôn Hạ", "mixed", True, 22),
        ("04", "Chi bộ Văn phòng xã An Thuỷ", "civil_servants", False, 14),
    ),
    "LV-HS": (
        ("01", "Chi bộ buôn Suối Mơ", "farmers", True, 19),
        ("02", "Chi bộ thôn Nương Cao", "farmers", True, 24),
        ("03", "Chi bộ Xưởng gỗ Hoà Sơn", "workers", False, 17),
        ("04", "Chi bộ Trường học Hoà Sơn", "civil_servants", False, 26),
    ),
    "LV-TM": (
        ("01", "Chi bộ tổ dân phố Hàng Bàng", "retired", True, 49),
        ("02", "Chi bộ tổ dân phố Cầu Gỗ", "retired", True, 41),
        ("03", "Chi bộ Nhà máy chè Tân Mây", "workers", False, 31),
        ("04", "Chi bộ Công an phường Tân Mây", "civil_servants", False, 18),
    ),
}
NOT_ASKED: Final = ("total", "absent_unexcused")
BEGAN_BEFORE: Final = 46 * DAY_MS
HEARD_BEFORE: Final = 3_600_000
EVERY_LATE: Final = 4
LOOKED_EVERY: Final = 5
"""Days: books stay open longer than that, so no task is overlooked."""
DOCUMENT: Final = "Kế hoạch mẫu 01-KH/ĐU"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody whom a visitor may be: a chat of the demo, a unit and a role, how they are called."""

    chat: str
    unit: str
    role: str
    name: str
    joined: bool = True
    owes: int = 1
    meeting_open: bool = False
    """Whether the last meeting is left for the visitor to report."""


PLAYERS: Final = (
    Player("nam", "LV-AT-01", "cell_secretary", "bác Năm", owes=0, meeting_open=True),
    Player("lan", "LV-AT-04", "cell_secretary", "cô Lan", owes=0),
    Player("hoa", "LV-AT", "office_clerk", "chị Hoa"),
    Player("minh", "LV", "provincial_viewer", "anh Minh"),
    Player("quan", "LV", "admin", "anh Quân"),
    Player("thu", "LV", "organisation_officer", "chị Thu"),
    Player("tu", "LV-TM-01", "cell_secretary", "bác Tư"),
    Player("sau", "LV-TM-03", "cell_secretary", "anh Sáu", owes=3),
    Player("ha", "LV-HS-01", "cell_secretary", "cô Hà"),
    Player("hien", "LV-AT-03", "cell_secretary", "chị Hiên"),
    Player("thin", "LV-HS-02", "cell_secretary", "bác Thìn", owes=0),
    Player("loc", "LV-HS-03", "cell_secretary", "anh Lộc", owes=2),
    Player("mui", "LV-TM-02", "cell_secretary", "bà Mùi", owes=0),
    Player("vinh", "LV-TM-04", "cell_secretary", "anh Vinh"),
    Player("moi", "LV-AT-02", "cell_secretary", "bác Bảy", joined=False),
)


async def make_sample(database: Database, now: int) -> dict[str, str]:
    """Fills an empty database; returns the codes of those who have not joined yet, by chat."""
    today = day_of(now)
    async with unit_of_work(database) as uow:
        units = await _units(uow, today)
        await _terms(uow, units, today)
        await _work(uow, units, now)
    talk = _Talk(database, now - BEGAN_BEFORE)
    codes: dict[str, str] = {}
    for player in PLAYERS:
        async with unit_of_work(database) as uow:
            made_at = now - BEGAN_BEFORE if player.joined else now
            codes[player.chat] = await new_invite(uow, units[player.unit], player.role, player.name, made_at)
        if player.joined:
            await talk.say(player.chat, codes[player.chat])
            await talk.say(player.chat, "1")
    await _past_month(talk, units, now)
    await _meeting_for_the_visitor(talk, units, now)
    return {player.chat: codes[player.chat] for player in PLAYERS if not player.joined}


async def _units(uow: UnitOfWork, today: date) -> dict[str, Unit]:
    on = today.replace(month=1, day=1).isoformat()
    province = await uow.units.add(
        *PROVINCE[:1], None, "province", PROVINCE[1], composition="mixed", residential=False, member_count=None, on=on
    )
    units = {province.code: province}
    for code, name in COMMUNES:
        units[code] = await uow.units.add(
            code, province, "commune_committee", name, composition="mixed", residential=False, member_count=None, on=on
        )
        for suffix, cell, composition, residential, members in CELLS[code]:
            full = f"{code}-{suffix}"
            units[full] = await uow.units.add(
                full,
                units[code],
                "cell",
                cell,
                composition=composition,
                residential=residential,
                member_count=members,
                on=on,
            )
    return units


async def _terms(uow: UnitOfWork, units: dict[str, Unit], today: date) -> None:
    """Terms of 30 months of which about a tenth is left, so that the time machine soon reaches the end of one."""
    for place, unit in enumerate(units.values()):
        start = today - timedelta(days=800 + 5 * place)
        end = planned_end(start, "M30")
        await uow.units.add_term(
            unit.id,
            f"{start.year}-{end.year}",
            start_on=start.isoformat(),
            planned_end_on=end.isoformat(),
            policy="M30",
            basis=DOCUMENT,
            confirmed_at=None,
        )


async def _work(uow: UnitOfWork, units: dict[str, Unit], now: int) -> None:
    province, today = units[PROVINCE[0]], day_of(now)
    last = max(unit.id for unit in units.values())
    # Some of last month's work is still there, so that the first look is at something.
    for days_ago in (25, 0):
        await open_regular(uow, province, now - days_ago * 86_400_000, 0, last)
    template = campaigns()[0]
    audience = Audience(province.path, template.kinds)
    await launch_campaign(
        uow,
        template,
        province,
        audience,
        due_on=today + timedelta(days=21),
        now=now,
        ends_on=last_day(today, template.ends_month),
    )
    # One commune on its way: its own congress waits for its cells, two of which have no day yet.
    for code, days in (("LV-AT-01", 125), ("LV-AT-04", 118), ("LV-TM-01", 125), ("LV-AT", 210)):
        day = next_working_day(today + timedelta(days=days))
        await plan_congress(uow, units[code], day, document=DOCUMENT, now=now)


class _Talk:
    """Messages received and handled as any other, a few seconds after each other."""

    def __init__(self, database: Database, begins: int) -> None:
        self.database = database
        self._at = begins
        self._count = 0

    def wait_until(self, at: int) -> None:
        """Nothing is said before this instant."""
        self._at = max(self._at, at)

    async def say(self, chat: str, text: str, *, kind: str = "text") -> None:
        self._count += 1
        self._at += 7_000
        said = Incoming(CHANNEL, f"sample-{self._count}", chat, kind, text, sent_at=self._at)
        async with unit_of_work(self.database) as uow:
            await uow.inbox.add([said], self._at)
        async with unit_of_work(self.database) as uow:
            for row in await uow.inbox.claim(self._at, 1):
                await handle(row, uow, self._at)


async def _past_month(talk: _Talk, units: dict[str, Unit], now: int) -> None:
    """What the secretaries have reported already: most of what was due, on the morning before its day, some of it two
    days after, so that the first look is at real work and at figures that differ."""
    today = day_of(now).isoformat()
    reports: list[tuple[int, Player, Task]] = []
    for player in PLAYERS:
        if player.role != "cell_secretary" or not player.joined:
            continue
        due: dict[int, Task] = {}
        async with unit_of_work(talk.database) as uow:
            for days_ago in range(BEGAN_BEFORE // DAY_MS, -1, -LOOKED_EVERY):
                then = day_of(now - days_ago * DAY_MS).isoformat()
                found = await uow.tasks.open_of_unit(units[player.unit].id, then, 20)
                due |= {task.id: task for task in found if task.due_on < today}
        done = sorted(due.values(), key=lambda task: (task.due_on, task.id))[: max(0, len(due) - player.owes)]
        if player.meeting_open:
            last = [task for task in done if "present" in task.asks][-1:]
            done = [task for task in done if task not in last]
        for task in done:
            reports.append((_reported_at(task, len(reports), now), player, task))
    for at, player, task in sorted(reports, key=lambda each: (each[0], each[2].id)):
        talk.wait_until(at)
        # What the books know, or what adds up already, is not asked: the total, and who is absent without reason.
        members = units[player.unit].member_count or 0
        said = [str(_usual(name, members)) for name in task.asks if name not in NOT_ASKED]
        await talk.say(player.chat, f"task:{task.id}:done", kind="press")
        for each in (*said, "1"):
            await talk.say(player.chat, each)


async def _meeting_for_the_visitor(talk: _Talk, units: dict[str, Unit], now: int) -> None:
    """The first thing a visitor tries is a meeting of yesterday; late in a month its book would be closed, so the
    office has opened it again."""
    today = day_of(now)
    for player in (each for each in PLAYERS if each.meeting_open):
        unit = units[player.unit]
        async with unit_of_work(talk.database) as uow:
            found = await uow.tasks.recent_of_unit(
                unit.id, today.isoformat(), (today - timedelta(days=31)).isoformat(), 50
            )
        shut = [task for task in found if "present" in task.asks and task.closes_on < today.isoformat()]
        office = next(each.chat for each in PLAYERS if each.role == "office_clerk")
        talk.wait_until(now - HEARD_BEFORE)
        for task in shut[:1]:
            await talk.say(office, f"standing:{unit.id}:task:{task.id}:open", kind="press")


def _reported_at(task: Task, place: int, now: int) -> int:
    days = 2 if place % EVERY_LATE == 2 else -1
    morning = instant(date.fromisoformat(task.due_on) + timedelta(days=days), MORNING)
    return min(max(morning, instant(date.fromisoformat(task.opens_on), MORNING)), now - HEARD_BEFORE)


def _usual(name: str, members: int) -> int:
    absent = members // 10
    return {"absent_excused": absent, "present": members - absent}.get(name, members)
