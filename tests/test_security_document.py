"""docs/security.md: each line of the threat model names tests, and each of them is there and run."""

from __future__ import annotations

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
