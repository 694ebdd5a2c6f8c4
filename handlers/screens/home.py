"""The beginning: who you are here, how much is waiting, where you can go; and the help page."""

from __future__ import annotations

from handlers.access import ASSIGN, ENTER, INVITE, LAUNCH, PLEDGE, RECORD, SUPERVISE, VERIFY, may
from handlers.rules.calendar import DAY_MS
from handlers.screen import Choice, Reply, Screen, Turn
from handlers.screens.parts import AT_MOST, home_choice, plain
from handlers.text import number, say, seat_name
from storage.unit_of_work import UnitOfWork

ROOMS = (
    (RECORD, "my_work", "tasks"),
    (PLEDGE, "pledge", "pledge"),
    (RECORD, "export", "export"),
    (SUPERVISE, "standing", "standing"),
    (VERIFY, "review", "review"),
    (ASSIGN, "work", "work"),
    (LAUNCH, "campaigns", "campaign"),
    (INVITE, "units", "units"),
    (INVITE, "invite", "invite"),
    (SUPERVISE, "board", "board"),
)
HELPED = (
    (SUPERVISE, "standing"),
    (SUPERVISE, "congress"),
    (VERIFY, "review"),
    (ENTER, "enter"),
    (ASSIGN, "assign"),
    (LAUNCH, "launch"),
    (SUPERVISE, "export"),
    (SUPERVISE, "board"),
    (INVITE, "invite"),
)
"""The words of the help page that this office may use, in their order."""
DONE_WITHIN = 30 * DAY_MS
MEETING_DUTY = "REG-01"


async def home(turn: Turn, uow: UnitOfWork) -> Reply:
    """`home`, `home:more` what did not fit on the first screen"""
    person, seat = turn.person, turn.seat
    if person is None or seat is None:
        return Reply(Screen(say(turn.language, "refuse.no_seat")))
    counts = await _counts(turn, uow) if may(seat, RECORD) else say(turn.language, "home.officer")
    text = say(
        turn.language,
        "home.hello",
        name=person.name,
        seat=seat_name(turn.language, seat.role, seat.unit_name),
        counts=counts,
    )
    rooms = [
        Choice(say(turn.language, f"button.{key}"), action) for ability, key, action in ROOMS if may(seat, ability)
    ]
    if any(may(seat, ability) for ability in (RECORD, SUPERVISE)) and await uow.congresses.any_below(seat.unit_path):
        rooms.insert(1, Choice(say(turn.language, "button.congress"), "congress"))
    # A screen offers five ways at most; the rest stands on the next one.
    if turn.args[:1] == ("more",) and len(rooms) > AT_MOST:
        return Reply(Screen(text, (*rooms[AT_MOST:], home_choice(turn.language)), replaces=True))
    rooms, more = rooms[:AT_MOST], len(rooms) > AT_MOST
    if len(await uow.people.seats(person.id, turn.now)) > 1:
        rooms.append(Choice(say(turn.language, "button.my_seats"), "myseats"))
    meeting = await meeting_to_report(turn, uow) if may(seat, RECORD) else None
    if meeting is not None:
        rooms.insert(0, Choice(say(turn.language, "button.report_meeting"), f"task:{meeting}:meet"))
    if (may(seat, RECORD) or may(seat, VERIFY)) and await uow.explanations.waiting_of_unit(seat.unit_id):
        rooms.insert(0, Choice(say(turn.language, "explain.waiting"), "explaining"))
    if more:
        rooms.append(Choice(say(turn.language, "button.more"), "home:more"))
    rooms.append(Choice(say(turn.language, "button.help"), "help"))
    return Reply(Screen(text, tuple(rooms), replaces=True))


async def meeting_to_report(turn: Turn, uow: UnitOfWork) -> int | None:
    """The month's meeting when it can be reported: the one thing that every cell says every month."""
    assert turn.seat is not None
    found = await uow.tasks.open_of_unit(turn.seat.unit_id, turn.today().isoformat(), 20)
    held = [task for task in found if task.duty == MEETING_DUTY and task.state != "blocked"]
    return held[0].id if held else None


async def _counts(turn: Turn, uow: UnitOfWork) -> str:
    assert turn.seat is not None
    waiting, late, done = await uow.tasks.counts(turn.seat.unit_id, turn.today().isoformat(), turn.now - DONE_WITHIN)
    if not waiting:
        return say(turn.language, "home.nothing")
    counts = counts_in_words(turn.language, waiting, late)
    return f"{counts} {say(turn.language, 'home.done_month', done=number(done))}" if done else counts


def counts_in_words(language: str, waiting: int, late: int) -> str:
    """What is to do; that nothing is late is said as such and not as a nought."""
    if not waiting:
        return say(language, "home.nothing")
    return say(language, "home.counts" if late else "home.counts_in_time", open=number(waiting), late=number(late))


async def help_page(turn: Turn, uow: UnitOfWork) -> Reply:
    """`help`"""
    lines = [say(turn.language, f"help.{key}") for ability, key in HELPED if may(turn.seat, ability)]
    if turn.seat is None or may(turn.seat, RECORD):
        text = say(turn.language, "help.cell")
    else:
        text = say(turn.language, "help.officer", lines="\n".join(lines))
    other = "english" if turn.language == "vi" else "vietnamese"
    code = "en" if turn.language == "vi" else "vi"
    choices = [Choice(say(turn.language, "button.prefs"), "prefs")]
    if may(turn.seat, RECORD):
        choices.append(Choice(say(turn.language, "button.meeting_day"), "meetday"))
        choices.append(Choice(say(turn.language, "practice.button"), "practice"))
    if may(turn.seat, VERIFY):
        choices.append(Choice(say(turn.language, "button.calls"), "calls"))
        choices.append(Choice(say(turn.language, "button.pauses"), "pauses"))
    choices.append(Choice(say(turn.language, f"button.{other}"), f"lang:{code}"))
    return Reply(Screen(text, (*choices, home_choice(turn.language))))


async def set_language(turn: Turn, uow: UnitOfWork) -> Reply:
    """`lang:vi|en`"""
    language = turn.args[0] if turn.args and turn.args[0] in ("vi", "en") else "vi"
    if turn.person is not None:
        await uow.people.set_language(turn.person.id, language)
    return Reply(Screen(say(language, "language.set"), (home_choice(language),)))


async def cancel(turn: Turn, uow: UnitOfWork) -> Reply:
    """`cancel`: stop what was begun, nothing is saved."""
    return plain(turn, "pledge.stopped" if turn.draft.get("kept") else "understand.cancelled")
