"""The files in `deploy/`: they say what is so, and the scripts are run: installed, upgraded, rolled back."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.backups import MAGIC
from bot.settings import Settings
from storage.database import open_database
from storage.unit_of_work import unit_of_work
from tests.confined import CAN, confine
from tests.databases import KINDS, NOTHING, Databases
from tests.fakes.telegram_server import FakeTelegram
from tests.process import Chibo, free_port, until

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SCRIPTS = ("wheels.sh", "install.sh", "upgrade.sh")
NAMES = {f"CHIBO_{name.upper()}" for name in Settings.model_fields}
OPEN_PATHS = ("webhook", "files", "bang")


def _text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def test_every_file_is_in_the_book_of_operation() -> None:
    pages = (ROOT / "docs/operating.md").read_text("utf-8").split("\n# Operating\n")
    assert len(pages) == 2
    for path in DEPLOY.iterdir():
        assert all(f"deploy/{path.name}" in page for page in pages), path.name


@pytest.mark.parametrize("name", sorted(path.name for path in DEPLOY.iterdir()))
def test_only_settings_that_exist(name: str) -> None:
    assert set(re.findall(r"\bCHIBO_[A-Z_]+[A-Z]\b", _text(name))) <= NAMES


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_sound_and_can_be_run(name: str) -> None:
    assert os.access(DEPLOY / name, os.X_OK)
    found = subprocess.run(["bash", "-n", DEPLOY / name], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "set -euo pipefail" in _text(name)


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = _text("chibo.service")
    for line in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "UMask=0077",
    ):
        assert f"\n{line}\n" in unit
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    # The program and the user are the server's own.
    copy = tmp_path / "chibo.service"
    copy.write_text(
        unit.replace("/opt/chibo/current/bin/chibo", sys.executable).replace("=chibo\n", "=root\n"), "utf-8"
    )
    found = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True, check=False)
    said = [line for line in found.stderr.splitlines() if "chibo.service" in line and "not absolute" not in line]
    assert not [line for line in said if "Unknown" in line or "Failed to parse" in line or "Invalid" in line], said


DRAWS = """
import os, matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot
pyplot.plot([1, 2])
pyplot.savefig("drawn.png")
try:
    os.setpriority(os.PRIO_PROCESS, 0, 5)
except PermissionError:
    print("confined")
"""


@pytest.mark.skipif(not CAN, reason="the numbers of the calls are those of x86-64 Linux")
def test_pictures_are_drawn_under_what_the_unit_forbids(tmp_path: Path) -> None:
    """What is forbidden must be refused: with systemd's own choice, a kill, the first picture would end the service."""
    unit = _text("chibo.service")
    assert "\nSystemCallFilter=~@privileged @resources\n" in unit
    assert "\nSystemCallErrorNumber=EPERM\n" in unit
    drawn = subprocess.run(
        [sys.executable, "-c", DRAWS], cwd=tmp_path, preexec_fn=confine, capture_output=True, text=True, check=False
    )
    assert (drawn.returncode, drawn.stdout) == (0, "confined\n"), drawn.stderr
    assert (tmp_path / "drawn.png").stat().st_size > 1_000


@pytest.mark.skipif(not CAN, reason="the numbers of the calls are those of x86-64 Linux")
async def test_the_product_runs_under_what_the_unit_forbids(tmp_path: Path) -> None:
    async with FakeTelegram() as server:
        address = {"telegram_token": server.token, "telegram_api_url": server.url}
        with Chibo(tmp_path, before=confine, database_url=f"sqlite:///{tmp_path}/c.db", **address) as chibo:
            for words in (("init",), ("backup", str(tmp_path / "copy.db")), ("guide", str(tmp_path / "guide.docx"))):
                code, output = await chibo.run(*words)
                assert code == 0, output
            chibo.start()
            await chibo.ready()
            server.say(700, "xin chào")
            await until(lambda: len(server.sends) == 1, 30, chibo.output)
            assert await chibo.stop() == 0


def test_the_proxies_let_through_what_the_world_must_reach_and_nothing_else() -> None:
    assert re.findall(r"/(\w+)/\*", _text("Caddyfile")) == list(OPEN_PATHS)
    assert re.search(r"\^/\(([\w|]+)\)/", _text("nginx.conf"))[1].split("|") == list(OPEN_PATHS)
    assert "return 404" in _text("nginx.conf")
    assert "respond 404" in _text("Caddyfile")


def test_install_takes_nothing_from_the_network(tmp_path: Path) -> None:
    """From a folder in which nothing is, it fails at once instead of asking somebody else."""
    (tmp_path / "wheels").mkdir()
    found = subprocess.run(
        [DEPLOY / "install.sh", tmp_path / "wheels", tmp_path / "place"],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode != 0
    assert "--no-index" in _text("install.sh")
    assert "-c constraints.txt" in _text("wheels.sh")


SPOIL = """
import asyncio, sqlite3, sys
sql = "UPDATE fact SET value = 'spoilt' WHERE name = 'lived'"
async def server():
    import asyncpg
    connection = await asyncpg.connect(sys.argv[1])
    await connection.execute(sql)
    await connection.execute("CREATE TABLE of_the_new_version (id BIGINT)")
    await connection.close()
if sys.argv[1].startswith("sqlite"):
    with sqlite3.connect("data/chibo.db") as file:
        file.execute(sql)
else:
    asyncio.run(server())
"""
"""What a version that does not work may have done to the data before it stopped."""
KEY = "mật khẩu có $dấu cách"


class Server:
    """A server as the book describes it; a version is a folder whose `chibo` is this repository's or a broken one."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.port = free_port()
        (home / "data").mkdir()
        (home / "spoil.py").write_text(SPOIL, "utf-8")
        (home / ".env").write_text(
            f"CHIBO_DATABASE_URL={url}\nCHIBO_HTTP_PORT={self.port}\nCHIBO_BACKUP_KEY='{KEY}'\n"
            "CHIBO_TELEGRAM_TOKEN=12345:AAF-of-the-test_0123456789abcdef\nCHIBO_TELEGRAM_API_URL=http://127.0.0.1:9\n",
            "utf-8",
        )
        self.script("install", 'mkdir -p "$2/bin" && cp "$1/chibo" "$2/bin/chibo"')
        self.script("start", f"cd {home} && ({home}/current/bin/chibo run >>{home}/log 2>&1 & echo $! >{home}/pid)")
        self.script("stop", f"[ ! -e {home}/pid ] || kill $(cat {home}/pid) || true; sleep 0.5; rm -f {home}/pid")
        self.version("1", "")
        (home / "current").symlink_to(home / "releases/1")

    def script(self, name: str, body: str) -> None:
        path = self.home / name
        path.write_text(f"#!/bin/sh\nset -e\n{body}\n", "utf-8")
        path.chmod(0o755)

    def wheels(self, name: str, before: str) -> Path:
        folder = self.home / f"wheels-{name}"
        folder.mkdir(exist_ok=True)
        run = f'PYTHONPATH={ROOT} exec {sys.executable} -m bot "$@"'
        (folder / "chibo").write_text(f"#!/bin/sh\n{before}\n{run}\n", "utf-8")
        (folder / "chibo").chmod(0o755)
        return folder

    def version(self, name: str, before: str) -> None:
        place = self.home / "releases" / name / "bin"
        place.mkdir(parents=True)
        shutil.copy(self.wheels(name, before) / "chibo", place / "chibo")

    def upgrade(self, wheels: Path, version: str, wait: int = 30, path: str = "") -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHIBO_")}
        return subprocess.run(
            [DEPLOY / "upgrade.sh", wheels, version],
            env={
                **kept,
                "PATH": path + kept["PATH"],
                "ROOT": str(self.home),
                "INSTALL": str(self.home / "install"),
                "START": str(self.home / "start"),
                "STOP": str(self.home / "stop"),
                "WAIT": str(wait),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def lived(self, write: str = "") -> str | None:
        """What stands in the data under one name, after something was written there."""

        async def look() -> str | None:
            url = self.url.replace("sqlite:///", f"sqlite:///{self.home}/")
            database = await open_database(url)
            try:
                async with unit_of_work(database) as uow:
                    if write:
                        await uow.audit.set_fact("lived", write)
                    return await uow.audit.fact("lived")
            finally:
                await database.close()

        return asyncio.run(look())

    @property
    def runs(self) -> str:
        return Path(os.readlink(self.home / "current")).name


@pytest.fixture(params=KINDS)
def server(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Server]:
    loop = asyncio.new_event_loop()
    address = databases.address(request.param, tmp_path, NOTHING)
    url = loop.run_until_complete(address.__aenter__())
    found = Server(tmp_path, "sqlite:///data/chibo.db" if request.param == "sqlite" else url)
    try:
        found.lived("here")
        yield found
    finally:
        subprocess.run([tmp_path / "stop"], check=False, capture_output=True)
        loop.run_until_complete(address.__aexit__(None, None, None))
        loop.close()


def test_an_upgrade_goes_on_with_the_data(server: Server) -> None:
    done = server.upgrade(server.wheels("2", ""), "2")
    assert done.returncode == 0, done.stdout + done.stderr + (server.home / "log").read_text("utf-8")
    assert server.runs == "2"
    assert server.lived() == "here"
    [copy] = (server.home / "data").glob("before-2.*")
    assert copy.read_bytes().startswith(MAGIC)
    assert server.upgrade(server.wheels("2", ""), "2").returncode == 2


def test_a_version_that_does_not_run_is_rolled_back_with_its_data(server: Server) -> None:
    spoils = f'if [ "$1" = run ]; then {sys.executable} spoil.py "{server.url}"; exit 1; fi'
    done = server.upgrade(server.wheels("3", spoils), "3", wait=4)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "đã trở lại bản cũ" in done.stdout, done.stdout + done.stderr
    assert server.runs == "1"
    assert server.lived() == "here"
    # A second try finds nothing in its way; what the first one left is still there to be looked at.
    again = server.upgrade(server.wheels("4", ""), "4")
    assert again.returncode == 0, again.stdout + again.stderr
    assert server.lived() == "here"
    assert "before" in done.stdout


def test_without_a_backup_nothing_is_upgraded(server: Server) -> None:
    server.version("old", 'if [ "$1" = backup ]; then exit 2; fi')
    (server.home / "current").unlink()
    (server.home / "current").symlink_to(server.home / "releases/old")
    done = server.upgrade(server.wheels("5", ""), "5")
    assert done.returncode == 1
    assert "chưa sao lưu được" in done.stdout
    assert server.runs == "old"
    assert (server.home / "pid").exists()


def test_what_touches_the_data_runs_as_its_owner(tmp_path: Path) -> None:
    """A file that root made in `data/` would shut the service out after a roll-back."""
    if os.getuid() != 0:
        pytest.skip("only root can give files away")
    server = Server(tmp_path, "sqlite:///data/chibo.db")
    try:
        server.lived("here")
        for path in (tmp_path / "data", *(tmp_path / "data").iterdir()):
            os.chown(path, 65_534, 65_534)
        (tmp_path / "path").mkdir()
        server.script("path/runuser", f'echo "$2 $5" >>{tmp_path}/asked; shift 3; exec "$@"')
        done = server.upgrade(
            server.wheels("6", 'if [ "$1" = run ]; then exit 1; fi'), "6", wait=3, path=f"{tmp_path}/path:"
        )
        assert "đã trở lại bản cũ" in done.stdout, done.stdout + done.stderr
        asked = (tmp_path / "asked").read_text("utf-8").splitlines()
        assert [line.split()[1] for line in asked] == ["backup", "restore"]
        assert {line.split()[0] for line in asked} == {"nobody"}
    finally:
        subprocess.run([tmp_path / "stop"], check=False, capture_output=True)
