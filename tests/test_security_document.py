"""docs/security.md: each line of the threat model names tests, and each of them is there and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINES = [
    line
    for line in (ROOT / "docs/security.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| mối đe doạ", "|---"))
]
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
}
SOURCES = {
    name: body
    for path in (ROOT / "tests").rglob("test_*.py")
    for body, name in re.findall(
        r"^((?:async )?def (test_\w+)\(.*?)(?=^(?:@|async def |def |class )|\Z)", path.read_text("utf-8"), re.M | re.S
    )
}
OFFLINE = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")


def test_every_threat_has_a_line() -> None:
    assert len(LINES) > 25
    text = "\n".join(LINES)
    for threat in (
        *("forged buttons", "guessed codes", "replayed webhooks", "wrong one", "oversized", "slow clients", "HTML"),
        *("Markdown", "formulas", "file names", "paths", "XML", "tokens in logs", "guessed, expired", "subtrees"),
        *("blocked person", "floods"),
    ):
        assert threat in text, threat


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("|")[1].partition("/")[2].strip())
def test_a_line_says_what_stops_it_and_names_tests_that_exist(line: str) -> None:
    threat, stops, tests = (part.strip() for part in line.strip("|").split("|"))
    assert "/" in threat
    assert "/" in stops
    named = re.findall(r"`(test_\w+)`", tests)
    assert named
    assert set(named) <= TESTS


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", "\n".join(LINES)))))
def test_a_test_that_is_named_can_fail(name: str) -> None:
    assert re.search(r"\bassert\b|pytest\.raises|\.sees(_not)?\(", SOURCES[name])


def _audit(home: Path, pip_audit: str) -> subprocess.CompletedProcess[str]:
    """`make audit` with a pip-audit that says this."""
    (home / "pip_audit").mkdir()
    (home / "pip_audit/__init__.py").touch()
    (home / "pip_audit/__main__.py").write_text(pip_audit, "utf-8")
    return subprocess.run(
        ["make", "-o", ".venv/.dev-ready", "-o", ".venv/.ready", "audit"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def _says(*dependencies: dict[str, object], code: int = 0) -> str:
    return f"import sys; print({json.dumps(json.dumps({'dependencies': dependencies, 'fixes': []}))}); sys.exit({code})"


SOUND = {"name": "aiohttp", "version": "3.13.0", "vulns": []}
HOLED = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["3.1"], "aliases": []}]}
SKIPPED = {"name": "chibo", "skip_reason": "Dependency not found on PyPI and could not be audited: chibo (0.1.0)"}
UNREACHABLE = "raise SystemExit('requests.exceptions.ConnectionError: Max retries exceeded')"


@pytest.mark.parametrize(
    ("pip_audit", "fails", "said"),
    [
        (_says(SOUND, HOLED, code=1), True, "jinja2 3.0: PYSEC-2026-1, nâng lên / mended in 3.1"),
        (_says(SOUND), False, "không có lỗ hổng"),
        # One that the list does not know hides nothing about the others.
        (_says(SOUND, SKIPPED), False, "not in the list: chibo"),
        (_says(HOLED, SKIPPED, code=1), True, "PYSEC-2026-1"),
        (_says(SKIPPED), False, "không có mạng"),
        (UNREACHABLE, False, "không có mạng"),
        ("raise SystemExit('no such option: -f')", True, "pip-audit không chạy được"),
    ],
    ids=["holed", "sound", "one unknown", "holed and unknown", "none known", "unreachable", "broken"],
)
def test_make_audit_stops_at_a_hole_and_only_there(tmp_path: Path, pip_audit: str, fails: bool, said: str) -> None:
    if not (ROOT / ".venv/.dev-ready").exists():
        pytest.skip("not installed with make")
    found = _audit(tmp_path, pip_audit)
    assert (found.returncode != 0) == fails, found.stdout + found.stderr
    assert said in found.stdout


def test_make_check_audits_the_libraries() -> None:
    """And without a network it says so plainly and stops nothing."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    check = re.search(r"^check:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert check is not None
    assert "audit" in check[1]
    if not (ROOT / ".venv/.dev-ready").exists():
        pytest.skip("not installed with make")
    found = subprocess.run(
        ["make", "-o", ".venv/.dev-ready", "-o", ".venv/.ready", "audit"],
        cwd=ROOT,
        env={**os.environ, **OFFLINE, "NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert "không có mạng" in found.stdout
    assert "Traceback" not in found.stdout
