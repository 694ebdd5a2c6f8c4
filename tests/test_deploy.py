"""The files in `deploy/`: they say what is so, and the scripts are run: installed, upgraded, rolled back."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.settings import Settings
from storage.database import open_database

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


def test_the_image_copies_what_there_is_and_installs_what_is_pinned() -> None:
    text = _text("Dockerfile")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
    assert "-c constraints.txt ." in text
    assert "\nUSER chibo\n" in text
    assert "STOPSIGNAL SIGTERM" in text


def test_the_proxies_let_through_what_the_world_must_reach_and_nothing_else() -> None:
    assert re.findall(r"/(\w+)/\*", _text("Caddyfile")) == list(OPEN_PATHS)
    assert re.search(r"\^/\(([\w|]+)\)/", _text("nginx.conf"))[1].split("|") == list(OPEN_PATHS)  # type: ignore[index]
    assert "return 404" in _text("nginx.conf")
    assert "respond 404" in _text("Caddyfile")


def test_compose_starts_as_many_as_one_likes_on_one_postgres() -> None:
    text = _text("compose.yaml")
    assert "postgresql://chibo:${POSTGRES_PASSWORD:?}@postgres/chibo" in text
    assert "container_name" not in text
    assert "service_healthy" in text
    assert not re.search(r"PASSWORD: \w", text)


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


class Server:
    """A server as the book describes it; a version is a folder whose `chibo` is this repository's or a broken one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (home / "data").mkdir()
        (home / ".env").write_text(
            f"CHIBO_DATABASE_URL=sqlite:///data/chibo.db\nCHIBO_HTTP_PORT={self.port}\n"
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

    def upgrade(self, wheels: Path, version: str, wait: int = 30) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DEPLOY / "upgrade.sh", wheels, version],
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("CHIBO_")},
                "ROOT": str(self.home),
                "INSTALL": str(self.home / "install"),
                "START": str(self.home / "start"),
                "STOP": str(self.home / "stop"),
                "HEALTH": f"http://127.0.0.1:{self.port}/health",
                "WAIT": str(wait),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def value(self, sql: str) -> object:
        with closing(sqlite3.connect(self.home / "data/chibo.db")) as file:
            return file.execute(sql).fetchone()[0]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path)

    async def make() -> None:
        await (await open_database(f"sqlite:///{tmp_path}/data/chibo.db")).close()

    asyncio.run(make())
    with closing(sqlite3.connect(tmp_path / "data/chibo.db")) as file, file:
        file.execute("INSERT INTO fact (name, value) VALUES ('lived', 'here')")
    try:
        yield found
    finally:
        subprocess.run([tmp_path / "stop"], check=False, capture_output=True)


def test_an_upgrade_goes_on_with_the_data(server: Server) -> None:
    done = server.upgrade(server.wheels("2", ""), "2")
    assert done.returncode == 0, done.stdout + done.stderr + (server.home / "log").read_text("utf-8")
    assert os.readlink(server.home / "current") == str(server.home / "releases/2")
    assert server.value("SELECT value FROM fact WHERE name = 'lived'") == "here"
    assert (server.home / "data/before-2.db").exists()
    assert server.upgrade(server.wheels("2", ""), "2").returncode == 2


def test_a_version_that_does_not_run_is_rolled_back_with_its_data(server: Server) -> None:
    spoils = textwrap.dedent(f"""\
        if [ "$1" = run ]; then
          {sys.executable} -c "import sqlite3; f = sqlite3.connect('data/chibo.db'); \\
        f.execute(\\"UPDATE fact SET value = 'spoilt' WHERE name = 'lived'\\"); f.commit()"
          exit 1
        fi""")
    done = server.upgrade(server.wheels("3", spoils), "3", wait=12)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "đã trở lại bản cũ" in done.stdout
    assert os.readlink(server.home / "current") == str(server.home / "releases/1")
    assert server.value("SELECT value FROM fact WHERE name = 'lived'") == "here"
