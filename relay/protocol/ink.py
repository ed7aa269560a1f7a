"""Ink: what is written and drawn on pages, mark by mark, each taken back by whoever made it.

Lengths are in units of a page (``WIDTH`` from edge to edge). The points of a stroke travel as text: of each
point how far it is from the one before, across and down. These numbers are made unsigned (0, -1, 1, -2, …)
and written with five bits a character, the lowest first; a sixth bit says that more of the number follows.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, Count, Event, MaybeId, Moment, RoomCommand, same_pace
from relay.protocol.limits import DECODED, Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.people import PersonRemoved
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.slides import WIDTH, DeckRemoved, page_key

MARKS_AT_ONCE = 32
"""Marks of one event: strokes that ended soon after each other."""
MOST_DRAWERS = 6
MOST_MARKS, MOST_ON_PAGE, MOST_OF_ONE = 20_000, 5_000, 1_000
"""Marks of a lesson, of one page, and of one student on a page."""
POINTS_LENGTH, POINTS_AT_ONCE = 8_000, 16_000
"""Characters of one mark's points, and of all of one command."""
MOST_POINTS = 20_000_000
"""Characters of points and pressures of a lesson."""
MOST_OF_STUDENTS = 500
"""Marks that a student rubs out or moves at once."""
TEXT_LENGTH = 500
INKS = 6
"""Colours, which programs choose so that they are seen on any ground."""
STROKES = (8, 40)
LIMITS = (
    Limit("marks", f"{MOST_MARKS:,} marks in a lesson", "board_full"),
    Limit("page's marks", f"{MOST_ON_PAGE:,} marks on a page", "board_full"),
    Limit("student's marks", f"{MOST_OF_ONE:,} marks of one student on a page", "drew_enough"),
    Limit("points", f"{POINTS_LENGTH:,} characters of points a mark, {POINTS_AT_ONCE:,} at once", "too_long"),
    Limit("points in all", f"{MOST_POINTS:,} characters of points in a lesson", "board_full"),
    Limit("marks at once", f"{MOST_OF_STUDENTS} marks that a student rubs out or moves at once", "too_long"),
    Limit("text on a page", f"a text of {TEXT_LENGTH} characters on a page", "too_long"),
    Limit("drawers", f"{MOST_DRAWERS} students who draw beside the teachers", "bad_value"),
    Limit("strokes", "drawing: {:g} a second, {} at once".format(*STROKES), "too_fast", "pace_factor"),
)

Tool = Literal["pen", "marker", "line", "arrow", "box", "ellipse", "text"]
Points = Annotated[str, Meta(max_length=2 * POINTS_LENGTH)]
Offset = Annotated[int, Meta(ge=-10 * WIDTH, le=10 * WIDTH)]
MarkIds = Annotated[list[Count], Meta(min_length=1, max_length=MOST_ON_PAGE)]


class MarkLook(Struct, kw_only=True, omit_defaults=True):
    """What a mark is like. ``ink``: which colour; ``width``: of the pen, in units; of a text: its height."""

    tool: Tool = "pen"
    ink: Annotated[int, Meta(ge=0, lt=INKS)] = 0
    width: Annotated[int, Meta(ge=1, le=2_000)] = 25


MarkLooks = Annotated[list[MarkLook], Meta(min_length=1, max_length=MARKS_AT_ONCE)]
PointsOfAll = Annotated[list[Points], Meta(min_length=1, max_length=MARKS_AT_ONCE)]
Texts = Annotated[
    list[Annotated[str, Meta(max_length=DECODED * TEXT_LENGTH)]], Meta(max_length=MARKS_AT_ONCE)
]


class DrawMarks(RoomCommand, kw_only=True):
    """Puts marks on a page. ``points``: of each; ``pressures``: of each or none, a run as a letter and a
    number (``c12``: twelve points of the third of sixteen); ``texts``: of each that is one, in their order.
    """

    deck: Count
    page: Count
    looks: MarkLooks
    points: PointsOfAll
    pressures: PointsOfAll | None = None
    texts: Texts = []
    lasting = True
    pace = same_pace(*STROKES)


class RubOut(RoomCommand, kw_only=True):
    """Takes marks off a page: one's own, or as a teacher anybody's. Of several some may be gone."""

    deck: Count
    page: Count
    marks: MarkIds
    lasting = True
    pace = same_pace(*STROKES)


class MoveMarks(RoomCommand, kw_only=True):
    """Moves marks on a page: one's own, or as a teacher anybody's."""

    deck: Count
    page: Count
    marks: MarkIds
    across: Offset = 0
    down: Offset = 0
    pace = same_pace(*STROKES)


class ClearPage(RoomCommand, kw_only=True):
    """A teacher takes all marks off a page, or those of one person (``whose``)."""

    deck: Count
    page: Count
    whose: MaybeId = ""


class RestoreInk(RoomCommand, kw_only=True):
    """A teacher brings back what was cleared last of a page. ``cleared``: the number of that event."""

    deck: Count
    page: Count
    cleared: Count


class GrantInk(RoomCommand, kw_only=True):
    """A teacher says which students draw beside the teachers; none: nobody does any more."""

    accounts: Annotated[list[AccountId], Meta(max_length=MOST_DRAWERS)] = []


class InkDrawn(Event, kw_only=True):
    """Marks of ``by``, whose numbers are 64 times the event's and the place in these lists, from 0 on."""

    deck: Count
    page: Count
    looks: MarkLooks
    points: Annotated[PointsOfAll, Of("by")]
    pressures: PointsOfAll | None = None
    texts: Annotated[Texts, Of("by")] = []


class InkRubbedOut(Event, kw_only=True):
    """These marks are gone."""

    deck: Count
    page: Count
    marks: MarkIds


class InkMoved(Event, kw_only=True):
    """These marks are elsewhere."""

    deck: Count
    page: Count
    marks: MarkIds
    across: Offset = 0
    down: Offset = 0


class PageCleared(Event, kw_only=True):
    """All marks of a page are gone, or all of ``whose``."""

    deck: Count
    page: Count
    whose: MaybeId = ""


class InkRestored(Event, kw_only=True):
    """What was cleared last of a page is there again."""

    deck: Count
    page: Count
    cleared: Count


class InkGranted(Event, kw_only=True):
    """These students draw beside the teachers from now on, and no others."""

    accounts: Annotated[list[AccountId], Meta(max_length=MOST_DRAWERS)] = []


class LiveInk(Moment, kw_only=True):
    """What has been added to a stroke that is being drawn: ``part`` after part, from 0 on.

    ``stroke``: a number that its drawer chooses. Parts may be left out; the stroke itself is told whole.
    """

    deck: Count
    page: Count
    stroke: Count
    part: Count = 0
    look: MarkLook
    points: Annotated[str, Meta(max_length=2_000)]
    pace = same_pace(14, 28)
    good_for: ClassVar[float] = 2.0

    def key(self) -> str:
        return f"{self.stroke}.{self.part}"


class InkMark(Struct):
    """One mark on a page. ``across`` and ``down``: how far it was moved."""

    author: AccountId
    look: MarkLook
    points: str
    pressure: str = ""
    text: str = ""
    across: int = 0
    down: int = 0


PageMarks = dict[int, InkMark]
"""Marks by their numbers, in the order in which they lie upon each other."""


class Cleared(Struct):
    """What was taken off a page at once, by the number of the event that told it."""

    event: int
    marks: PageMarks


class Ink(Memory):
    """What is on which page of which deck, and who may draw beside the teachers."""

    pages: dict[str, PageMarks] = field(default_factory=dict)
    """By the page (`page_key`)."""
    cleared: dict[str, Cleared] = field(default_factory=dict)
    """What was cleared last of each page."""
    drawers: list[AccountId] = field(default_factory=list)
    count: int = 0
    """Marks that were ever made."""
    length: int = 0
    """Characters of points and pressures of them all."""

    def of(self, deck: int, page: int) -> PageMarks:
        """Those on one page."""
        return self.pages.get(page_key(deck, page), {})

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case InkDrawn():
                new = marks_of(event)
                self.pages.setdefault(page_key(event.deck, event.page), {}).update(new)
                self.count += len(new)
                self.length += sum(len(mark.points) + len(mark.pressure) for mark in new.values())
            case InkRubbedOut():
                marks = self.of(event.deck, event.page)
                for number in event.marks:
                    marks.pop(number, None)
            case InkMoved():
                marks = self.of(event.deck, event.page)
                for number in event.marks:
                    if (mark := marks.get(number)) is not None:
                        mark.across += event.across
                        mark.down += event.down
            case PageCleared():
                self._clear(page_key(event.deck, event.page), event.whose, event.seq)
            case InkRestored():
                self._restore(page_key(event.deck, event.page), event.cleared)
            case InkGranted():
                self.drawers = [*event.accounts]
            case PersonRemoved():
                self.drawers = [account for account in self.drawers if account != event.account]
            case DeckRemoved():
                of_deck = page_key(event.deck, "")
                self.pages = {key: m for key, m in self.pages.items() if not key.startswith(of_deck)}
                self.cleared = {key: c for key, c in self.cleared.items() if not key.startswith(of_deck)}

    def _clear(self, key: str, whose: str, event: int) -> None:
        marks = self.pages.get(key, {})
        gone = {number: mark for number, mark in marks.items() if whose in ("", mark.author)}
        self.pages[key] = {number: mark for number, mark in marks.items() if number not in gone}
        self.cleared[key] = Cleared(event, gone)

    def _restore(self, key: str, event: int) -> None:
        cleared = self.cleared.get(key)
        if cleared is not None and cleared.event == event:
            del self.cleared[key]
            self.pages[key] = dict(sorted((cleared.marks | self.pages.get(key, {})).items()))


def marks_of(event: InkDrawn) -> PageMarks:
    """The marks that an event tells of, by number."""
    texts = iter(event.texts)
    pressures: Sequence[str] = event.pressures or [""] * len(event.points)
    return {
        event.seq * 64 + place: InkMark(
            event.by, look, points, pressure, next(texts, "") if look.tool == "text" else ""
        )
        for place, (look, points, pressure) in enumerate(
            zip(event.looks, event.points, pressures, strict=False)
        )
    }


DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}


def encode_points(points: Iterable[tuple[int, int]]) -> str:
    """Points in units of a page, as they travel."""
    digits: list[str] = []
    before = (0, 0)
    for point in points:
        for step in (point[0] - before[0], point[1] - before[1]):
            left = step << 1 if step >= 0 else (-step << 1) - 1
            while left > 31:
                digits.append(DIGITS[32 + (left & 31)])
                left >>= 5
            digits.append(DIGITS[left])
        before = point
    return "".join(digits)


def decode_points(text: str) -> list[tuple[int, int]]:
    """Points that travelled; raises ValueError for what are none."""
    numbers: list[int] = []
    value = shift = 0
    for digit in text:
        bits = _VALUES.get(digit)
        if bits is None or shift > 25:
            raise ValueError("no points")
        value |= (bits & 31) << shift
        if bits & 32:
            shift += 5
        else:
            numbers.append(value >> 1 if value & 1 == 0 else -((value + 1) >> 1))
            value = shift = 0
    if shift or len(numbers) % 2:
        raise ValueError("cut short")
    points: list[tuple[int, int]] = []
    x = y = 0
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        points.append((x, y))
    return points


BOARD_FULL = final("board_full")
DREW_ENOUGH = final("drew_enough")
"""Of one student there are as many marks on the page as may be: others draw there too."""
NO_SUCH_MARK = final("no_such_mark")
"""None of them is there any more."""
NOT_YOUR_MARK = final("not_your_mark")
INK_NOT_GRANTED = final("ink_not_granted")
"""Only teachers, who holds the stage, and who was granted it may draw."""
NOTHING_TO_RESTORE = final("nothing_to_restore")
