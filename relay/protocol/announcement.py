"""What a relay says of itself on the local network, and how it is written there (DNS-SD, RFC 6763).

Anybody on the network can say anything: an announcement is a hint where to look, and never a reason to trust.
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from relay.protocol.base import ULID
from relay.protocol.limits import DECODED, NAME_LENGTH
from relay.protocol.text import clean_name, shortened

SERVICE = "_schoolbell._tcp.local."
VERSION = "1"

PIN_HINT = 16
"""Symbols of the pin that are told: enough to recognise a known relay, too few to be taken for a pin."""
MOST_LESSONS = 3
"""Lessons named in one announcement, so that it fits one packet; of more there is only their number."""
LONGEST_VALUE = 96
"""Bytes of one name; DNS would allow 255 for name and value together, and a packet holds a few hundred."""
MOST_COUNTED = 999
LARGEST = 1000
"""Bytes of all pairs, so that they fit one packet beside addresses (RFC 6763, 6.2: at most 1300)."""

_ID = re.compile(ULID[1:-1])
_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


class AnnouncedLesson(Struct, frozen=True):
    """A lesson in progress."""

    class_name: str
    teacher_name: str
    title: str = ""
    """Empty from relays that told none."""


class Announcement(Struct, frozen=True, kw_only=True):
    """Which relay it is, whose, and what is going on there."""

    relay_id: str
    pin_hint: str
    school: str = ""
    lessons: tuple[AnnouncedLesson, ...] = ()
    """At most MOST_LESSONS of those in progress."""
    more: int = 0
    """How many lessons are in progress besides."""

    def may_be(self, relay_id: str, pin: str) -> bool:
        """Whether it says that it is this relay; only the key itself can show it."""
        return bool(relay_id) and self.relay_id == relay_id and self.hints_at(pin)

    def hints_at(self, pin: str) -> bool:
        """Whether what it says of its key goes with this pin."""
        return pin.startswith(self.pin_hint)


def announcement(
    relay_id: str, pin: str, school: str, lessons: Iterable[AnnouncedLesson] = ()
) -> Announcement:
    """What a relay with this key announces."""
    all_of_them = tuple(lessons)
    return Announcement(
        relay_id=relay_id,
        pin_hint=pin[:PIN_HINT],
        school=clean_name(school),
        lessons=all_of_them[:MOST_LESSONS],
        more=len(all_of_them[MOST_LESSONS:]),
    )


def written(what: Announcement) -> dict[str, str]:
    """The pairs of the TXT record; names that are too long are cut, lessons that do not fit are counted."""
    pairs = {"v": VERSION, "id": what.relay_id, "pin": what.pin_hint, "school": _cut(what.school)}
    more = what.more
    for number, lesson in enumerate(what.lessons, 1):
        of_it = {f"class{number}": _cut(lesson.class_name), f"teacher{number}": _cut(lesson.teacher_name)}
        if lesson.title:
            of_it[f"title{number}"] = _cut(lesson.title)
        if number > MOST_LESSONS or _size(pairs) + _size(of_it) > LARGEST - len("more=") - len("999") - 1:
            more += len(what.lessons) - number + 1
            break
        pairs |= of_it
    if more:
        pairs["more"] = str(min(more, MOST_COUNTED))
    return pairs


def _size(pairs: Mapping[str, str]) -> int:
    """Bytes in the record: of each pair its length, name, sign and value."""
    return sum(len(f"{key}={value}".encode()) + 1 for key, value in pairs.items())


def read(pairs: Mapping[bytes, bytes | None]) -> Announcement | None:
    """What the pairs of a TXT record say, made safe to show; None if this is nobody's announcement.

    A later version may say more, and still says this.
    """
    relay_id, pin_hint = _text(pairs, "id").upper(), _text(pairs, "pin").upper()
    if not _ID.fullmatch(relay_id):
        return None
    if len(pin_hint) < PIN_HINT or not _BASE32.issuperset(pin_hint):
        return None
    lessons = []
    for number in range(1, MOST_LESSONS + 1):
        class_name = _text(pairs, f"class{number}")
        if class_name:
            teacher_name, title = _text(pairs, f"teacher{number}"), _text(pairs, f"title{number}")
            lessons.append(AnnouncedLesson(class_name, teacher_name, title))
    more = _text(pairs, "more")
    return Announcement(
        relay_id=relay_id,
        pin_hint=pin_hint[:PIN_HINT],
        school=_text(pairs, "school"),
        lessons=tuple(lessons),
        more=min(int(more), MOST_COUNTED) if more.isdecimal() and more.isascii() and len(more) < 10 else 0,
    )


def instance_name(relay_id: str) -> str:
    """The name of a relay's announcement; what people read is in its pairs, where it may be any text."""
    return f"Schoolbell {relay_id[-8:]}.{SERVICE}"


def _text(pairs: Mapping[bytes, bytes | None], key: str) -> str:
    value = (pairs.get(key.encode()) or b"")[: 4 * DECODED * NAME_LENGTH]
    return shortened(value.decode("utf-8", "replace"))


def _cut(text: str) -> str:
    """As much of a name as fits, and a sign that something is missing."""
    if len(text.encode()) <= LONGEST_VALUE:
        return text
    room = LONGEST_VALUE - len("…".encode())
    return text.encode()[:room].decode("utf-8", "ignore") + "…"
