"""`async with unit_of_work(db) as uow`: one transaction, one attribute for each noun.

Returning commits, raising rolls back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.assignments import Assignments
from storage.audit import Audit
from storage.boards import Boards
from storage.campaigns import Campaigns
from storage.cards import Cards
from storage.channels import Channels
from storage.congress_figures import CongressFigures
from storage.congresses import Congresses
from storage.conversations import Conversations
from storage.database import Database, Transaction
from storage.disputes import Disputes
from storage.duty_copies import DutyCopies
from storage.explanations import Explanations
from storage.files import Files
from storage.gave_way import GivenWay
from storage.handovers import Handovers
from storage.history import History
from storage.inbox import Inbox
from storage.ladders import Ladders
from storage.notices import Notices
from storage.obstacles import Obstacles
from storage.organisation import Organisation
from storage.outbox import Outbox
from storage.people import People
from storage.pins import Pins
from storage.planning import Planning
from storage.pledges import Pledges
from storage.reminding import Reminding
from storage.reports import Reports
from storage.restructure import Restructure
from storage.restructurings import Restructurings
from storage.retention import Retention
from storage.roster import Roster
from storage.rulings import Rulings
from storage.schedules import Schedules
from storage.session import Session
from storage.spot_checks import SpotChecks
from storage.tallies import Tallies
from storage.tasks import Tasks
from storage.terms import Terms
from storage.units import Units
from storage.uploads import Uploads
from storage.wishes import Wishes

# Children before parents, as the foreign keys want it.
TABLES = (
    "congress_change",
    "congress_paper",
    "congress_structure",
    "congress_step",
    "ruling",
    "congress",
    "approved_period",
    "explanation",
    "report_schedule",
    "board_link",
    "audit",
    "fact",
    "file",
    "lease",
    "measure_check",
    "call_card",
    "pause",
    "answer_hour",
    "preference",
    "pin",
    "measure",
    "pledge_draft",
    "pledge",
    "late_joiner",
    "campaign",
    "obstacle",
    "extension",
    "spot_check",
    "duty_copy",
    "task_event",
    "task",
    "gave_way",
    "ladder",
    "programme",
    "notice",
    "outbox",
    "inbox",
    "upload",
    "conversation",
    "invite",
    "handover",
    "restructuring",
    "holding",
    "seat",
    "term",
    "person",
    "unit_name",
    "unit",
    # Sums without foreign keys, emptied when nothing is left that would change them.
    "tally_hold",
    "tally_delta",
    "tally_own",
    "tally_below",
)


class UnitOfWork:
    """The nouns of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self.session = Session(transaction)
        self.inbox = Inbox(self.session)
        self.outbox = Outbox(self.session)
        self.notices = Notices(self.session)
        self.planning = Planning(self.session)
        self.gave_way = GivenWay(self.session)
        self.reminding = Reminding(self.session)
        self.ladders = Ladders(self.session)
        self.wishes = Wishes(self.session)
        self.cards = Cards(self.session)
        self.channels = Channels(self.session)
        self.congresses = Congresses(self.session)
        self.congress_figures = CongressFigures(self.session)
        self.rulings = Rulings(self.session)
        self.disputes = Disputes(self.session)
        self.terms = Terms(self.session)
        self.conversations = Conversations(self.session)
        self.people = People(self.session)
        self.pins = Pins(self.session)
        self.units = Units(self.session)
        self.roster = Roster(self.session)
        self.organisation = Organisation(self.session)
        self.handovers = Handovers(self.session)
        self.restructure = Restructure(self.session)
        self.restructurings = Restructurings(self.session)
        self.retention = Retention(self.session)
        self.uploads = Uploads(self.session)
        self.tasks = Tasks(self.session)
        self.assignments = Assignments(self.session)
        self.duty_copies = DutyCopies(self.session)
        self.spot_checks = SpotChecks(self.session)
        self.history = History(self.session)
        self.obstacles = Obstacles(self.session)
        self.pledges = Pledges(self.session)
        self.campaigns = Campaigns(self.session)
        self.reports = Reports(self.session)
        self.tallies = Tallies(self.session)
        self.explanations = Explanations(self.session)
        self.schedules = Schedules(self.session)
        self.files = Files(self.session)
        self.boards = Boards(self.session)
        self.audit = Audit(self.session)

    async def wipe(self) -> None:
        """Empties every table: for the demo's "begin again" only."""
        for table in TABLES:
            await self.session.run(f"wipe.{table}")


@asynccontextmanager
async def unit_of_work(database: Database) -> AsyncIterator[UnitOfWork]:
    """A writing unit of work."""
    async with database.transaction() as transaction:
        uow = UnitOfWork(transaction)
        yield uow
        await uow.session.flush()


@asynccontextmanager
async def reading(database: Database, *, slow: bool = False) -> AsyncIterator[UnitOfWork]:
    """A unit of work that only reads and never waits for a writer; `slow` for what may take seconds."""
    async with database.reader(slow=slow) as transaction:
        yield UnitOfWork(transaction)
