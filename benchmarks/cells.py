"""Very many cells in a moment, written as SQL that both databases read: what benchmarks of size begin with."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.server import FIRST_CHAT
from handlers.rules.calendar import day_of
from tests.databases import Postgres

PATIENCE = 600.0


def fill(path: Path, people: int, now: int, tasks: int, remind_at: int | None) -> None:
    """Cells under one province, each with a secretary who has joined and so many open tasks, in a SQLite file."""
    file = sqlite3.connect(path)
    try:
        for statement in _statements(people, now, tasks, remind_at):
            file.execute(statement)
        file.commit()
    finally:
        file.close()


async def fill_database(url: str, people: int, now: int, tasks: int, remind_at: int | None) -> None:
    """The same behind the address of either database, which has its tables already."""
    if not url.startswith("postgresql"):
        await asyncio.to_thread(fill, Path(url.removeprefix("sqlite:///")), people, now, tasks, remind_at)
        return
    for statement in (*_statements(people, now, tasks, remind_at), "VACUUM ANALYZE"):
        await sql(url, statement)


async def count_rows(url: str, what: str) -> int:
    """How many rows there are of `what`, a table and a condition."""
    if url.startswith("postgresql"):
        return int(await sql(url, f"SELECT COUNT(*) FROM {what}"))
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return int(file.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])
    finally:
        file.close()


def durable(postgres: Postgres) -> None:
    """Starts it. The tests' server does not wait for the disk; a benchmark has to."""
    postgres.start()
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        asyncio.run(sql(postgres.url("postgres"), f"ALTER SYSTEM SET {name} = on"))
    asyncio.run(sql(postgres.url("postgres"), "SELECT pg_reload_conf()"))


def empty(postgres: Postgres, name: str) -> str:
    """The address of a new database."""
    asyncio.run(sql(postgres.url("postgres"), f"CREATE DATABASE {name}"))
    return postgres.url(name)


async def sql(url: str, statement: str) -> Any:
    """Runs one statement; the first value of its first row."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement, timeout=PATIENCE)
    finally:
        await connection.close()


def _statements(people: int, now: int, tasks: int, remind_at: int | None) -> list[str]:
    today = day_of(now).isoformat()
    later = (day_of(now) + timedelta(days=40)).isoformat()
    count = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})"
    rest = f"'farmers', 1, 20, '{today}', '{today}'"
    into = "INSERT INTO unit (id, code, parent_id, path, kind, name, composition, residential, member_count,"
    into += " member_count_on, valid_from)"
    statements = [
        f"{into} VALUES (1, 'P', NULL, '/1/', 'province', 'P', {rest})",
        f"{into} {count} SELECT i + 1, 'C' || i, 1, '/1/' || (i + 1) || '/', 'cell', 'Chi bộ ' || i, {rest} FROM n",
        f"INSERT INTO seat (id, unit_id, role) {count} SELECT i, i + 1, 'cell_secretary' FROM n",
        "INSERT INTO person (id, name, language, consent_version, consent_at, digest_minute, created_at)"
        f" {count} SELECT i, 'bác ' || i, 'vi', 'x', 1, 450, 1 FROM n",
        f"INSERT INTO holding (id, seat_id, person_id, kind, from_at) {count} SELECT i, i, i, 'holder', 1 FROM n",
        "INSERT INTO conversation (id, channel, chat, person_id, seat_id, last_said_at)"
        f" {count} SELECT i, 'telegram', CAST(i + {FIRST_CHAT - 1} AS TEXT), i, i, {now} FROM n",
    ]
    if tasks:
        statements.append(
            "INSERT INTO programme (id, kind, code, title, issuer_id, document, period, opens_on, due_on, ends_on)"
            f" VALUES (1, 'regular', 'T', 'T', 1, '', '1', '{today}', '{today}', '{later}')"
        )
        # As they come about: a duty is opened for all cells, then the next.
        statements += [
            "INSERT INTO task (programme_id, duty, unit_id, assignee_role, approver_role, title, deliverable, asks,"
            " period, opens_on, due_on, closes_on, state, numbers, next_remind_at, created_at)"
            f" {count} SELECT 1, 'D{duty}', i + 1, 'cell_secretary', 'office_clerk', 'Việc {duty}', 'x', '', '1',"
            f" '{today}', '{later}', '{later}', 'open', '{{}}', {'NULL' if remind_at is None else remind_at}, 1 FROM n"
            for duty in range(tasks)
        ]
    return statements
