"""Drawing on pages, rubbing out, moving and clearing, and who may."""

from relay.lanes import passes_on
from relay.presence import Asker
from relay.protocol.fitting import fit_text
from relay.protocol.ink import (
    BOARD_FULL,
    DREW_ENOUGH,
    INK_NOT_GRANTED,
    MOST_MARKS,
    MOST_OF_ONE,
    MOST_OF_STUDENTS,
    MOST_ON_PAGE,
    MOST_POINTS,
    NO_SUCH_MARK,
    NOT_YOUR_MARK,
    NOTHING_TO_RESTORE,
    POINTS_AT_ONCE,
    POINTS_LENGTH,
    TEXT_LENGTH,
    ClearPage,
    DrawMarks,
    GrantInk,
    Ink,
    InkDrawn,
    InkGranted,
    InkMoved,
    InkRestored,
    InkRubbedOut,
    LiveInk,
    MoveMarks,
    PageCleared,
    RestoreInk,
    RubOut,
)
from relay.protocol.log import EVERYBODY, Audience
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.personal import ERASED
from relay.protocol.refusals import BAD_VALUE, TOO_LONG, Refusal, need
from relay.protocol.slides import NO_SUCH_DECK, NO_SUCH_PAGE, Slides, page_key
from relay.protocol.stage import Stage
from relay.room import Room
from relay.rules import ANYONE, TEACHERS, answers

NO_POINTS = ("", ERASED)


@answers(DrawMarks, ANYONE, wakes_watches=False)
def draw(room: Room, asker: Asker, command: DrawMarks) -> None:
    """Whoever loses the right keeps what they drew while they had it."""
    _need_right(room, asker)
    _need_page(room, command.deck, command.page)
    texts = _fit(command)
    ink = room[Ink]
    marks = ink.of(command.deck, command.page)
    if asker.role != "teacher":
        own = sum(mark.author == asker.account for mark in marks.values())
        if own + len(command.looks) > MOST_OF_ONE:
            raise Refusal(DREW_ENOUGH)
    on_page = len(marks) + len(command.looks)
    count = ink.count + len(command.looks)
    length = ink.length + sum(map(len, (*command.points, *(command.pressures or ()))))
    share = 1 if asker.role == "teacher" else 2  # however much students draw, teachers can go on
    if on_page > MOST_ON_PAGE // share or count > MOST_MARKS // share or length > MOST_POINTS // share:
        raise Refusal(BOARD_FULL)
    room.publish(
        InkDrawn(
            deck=command.deck,
            page=command.page,
            looks=command.looks,
            points=command.points,
            pressures=command.pressures,
            texts=texts,
        )
    )


@answers(RubOut, ANYONE, wakes_watches=False)
def rub_out(room: Room, asker: Asker, command: RubOut) -> None:
    """One's own also without the right to draw: a right that was taken back leaves undoing."""
    there = _own(room, asker, command.deck, command.page, command.marks)
    room.publish(InkRubbedOut(deck=command.deck, page=command.page, marks=there))


@answers(MoveMarks, ANYONE, wakes_watches=False)
def move_marks(room: Room, asker: Asker, command: MoveMarks) -> None:
    _need_right(room, asker)
    there = _own(room, asker, command.deck, command.page, command.marks)
    across, down = command.across, command.down
    room.publish(InkMoved(deck=command.deck, page=command.page, marks=there, across=across, down=down))


@answers(ClearPage, TEACHERS, wakes_watches=False)
def clear_page(room: Room, asker: Asker, command: ClearPage) -> None:
    """Where nothing would go it is refused: what was cleared before can be brought back still."""
    _need_page(room, command.deck, command.page)
    marks = room[Ink].of(command.deck, command.page).values()
    if not any(command.whose in ("", mark.author) for mark in marks):
        raise Refusal(NO_SUCH_MARK)
    room.publish(PageCleared(deck=command.deck, page=command.page, whose=command.whose))


@answers(RestoreInk, TEACHERS, wakes_watches=False)
def restore_ink(room: Room, asker: Asker, command: RestoreInk) -> None:
    cleared = room[Ink].cleared.get(page_key(command.deck, command.page))
    if cleared is None or cleared.event != command.cleared:
        raise Refusal(NOTHING_TO_RESTORE)
    if len(cleared.marks.keys() | room[Ink].of(command.deck, command.page).keys()) > MOST_ON_PAGE:
        raise Refusal(BOARD_FULL)
    room.publish(InkRestored(deck=command.deck, page=command.page, cleared=command.cleared))


@answers(GrantInk, TEACHERS, wakes_watches=False)
def grant_ink(room: Room, asker: Asker, command: GrantInk) -> None:
    """To students who have been in the lesson; whose connection is lost draws again when they are back."""
    everybody = room[People].everybody
    for account in command.accounts:
        if account not in everybody or everybody[account].role == "teacher":
            raise Refusal(NO_SUCH_PERSON)
    room.publish(InkGranted(accounts=list(dict.fromkeys(command.accounts))))


@passes_on(LiveInk, ANYONE)
def drawing(room: Room, asker: Asker, moment: LiveInk) -> Audience:
    _need_right(room, asker)
    _need_page(room, moment.deck, moment.page)
    return EVERYBODY


def _need_right(room: Room, asker: Asker) -> None:
    if not (room[Stage].may_use(asker.account, asker.role) or asker.account in room[Ink].drawers):
        raise Refusal(INK_NOT_GRANTED)


def _need_page(room: Room, deck: int, page: int) -> None:
    found = need(room[Slides].decks.get(deck), NO_SUCH_DECK)
    if page not in found.pages:
        raise Refusal(NO_SUCH_PAGE)


def _own(room: Room, asker: Asker, deck: int, page: int, marks: list[int]) -> list[int]:
    """Those that are there still; raises Refusal if none is, or one is another's."""
    _need_page(room, deck, page)
    if asker.role != "teacher" and len(marks) > MOST_OF_STUDENTS:
        raise Refusal(TOO_LONG)
    on_page = room[Ink].of(deck, page)
    there = [number for number in dict.fromkeys(marks) if number in on_page]
    if asker.role != "teacher" and any(on_page[number].author != asker.account for number in there):
        raise Refusal(NOT_YOUR_MARK)
    if not there:
        raise Refusal(NO_SUCH_MARK)
    return there


def _fit(command: DrawMarks) -> list[str]:
    """The texts, cleaned; raises Refusal for what can't be drawn."""
    if len(command.points) != len(command.looks) or (
        command.pressures is not None and len(command.pressures) != len(command.looks)
    ):
        raise Refusal(BAD_VALUE, detail="points")
    if any(not points.isascii() or points in NO_POINTS for points in command.points):
        raise Refusal(BAD_VALUE, detail="points")
    lengths = [len(points) for points in (*command.points, *(command.pressures or ()))]
    if max(lengths) > POINTS_LENGTH or sum(lengths) > POINTS_AT_ONCE:
        raise Refusal(TOO_LONG)
    if len(command.texts) != sum(look.tool == "text" for look in command.looks):
        raise Refusal(BAD_VALUE, detail="texts")
    return [fit_text(text, TEXT_LENGTH, required=True) for text in command.texts]
