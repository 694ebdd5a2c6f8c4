"""The short commands: each does one thing and ends."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.clock import Clock
from bot.housekeeping import Housekeeping
from bot.settings import BadSettings, Settings
from handlers.guide import page_in
from handlers.outage import prefer
from handlers.reports.invite_slip import Slip
from handlers.rules.codes import read_receipt
from handlers.screens.invite import TELEGRAM_BOT, deep_link, new_invite, roles_in
from handlers.screens.pledge_papers import paper_text
from handlers.slips import SUFFIXES, slip_of, write_slip
from handlers.text import number, say, seat_name
from handlers.understand import understand
from storage.database import open_database
from storage.unit_of_work import UnitOfWork, reading, unit_of_work

Print = Callable[[str], None]


async def create(settings: Settings, announce: Print) -> None:
    """Creates the database with one province and prints the first administrator's code. Again it says that the book is
    there already, and prints one more code."""
    database = await open_database(settings.database_url.get_secret_value())
    clock = Clock(settings.timezone)
    try:
        async with unit_of_work(database) as uow:
            roots = await uow.units.top()
            root = (
                roots[0]
                if roots
                else await uow.units.add(
                    "GOC",
                    None,
                    "province",
                    say(settings.language, "init.root"),
                    composition="mixed",
                    residential=False,
                    member_count=None,
                    on=clock.today().isoformat(),
                )
            )
            code = await new_invite(uow, root, "admin", say(settings.language, "init.called"), clock.now())
            slip = await _slip(uow, settings, code, "admin", root.name)
            units = await uow.units.count()
        key = "init.exists" if roots else "init.created"
        announce(say(settings.language, key, units=number(units), code=root.code))
        announce(slip)
        announce(say(settings.language, "init.next"))
    finally:
        await database.close()


async def make_invite(
    settings: Settings, unit_code: str, role: str, called: str, folder: Path | None, announce: Print
) -> None:
    """Prints a one-time code and, when a Telegram bot has run here, its deep link; with a folder, the A5 slip lies
    there in Word and as a PDF. Raises BadSettings."""
    database = await open_database(settings.database_url.get_secret_value())
    try:
        async with unit_of_work(database) as uow:
            unit = await uow.units.by_code(unit_code)
            if unit is None:
                raise BadSettings(say(settings.language, "init.no_unit", code=unit_code))
            if role not in roles_in(unit):
                raise BadSettings(say(settings.language, "init.no_role", role=role, roles=", ".join(roles_in(unit))))
            code = await new_invite(uow, unit, role, called, Clock(settings.timezone).now())
            announce(await _slip(uow, settings, code, role, unit.name))
            printed = await slip_of(uow, code, settings.language, Clock(settings.timezone).now()) if folder else None
        if folder is not None and printed is not None:
            for form in SUFFIXES:
                path = folder / f"{unit_code.replace('/', '-')}-{role}{SUFFIXES[form]}"
                announce(str(await asyncio.to_thread(_write_slip, printed, form, path, settings.language)))
    finally:
        await database.close()


def _write_slip(printed: Slip, form: str, path: Path, language: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_slip(printed, form))
    except OSError as error:
        raise BadSettings(say(language, "slip.not_written", path=path.parent)) from error
    return path


async def remove_pin(settings: Settings, unit_code: str, role: str, announce: Print) -> None:
    """For somebody who forgot the PIN and has nobody above. Raises BadSettings."""
    database = await open_database(settings.database_url.get_secret_value())
    now = Clock(settings.timezone).now()
    try:
        async with unit_of_work(database) as uow:
            unit = await uow.units.by_code(unit_code)
            if unit is None:
                raise BadSettings(say(settings.language, "init.no_unit", code=unit_code))
            seats = [each.id for each in await uow.units.seats_in(unit.id) if each.role == role]
            people = {each.person_id for seat in seats for each in await uow.people.holders(seat, now)}
            for person_id in people:
                await uow.pins.clear(person_id)
                noun = f"person:{person_id}"
                uow.audit.add("pin.cleared", noun, now, person_id=None, seat_id=None, inbox_id=None, by="command")
    finally:
        await database.close()
    key = "pin.unpinned" if people else "pin.unpinned_nobody"
    announce(say(settings.language, key, n=number(len(people))))


async def prefer_channel(settings: Settings, channel: str, announce: Print) -> None:
    """Everybody who can be reached on the channel is written to there first. Raises BadSettings."""
    database = await open_database(settings.database_url.get_secret_value())
    now = Clock(settings.timezone).now()
    told = 0
    try:
        async with unit_of_work(database) as uow:
            names = [name for name, _, _ in await uow.channels.in_use()]
            if channel not in names:
                key = "outage.no_channel" if names else "outage.no_channel_yet"
                raise BadSettings(say(settings.language, key, name=channel, names=", ".join(names)))
            for root in await uow.units.top():
                told += await prefer(uow, channel, root.path, now)
            uow.audit.add("channel.preferred", channel, now, person_id=None, seat_id=None, inbox_id=None, by="command")
    finally:
        await database.close()
    announce(say(settings.language, "outage.preferred", name=channel.capitalize(), n=number(told)))


async def _slip(uow: UnitOfWork, settings: Settings, code: str, role: str, unit: str) -> str:
    bot = await uow.audit.fact(TELEGRAM_BOT)
    link = "\n" + say(settings.language, "invite.link", link=deep_link(bot, code)) if bot else ""
    return say(
        settings.language,
        "init.code",
        seat=seat_name(settings.language, role, unit),
        code=f"{code[:4]} {code[4:]}",
        link=link,
    )


def explain(text: str, today: date, *, as_json: bool) -> None:
    """Prints intent, slots and what is missing, as JSON or as lines."""
    found = understand(text, today).as_json()
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    for key, value in found.items():
        sys.stdout.write(f"{key}: {json.dumps(value, ensure_ascii=False)}\n")


async def verify_audit(settings: Settings, announce: Print) -> None:
    """Follows the audit's chain. Raises BadSettings with the place where it breaks."""
    database = await open_database(settings.database_url.get_secret_value())
    try:
        async with reading(database) as uow:
            verdict = await uow.audit.verify()
    finally:
        await database.close()
    if verdict.broken_at is not None:
        raise BadSettings(say(settings.language, "audit.broken", place=number(verdict.broken_at)))
    announce(say(settings.language, "audit.holds" if verdict.rows else "audit.empty", rows=number(verdict.rows)))


async def copy_database(settings: Settings, path: Path, announce: Print) -> None:
    """A consistent copy of the live database. Raises BadSettings when the file exists."""
    if await asyncio.to_thread(path.exists):
        raise BadSettings(say(settings.language, "backup.exists", path=path))
    database = await open_database(settings.database_url.get_secret_value(), migrate=False)
    try:
        sha256 = await Housekeeping(database, settings, Clock(settings.timezone)).back_up(path)
        async with reading(database) as uow:
            units = number(await uow.units.count())
    finally:
        await database.close()
    announce(say(settings.language, "backup.done", path=path, units=units, sha256=sha256[:16]))


async def write_guide(path: Path, language: str, announce: Print) -> None:
    """The secretaries' page to print, as a Word file. Raises BadSettings when the file exists."""
    try:
        with path.open("xb") as file:
            file.write(page_in(language, Clock().now()))
    except FileExistsError:
        raise BadSettings(say(language, "guide.exists", path=path)) from None
    announce(say(language, "guide.written", path=path))


async def verify_receipt(settings: Settings, number: str, announce: Print) -> None:
    """Prints whether a paper is what is stored. Raises BadSettings for a number that is wrong or unknown."""
    language = settings.language
    if read_receipt(number) is None:
        raise BadSettings(say(language, "pledge.bad_receipt", receipt=number))
    database = await open_database(settings.database_url.get_secret_value(), migrate=False)
    try:
        async with reading(database) as uow:
            found = await uow.pledges.by_receipt(number.strip())
    finally:
        await database.close()
    if found is None:
        raise BadSettings(say(language, "pledge.unknown_receipt", receipt=number))
    announce(paper_text(language, found[0]))
