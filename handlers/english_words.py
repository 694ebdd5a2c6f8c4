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
    "erase my data": "mydata:erase",
    "regular reports": "schedule",
    "explain": "explaining",
    "hand over": "seats",
    "roles": "myseats",
    "calls": "calls",
    "sent": "sent",
    "requests": "asks",
    "grant more time": "extension:grant",
    "keep the day": "extension:refuse",
    "entry right": "behalf:yes",
    "entry wrong": "behalf:no",
    "spot calls": "spot",
    "approve congress": "conapprove",
    "channels": "channels",
    "end links": "unlink",
    "pin": "pin",
    "english": "lang:en",
    "vietnamese": "lang:vi",
}
"""Short things that mean the same anywhere, as in `handlers.meaning.WORDS`."""
ENGLISH_WAYS: Final = (
    ("done ", "xong "),
    ("held up ", "vuong "),
    ("later ", "nhac lai "),
    ("plan ", "hen "),
    ("why ", "vi sao "),
)
"""How an answer about one item begins: `held up b`."""


def as_typed_here(words: str) -> str:
    """`held up b` as `vuong b`, for what looks at the words of an answer about one item."""
    for english, ours in ENGLISH_WAYS:
        if words.startswith(english):
            return ours + words.removeprefix(english)
    return words
