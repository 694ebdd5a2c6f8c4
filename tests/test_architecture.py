"""The house rules that a machine can check (design sections 2 and 10)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from storage.statements import POSTGRES, SQLITE, load_statements

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "handlers", "storage")
LONGEST_FILE = 300
TOP_LEVEL = {
    "bot",
    "handlers",
    "storage",
    "tests",
    "benchmarks",
    "docs",
    "deploy",
    "pyproject.toml",
    "constraints.txt",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    ".env.example",
    ".gitignore",
    ".ci",
}
ASKS_THE_TIME = {"now", "utcnow", "today", "time", "time_ns"}


def _sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _others(but: str) -> list[Path]:
    return [path for path in _sources(*PRODUCT) if _name(path) != but]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("path", _sources(*PRODUCT), ids=_name)
def test_no_file_is_longer_than_one_can_read_at_a_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_the_top_level_is_what_the_design_shows() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} <= TOP_LEVEL


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed")
    found = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def _statement_names(path: Path) -> Iterator[str]:
    """Every `noun.statement` in a file, f-strings as a pattern."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _used() -> tuple[set[str], list[str]]:
    nouns = {path.stem for path in (ROOT / "storage/queries").glob("*.sql")}
    shape = re.compile(rf"(?:{'|'.join(sorted(nouns))})\.[a-z_*]+")
    found = {name for path in _sources("storage") for name in _statement_names(path) if shape.fullmatch(name)}
    return {name for name in found if "*" not in name}, sorted(name for name in found if "*" in name)


def test_every_statement_that_is_used_exists() -> None:
    exact, _ = _used()
    assert len(exact) > 50
    assert exact <= load_statements(SQLITE).keys()


def test_every_statement_that_exists_is_used() -> None:
    exact, patterns = _used()
    # Some names are handed in from outside and put behind their noun, as for the rows of a roster.
    names = {word for path in _sources(*PRODUCT) for word in _statement_names(path) if re.fullmatch(r"[a-z_]+", word)}
    unused = [
        name
        for name in load_statements(SQLITE).keys() - exact
        if not (name.partition(".")[2] in names and any(fnmatch(name, pattern) for pattern in patterns))
    ]
    assert not unused


def test_what_is_written_twice_takes_the_same_parameters() -> None:
    def parameters(sql: str) -> set[str]:
        return set(re.findall(r"(?<!:):([a-z_]+)", sql))

    for path in (ROOT / "storage/queries").glob("*.sql"):
        parts = re.split(r"^-- name: ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
        by_name = {part.split()[0].rstrip("*!^$"): parameters(part) for part in parts}
        for name, found in by_name.items():
            if name.endswith("_sqlite"):
                assert found == by_name[f"{name.removesuffix('_sqlite')}_{POSTGRES.name}"], name


@pytest.mark.parametrize("path", _others("bot/clock.py"), ids=_name)
def test_only_the_clock_asks_the_time(path: Path) -> None:
    asked = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "time")
        and node.attr in ASKS_THE_TIME
    ]
    assert not asked


@pytest.mark.parametrize("path", _others("bot/settings.py"), ids=_name)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", [*_sources(*PRODUCT)], ids=_name)
def test_nothing_is_left_for_later(path: Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        assert not re.search(r"\b(TODO|FIXME|XXX|NotImplemented)\b", line), f"line {number}"


def test_sql_lives_in_the_sql_files() -> None:
    words = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE)\s", re.IGNORECASE)
    # The connections themselves, and what is made from the list of tables so that tomorrow's are not forgotten.
    made = {"storage/moving.py", "storage/keeping.py", "storage/replacing.py"}
    allowed = {"storage/sqlite.py", "storage/postgres.py"} | made
    found = [
        f"{_name(path)}: {text[:60]}"
        for path in _sources(*PRODUCT)
        if _name(path) not in allowed
        for text in _statement_names(path)
        if words.match(text) and " " in text.strip() and re.search(r"\b(FROM|INTO|SET|TABLE)\b", text)
    ]
    assert not found


def test_tests_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)
