"""What every test stands on: fresh databases of both kinds, and no network but this computer's own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from storage.database import Database
from tests.databases import KINDS, Databases
from tests.handlers.understand.scoring import UNDERSTANDING
from tests.province import settle_town
from tests.user import Town

# A busy machine is no failure: nothing in the suite is judged by the clock.
settings.register_profile("chibo", deadline=None)
settings.load_profile("chibo")


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] in ("localhost", "")


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuses to connect to any other computer, whatever a test or a library tries."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
                if self.family != socket.AF_UNIX and not _is_here(address):
                    raise ConnectionRefusedError(f"tests talk to this computer only, not to {address}")
                return original(self, address)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where fresh databases come from."""
    found = Databases(tmp_path_factory.mktemp("templates"))
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> AsyncIterator[Database]:
    """An open, empty database: each test that asks for it runs on SQLite and on PostgreSQL."""
    async with databases.fresh(request.param, tmp_path) as found:
        yield found


@pytest.fixture(params=KINDS)
async def town(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> AsyncIterator[Town]:
    """A province with its product running, on SQLite and on PostgreSQL; nobody has joined yet."""
    async with databases.fresh(request.param, tmp_path, "town", settle_town) as found, Town(found).running() as town:
        yield town


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How well the labelled sentences are understood, and who is taken for whom, when the run touched them."""
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    found = [dict(report.user_properties) for report in sorted(reports, key=lambda report: report.nodeid)]
    told = [line for each in found for line in each.get(UNDERSTANDING, ())]
    if told:
        terminalreporter.section("understanding")
        for line in told:
            terminalreporter.line(line)
