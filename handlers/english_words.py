"""The short words of somebody who reads English; whole sentences are understood in Vietnamese."""

from __future__ import annotations

from typing import Final

ENGLISH_WORDS: Final = {
    "home": "home",
    "help": "help",
    "tasks": "tasks",
    "my tasks": "tasks",
    "work": "tasks",
    "my work": "tasks",
    "pledge": "pledge",
    "our pledge": "pledge",
    "congress": "congress",
    "standing": "standing",
    "reports": "review",
    "export": "export",
    "assign": "assign",
    "launch": "campaign:new",
    "overview": "board",
    "invite": "invite",
    "figures": "figures",
    "guide": "guide",
    "practice": "practice",
    "practise": "practice",
    "quiet hours": "prefs",
    "undo": "undo",
    "stop": "cancel",
    "cancel": "cancel",
    "my data": "mydata",
    "english": "lang:en",
    "vietnamese": "lang:vi",
}
"""Short things that mean the same anywhere, as in `handlers.meaning.WORDS`."""
