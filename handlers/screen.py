"""The vocabulary between the product and the edge: what a person did, and what a person sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.rules.calendar import day_of
from storage.model import Incoming, Person, Seat

MAX_ACTION_BYTES = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on. `action` is a whole instruction (`task:123:done`), at most 64 bytes, so that an old
    button still works after a restart (Bot API InlineKeyboardButton.callback_data)."""

    label: str
    action: str

    def __post_init__(self) -> None:
        if len(self.action.encode()) > MAX_ACTION_BYTES:
            raise ValueError(f"action longer than {MAX_ACTION_BYTES} bytes: {self.action}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send with a screen; channels that cannot send files offer a link instead."""

    name: str
    content: bytes
    kind: str = "document"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be made at the second of sending: a name in `handlers.documents.DOCUMENTS` and its arguments."""

    name: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A screen whose file is gathered but not written yet: `write` is slow, needs no database and can be sent to
    another thread or process. `heavy`: worth a process of its own."""

    write: Callable[[], Screen]
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: plain text and at most a handful of choices, answered by digit or by press.

    `replaces`: the channel may edit the message that was pressed instead of sending a new one.
    `words`: what to type, on a channel without buttons, where bare digits would answer another question.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    attachment: Attachment | None = None
    replaces: bool = False
    words: str = ""

    def as_payload(self) -> dict[str, Any]:
        """The screen as JSON-able data for the outbox; attachments are composed later, never stored."""
        choices = [[c.label, c.action] for c in self.choices]
        return {"text": self.text, "choices": choices, "replaces": self.replaces, "words": self.words}

    @staticmethod
    def from_payload(payload: dict[str, Any]) -> Screen:
        """The inverse of `as_payload`."""
        choices = tuple(Choice(label, action) for label, action in payload.get("choices", ()))
        return Screen(payload["text"], choices, replaces=bool(payload.get("replaces")), words=payload.get("words", ""))


Written = Callable[[str], Screen]
"""A screen for a reader whose language is known only when it is sent: language in, screen out."""


@dataclass(frozen=True, slots=True)
class Push:
    """A message to somebody else, caused by this turn: to whoever holds the seat, on their own channel and in their
    own language, which is why `write` (handlers.written.for_reader) takes one.

    `cause` names what it was sent for (`task_event:77`), so that undoing the cause can withdraw it. It goes inside
    the one message that its receiver gets that day; `due_on` (ISO) is the deadline by which it competes there.
    With a `programme_id` and nothing to `write` it says that the seat's task of that programme is new.
    """

    seat_id: int
    write: Written | None
    cause: str
    due_on: str = ""
    programme_id: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One message being handled. `said` is what was typed or the action that was pressed; `args` are the parts of
    the action behind the screen's name; `slots` is what was understood of a sentence (understanding.md); `choices` are
    the actions last offered here by digit."""

    incoming: Incoming
    inbox_id: int
    conversation_id: int
    person: Person | None
    seat: Seat | None
    said: str
    now: int
    draft: dict[str, Any] = field(default_factory=dict)
    args: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)
    stumbles: int = 0
    language: str = "vi"

    def today(self) -> date:
        """The date in Vietnam at which the message is handled."""
        return day_of(self.now)


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes of a turn. `next_screen` receives what is typed next (None: nobody waits for words);
    `draft` is kept for it; `seat_id` changes the seat in which the person goes on talking; `forget` leaves the
    chat without person and state; `keeps_place` leaves question, draft and digits as they were;
    `takes_numbers`: a bare number answers the question and chooses nothing;
    `document`: a file to make and send behind the screen."""

    screen: Screen
    next_screen: str | None = None
    draft: dict[str, Any] = field(default_factory=dict)
    pushes: tuple[Push, ...] = ()
    seat_id: int | None = None
    stumbled: bool = False
    forget: bool = False
    keeps_place: bool = False
    takes_numbers: bool = False
    document: Document | None = None
