"""What a start loads: writers of documents and readers of workbooks are large, and wait until somebody needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("docx", "icalendar", "matplotlib", "numpy", "openpyxl", "PIL", "segno")


def test_no_writer_is_loaded_at_the_start() -> None:
    program = f"import sys, bot.__main__, bot.running\nprint(*(set({HEAVY}) & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


@pytest.mark.parametrize("module", ["bot.commands", "bot.running", "bot.composer", "handlers.guide"])
def test_whatever_a_command_loads_first_can_be_loaded_first(module: str) -> None:
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
