"""One file that is being fetched, for however many who want it: what came, and what is to be asked for."""

import asyncio
from dataclasses import dataclass, field

from desktop.client.files.file_cache import UnfinishedFile
from relay.protocol.files import NamedFile

URGENT, WANTED, AHEAD = 0, 1, 2
"""What somebody looks at now; what somebody waits for; what may be wanted soon."""


@dataclass(eq=False)
class Wish:
    """Somebody wants a file. ``order``: among those of the same rank; ``told``: None of those ahead."""

    session: str
    rank: int
    order: int
    told: asyncio.Future[None] | None


@dataclass(eq=False)
class FetchingJob:
    """Parts are asked for in order and written in order."""

    file: NamedFile
    wishes: list[Wish] = field(default_factory=list)
    part: UnfinishedFile | None = None
    """What is here of it, once that has been looked at."""
    opening: bool = False
    here: bool = False
    """Whoever waited has been told that it is here; it may still be on its way to the disk."""
    over: bool = False
    failed: str | None = None
    """With which code, if nobody may have it."""
    asked_upto: int = 0
    again: list[tuple[int, int]] = field(default_factory=list)
    """Start and length of what was asked for and did not come."""
    came: dict[int, bytes] = field(default_factory=dict)
    """What came before what is in front of it."""
    whole: dict[int, bytes] = field(default_factory=dict)
    """All that came of a short file, by where it starts: nobody need wait until the disk has it."""
    not_before: float = 0.0
    """In running time: the relay said that it gives more only then."""
    tries: int = 0
    """How often it came whole and was not what it is said to be."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def put_together(self) -> bytes:
        """A short file of which nothing was here, once all of it has come; else nothing."""
        if sum(map(len, self.whole.values())) < self.file.size:
            return b""
        return b"".join(self.whole[start] for start in sorted(self.whole))

    @property
    def urgency(self) -> tuple[int, int]:
        return min((wish.rank, wish.order) for wish in self.wishes)

    @property
    def session(self) -> str:
        """In which its parts are asked for."""
        return min(self.wishes, key=lambda wish: (wish.rank, wish.order)).session

    @property
    def has_more(self) -> bool:
        """Whether there is something to ask for."""
        return self.part is not None and (bool(self.again) or self.asked_upto < self.file.size)

    def next_part(self, most: int) -> tuple[int, int]:
        """Start and length of the part to be asked for now."""
        if self.again:
            self.again.sort()
            start, length = self.again.pop(0)
            if length > most:
                self.again.append((start + most, length - most))
            return start, min(length, most)
        start = self.asked_upto
        self.asked_upto = min(self.file.size, start + most)
        return start, self.asked_upto - start

    def begin_at(self, have: int) -> None:
        """What is here is so much: all else is asked for anew."""
        self.asked_upto = have
        self.again.clear()
        self.came.clear()
        self.whole.clear()

    def drop_wishes(self, session: str, error: Exception) -> None:
        """Nobody gets it by this session."""
        for wish in [one for one in self.wishes if one.session == session]:
            self.wishes.remove(wish)
            if wish.told is not None and not wish.told.done():
                wish.told.set_exception(error)

    def tell(self) -> None:
        """It is here."""
        for wish in self.wishes:
            if wish.told is not None and not wish.told.done():
                wish.told.set_result(None)
        self.wishes.clear()
