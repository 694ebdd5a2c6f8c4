"""The nouns, as frozen rows. No imports of the house, no behaviour beyond what a row says about itself.

Instants are integer milliseconds UTC (fields ending in `_at`), dates are ISO text (fields ending in `_on`),
periods are `2026-W48`, `2026-11`, `2026-Q3`, `2026-H1` or `2026`. Sources: domain sections 3.2, 4 and 8.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

SEAT_ROLES: Final = (
    "cell_secretary",
    "cell_deputy",
    "cell_committee_member",
    "party_group_leader",
    "office_clerk",
    "committee_secretary",
    "organisation_officer",
    "inspection_officer",
    "provincial_viewer",
    "admin",
)
UNIT_KINDS: Final = (
    "province",
    "commune_committee",
    "grassroots_committee",
    "grassroots_cell",
    "sub_committee",
    "cell",
    "party_group",
)
COMPOSITIONS: Final = ("retired", "farmers", "workers", "civil_servants", "mixed")
OPEN_STATES: Final = ("open", "in_progress", "returned")
REPORTED_STATES: Final = ("reported", "seen", "verified")


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the tree (domain 4). `path` is `/1/5/17/`, ending in the unit's own id."""

    id: int
    code: str
    parent_id: int | None
    path: str
    kind: str
    name: str
    composition: str
    residential: bool
    member_count: int | None
    member_count_on: str | None
    valid_from: str
    valid_to: str | None
    successor_id: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """A unit's term of office; `confirmed` is false while the end is only "dự kiến" (domain 1.6)."""

    id: int
    unit_id: int
    label: str
    start_on: str
    planned_end_on: str
    policy: str
    basis: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A role in a unit, and who holds it in this turn: rights belong to it, not to the person."""

    id: int
    unit_id: int
    role: str
    unit_name: str = ""
    unit_path: str = ""
    unit_kind: str = ""
    unit_composition: str = ""
    holding: str = "holder"


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever writes to us: a name as they wish to be called, nothing else (domain 6.3)."""

    id: int
    name: str
    language: str
    consent_version: str | None
    consent_at: int | None
    digest_minute: int


@dataclass(frozen=True, slots=True)
class Task:
    """One duty of one unit in one period: the six clears are title, assignee_role, due_on, unit_id,
    approver_role and deliverable (domain 5.3). Late and on time are computed, never stored. `held_on`: the day of a
    meeting; `on_behalf`: typed by somebody else and not confirmed by the holder yet."""

    id: int
    programme_id: int
    duty: str
    unit_id: int
    assignee_role: str
    approver_role: str
    title: str
    deliverable: str
    period: str
    opens_on: str
    due_on: str
    closes_on: str
    state: str
    numbers: dict[str, int] = field(default_factory=dict)
    reason: str | None = None
    planned_at: int | None = None
    next_remind_at: int | None = None
    reported_at: int | None = None
    created_at: int = 0
    version: int = 1
    unit_name: str = ""
    asks: tuple[str, ...] = ()
    held_on: str | None = None
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One concrete act of a pledge with its own check date."""

    id: int
    pledge_id: int
    text: str
    check_on: str
    checked_at: int | None


@dataclass(frozen=True, slots=True)
class Pledge:
    """A unit's registration in a campaign (domain 3.2); never a statement about a person."""

    id: int
    programme_id: int
    unit_id: int
    task_id: int | None
    state: str
    version: int
    responsible: str
    visibility: str
    check_on: str
    signed: int | None
    total: int | None
    receipt: str
    wording_hash: str
    registered_at: int
    acknowledged_at: int | None
    measures: tuple[Measure, ...] = ()
    document: str = ""
    document_on: str | None = None
    missing: str | None = None
    reason: str | None = None
    reviewed_at: int | None = None
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing somebody did in a chat, in neutral form and already past the shield.

    `kind`: text | press | photo | file | sticker | voice | other | edited | group | blocked | unblocked | malformed;
    the intake alone makes `pin` (handlers.rules.pins).
    `ref` is the platform's id of the message that was pressed or edited; `answer_to` is what an answer to a
    press must name (Telegram's callback_query id).
    """

    channel: str
    external_id: str
    chat: str
    kind: str
    text: str = ""
    ref: str | None = None
    answer_to: str | None = None
    refused: str | None = None
    sent_at: int = 0


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An unhandled message with all that the router needs to know about its chat, in one read."""

    id: int
    conversation_id: int
    incoming: Incoming
    received_at: int
    attempts: int
    person: Person | None
    seat: Seat | None
    screen: str
    draft: dict[str, Any]
    choices: tuple[str, ...]
    stumbles: int


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something we owe a chat. `kind` is `reply`, `push`, `digest` or `report`; the last two are composed
    at the second of sending. `payload` is a screen as a dictionary, or the arguments of the composer."""

    id: int
    conversation_id: int
    channel: str
    chat: str
    kind: str
    payload: dict[str, Any]
    answer_to: str | None
    edits: str | None
    created_at: int
    expires_at: int | None
    attempts: int
    person_id: int | None
    doubtful: bool
