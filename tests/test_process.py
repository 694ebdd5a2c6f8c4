"""The real process and what it meets in a real office: a wrong token, a full disk, a server that is away, an impatient
administrator. What goes wrong is one plain line; what can be waited for is waited for; nothing is lost."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import Clock, monotonic
from handlers.text import say
from storage.database import Database
from tests.crowd import DIGIT, FIRST_WORDS, fragment, seat_everybody
from tests.databases import Databases
from tests.fakes.telegram_server import TOKEN, FakeTelegram
from tests.process import Chibo, free_port, until

CHATS = ("700", "701", "702")
STOPS_WITHIN = 5.0


async def three_people(database: Database) -> None:
    await seat_everybody(database, "telegram", CHATS, Clock().now())


@pytest.fixture
async def sqlite_url(databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """A database in which three people have joined."""
    async with databases.address("sqlite", tmp_path, "three", three_people) as url:
        yield url


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as found:
        yield found


@pytest.fixture
def chibo(tmp_path: Path, sqlite_url: str, server: FakeTelegram) -> Iterator[Chibo]:
    """`chibo run` on that database and server, not started yet."""
    with Chibo(tmp_path, database_url=sqlite_url, telegram_token=TOKEN, telegram_api_url=server.url) as process:
        yield process


def empty_handed(tmp_path: Path, **settings: object) -> Chibo:
    """A process with a database and a server that it will not come to need."""
    given = {"database_url": f"sqlite:///{tmp_path}/new.db", "telegram_token": TOKEN}
    return Chibo(tmp_path, **given | {"telegram_api_url": f"http://127.0.0.1:{free_port()}"} | settings)


async def answers(server: FakeTelegram, chat: str, step: int, process: Chibo, seconds: float = 20) -> None:
    """Waits until the step-th message of a chat has its answer."""
    wanted = fragment(CHATS.index(chat), step)
    await until(
        lambda: any(send["chat"] == int(chat) and wanted in send["text"] for send in server.sends),
        seconds,
        lambda: process.output()[-3000:],
    )


def plain_line(output: str, code: int, sentence: str) -> None:
    """Exit code 2 and, as the last line, the sentence that says what to do; no traceback, no token."""
    assert code == 2, output
    assert output.strip().splitlines()[-1] == sentence
    assert "Traceback" not in output
    assert TOKEN not in output
    assert TOKEN.partition(":")[2] not in output


# What cannot work ends at once, with one line.


async def test_wrong_token(tmp_path: Path) -> None:
    async with FakeTelegram(token="1:another") as server:
        with empty_handed(tmp_path, telegram_api_url=server.url) as chibo:
            code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.bad_token", channel="Telegram", name="TELEGRAM"))


async def test_a_second_process_on_the_same_file(chibo: Chibo, tmp_path: Path) -> None:
    chibo.start()
    await chibo.ready()
    with Chibo(tmp_path, **chibo.settings) as second:
        code, output = await second.run("run")
    plain_line(output, code, say("vi", "advice.database_in_use"))
    assert chibo.running


async def test_a_killed_process_leaves_the_file_free(chibo: Chibo) -> None:
    chibo.start()
    await chibo.ready()
    chibo.kill()
    chibo.start()
    await chibo.ready()


async def test_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with empty_handed(tmp_path, http_port=port) as chibo:
            code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.port_in_use", port=port))


async def test_no_channel(tmp_path: Path) -> None:
    with empty_handed(tmp_path, telegram_token="") as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.no_channel"))


async def test_webhook_without_an_address(tmp_path: Path) -> None:
    with empty_handed(tmp_path, telegram_mode="webhook") as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.webhook_needs", channel="Telegram"))


@pytest.mark.parametrize(
    ("name", "value"), [("http_port", "many"), ("telegram_mode", "pigeon"), ("language", "fr"), ("tick_seconds", "0")]
)
async def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with empty_handed(tmp_path, **{name: value}) as chibo:
        code, output = await chibo.run("run")
    assert code == 2
    assert output.startswith(f"CHIBO_{name.upper()}: ")
    assert len(output.splitlines()) == 1


async def test_a_database_address_of_no_kind(tmp_path: Path) -> None:
    with empty_handed(tmp_path, database_url=f"mysql://me:{TOKEN}@host/x") as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.database_url"))


async def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with empty_handed(tmp_path, database_url=f"sqlite:///{tmp_path}/file/chibo.db") as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.database_path"))


async def test_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "new.db").write_bytes(b"no database at all, " * 500)
    with empty_handed(tmp_path) as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.database_damaged"))


async def test_no_postgres_there(tmp_path: Path) -> None:
    with empty_handed(tmp_path, database_url=f"postgresql://me:{TOKEN}@127.0.0.1:{free_port()}/x") as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.database_unreachable"))


# What may pass is waited for.


async def test_a_server_that_comes_up_later(tmp_path: Path, sqlite_url: str) -> None:
    port = free_port()
    with empty_handed(tmp_path, database_url=sqlite_url, telegram_api_url=f"http://127.0.0.1:{port}") as chibo:
        chibo.start()
        await until(lambda: bool(chibo.said("channel.unreachable")), 20, chibo.output)
        async with FakeTelegram(port=port) as server:
            server.say(700, FIRST_WORDS)
            await answers(server, "700", 0, chibo)
    assert TOKEN not in chibo.output()
    assert "Traceback" not in chibo.output()


async def test_another_poller_is_one_line_and_then_waited_out(chibo: Chibo, server: FakeTelegram) -> None:
    server.configure(fail={"getUpdates": [2, 409, "Conflict: terminated by other getUpdates request"]})
    chibo.start()
    server.say(700, FIRST_WORDS)
    await answers(server, "700", 0, chibo)
    lines = [line for line in chibo.lines() if line["level"] == "warning"]
    assert [line["advice"] for line in lines] == ["poller_conflict"]
    assert lines[0]["hint"] == say("vi", "advice.poller_conflict", channel="Telegram")
    assert "Traceback" not in chibo.output()


async def test_a_malformed_update_does_not_stand_before_the_others(chibo: Chibo, server: FakeTelegram) -> None:
    chibo.start()
    server.add("malformed", "x", {"update_id": 7, "message": {"chat": "?", "text": [1]}})
    server.add("malformed", "x", {"message": None})
    server.add("malformed", "x", {"update_id": "seven"})
    server.say(700, FIRST_WORDS)
    await answers(server, "700", 0, chibo)


async def test_flood_control_is_obeyed_and_loses_nothing(chibo: Chibo, server: FakeTelegram) -> None:
    server.configure(fail={"sendMessage": [2, 429, "Too Many Requests: retry after 1", {"retry_after": 1}]})
    for chat in CHATS:
        server.say(int(chat), FIRST_WORDS)
    chibo.start()
    for chat in CHATS:
        await answers(server, chat, 0, chibo)
    sends = [call for call in server.calls if call.method == "sendMessage"]
    refused_at = max(call.at for call in sends if call.code == 429)
    assert len(server.sends) == len(CHATS)
    again = [call for call in sends if call.code == 200 and call.at > refused_at]
    assert len(again) >= 2


async def test_an_answer_that_may_have_arrived_is_repeated_once_at_most(chibo: Chibo, server: FakeTelegram) -> None:
    server.configure(drop={"sendMessage": 2})
    chibo.start()
    server.say(700, FIRST_WORDS)
    await answers(server, "700", 0, chibo)
    server.say(700, DIGIT)
    await answers(server, "700", 1, chibo)
    assert len([send for send in server.sends if fragment(0, 0) in send["text"]]) == 2


# The disk fills up.


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Three megabytes, as a disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("no small disk can be made here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> Path:
    """A file that leaves no room."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


async def test_a_full_disk_is_said_and_waited_out(chibo: Chibo, server: FakeTelegram, small_disk: Path) -> None:
    shutil.copyfile(chibo.directory / "chibo.db", small_disk / "chibo.db")
    chibo.settings["database_url"] = f"sqlite:///{small_disk}/chibo.db"
    chibo.start()
    server.say(700, FIRST_WORDS)
    await answers(server, "700", 0, chibo)
    filler = fill(small_disk)
    for round_ in range(3):
        for chat in CHATS:
            server.say(int(chat), DIGIT if chat == "700" or round_ else FIRST_WORDS)
    await until(lambda: any(line.get("advice") == "disk_full" for line in chibo.lines()), 20, chibo.output)
    await asyncio.sleep(1)
    assert chibo.running
    filler.unlink()
    for chat in CHATS:
        await answers(server, chat, 3 if chat == "700" else 2, chibo)
    said = [line for line in chibo.lines() if line.get("advice") == "disk_full"]
    assert said[0]["hint"] == say("vi", "advice.disk_full")
    assert len(said) <= 6
    assert "Traceback" not in chibo.output()
    assert len(server.sends) == len({(send["chat"], send["text"]) for send in server.sends}) == 10


async def test_a_disk_that_is_full_at_the_start(tmp_path: Path, small_disk: Path) -> None:
    fill(small_disk)
    with empty_handed(tmp_path, database_url=f"sqlite:///{small_disk}/new.db") as chibo:
        code, output = await chibo.run("run")
    plain_line(output, code, say("vi", "advice.disk_full"))


# Stopping and starting.


async def test_a_stop_answers_what_was_handled_and_is_quick(chibo: Chibo, server: FakeTelegram) -> None:
    server.configure(delay_ms=150)
    chibo.start()
    await chibo.ready()
    for chat in CHATS:
        for step in range(4):
            server.say(int(chat), DIGIT if step else FIRST_WORDS)
    await answers(server, "700", 0, chibo)
    begun = monotonic()
    assert await chibo.stop() == 0
    assert monotonic() - begun < STOPS_WITHIN
    assert "Traceback" not in chibo.output()
    rows = _rows(chibo, "SELECT state, COUNT(*) FROM outbox GROUP BY state")
    assert {state for state, _ in rows} == {"sent"}
    assert len(server.sends) == len({(send["chat"], send["text"]) for send in server.sends})


async def test_a_stop_does_not_wait_for_a_server_that_hangs(chibo: Chibo, server: FakeTelegram) -> None:
    chibo.start()
    await chibo.ready()
    await until(lambda: server.polls > 0, 20, chibo.output)
    server.configure(delay_ms=60_000)
    server.say(700, FIRST_WORDS)
    await until(lambda: any(call.method == "sendMessage" for call in server.calls), 20, chibo.output)
    begun = monotonic()
    assert await chibo.stop() == 0
    assert monotonic() - begun < STOPS_WITHIN
    assert "Traceback" not in chibo.output()
    # It is still owed, and sent by the next start.
    server.configure(delay_ms=0)
    chibo.start()
    await answers(server, "700", 0, chibo)


def _rows(chibo: Chibo, sql: str) -> list[Any]:
    file = sqlite3.connect(str(chibo.settings["database_url"]).removeprefix("sqlite:///"))
    try:
        return file.execute(sql).fetchall()
    finally:
        file.close()


async def test_health_says_that_all_is_well(chibo: Chibo, server: FakeTelegram) -> None:
    chibo.start()
    port = await chibo.ready()
    await until(lambda: server.polls > 0, 20, chibo.output)
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as response:
        found = await response.json()
    assert response.status == 200
    assert found["healthy"] is True


# The short commands.


async def test_understand_as_json(tmp_path: Path) -> None:
    with Chibo(tmp_path) as chibo:
        code, output = await chibo.run("understand", "xong 2", "--today", "2026-11-23", "--json")
    assert code == 0, output
    assert json.loads(output)["intent"] == "report_done"


async def test_from_nothing_to_the_first_person(tmp_path: Path, server: FakeTelegram) -> None:
    with empty_handed(tmp_path, telegram_api_url=server.url) as chibo:
        code, output = await chibo.run("init")
        assert code == 0, output
        digits = "".join(character for character in output.partition(":")[2].partition("(")[0] if character.isdigit())
        assert len(digits) == 8
        chibo.start()
        await chibo.ready()
        server.say(700, digits)
        await until(lambda: len(server.sends) == 1, 20, chibo.output)
        server.say(700, DIGIT)
        await until(lambda: len(server.sends) == 2, 20, chibo.output)
        assert say("vi", "join.welcome") in server.sends[1]["text"]


async def test_an_invitation_beside_the_running_process(chibo: Chibo, tmp_path: Path, server: FakeTelegram) -> None:
    chibo.start()
    await chibo.ready()
    await until(lambda: server.polls > 0, 20, chibo.output)
    with Chibo(tmp_path, **chibo.settings) as other:
        code, output = await other.run("invite", "C0001", "cell_deputy")
        assert code == 0, output
        assert "https://t.me/chibo_test_bot?start=" in output
        code, output = await other.run("invite", "nowhere", "cell_deputy")
        assert code == 2
        assert output.strip() == say("vi", "init.no_unit", code="nowhere")


async def test_a_backup_of_the_running_database(chibo: Chibo, tmp_path: Path) -> None:
    chibo.start()
    await chibo.ready()
    with Chibo(tmp_path, **chibo.settings) as other:
        code, output = await other.run("backup", str(tmp_path / "copy.db"))
        assert code == 0, output
        again, _ = await other.run("backup", str(tmp_path / "copy.db"))
    assert again == 2
    copy = sqlite3.connect(tmp_path / "copy.db")
    try:
        assert copy.execute("SELECT COUNT(*) FROM person").fetchone() == (len(CHATS),)
    finally:
        copy.close()


async def test_the_demo_serves_its_page(tmp_path: Path) -> None:
    port = free_port()
    with Chibo(tmp_path) as chibo:
        chibo.start("demo", "--port", str(port))
        await until(lambda: f"http://127.0.0.1:{port}" in chibo.output(), 30, chibo.output)
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as response:
            assert response.status == 200
            assert "<html" in await response.text()
        assert await chibo.stop() == 0
    assert "Traceback" not in chibo.output()
