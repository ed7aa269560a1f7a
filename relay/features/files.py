"""What may be named in an event: files that whoever names them has handed in for this lesson."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from relay.handed.files import FilesKept
from relay.presence import Asker
from relay.protocol.base import Event
from relay.protocol.files import NO_SUCH_FILE, NamedFile
from relay.protocol.refusals import Refusal
from relay.room import Room, SideState
from relay.rules import vets


class FilesHandedIn(SideState):
    """By account and hash, as they are on the disk."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, NamedFile]] = defaultdict(dict)

    def apply(self, happened: object, now: float) -> None:
        match happened:
            case FilesKept(account, files):
                self.kept[account].update(files)


@vets
def files_are_handed_in(room: Room, asker: Asker, event: Event) -> None:
    """Also what an event says of a file has to be so. Of others' files nobody learns that they are here."""
    hashes = set(event.files())
    if not hashes:
        return
    kept = room.side(FilesHandedIn).kept.get(asker.account, {})
    if not hashes <= kept.keys() or any(kept[named.hash] != named for named in named_files(event)):
        raise Refusal(NO_SUCH_FILE)


def named_files(part: object) -> Iterator[NamedFile]:
    """Those that stand anywhere in an event, as it describes them."""
    if isinstance(part, NamedFile):
        yield NamedFile(hash=part.hash, size=part.size, kind=part.kind)
    elif isinstance(part, msgspec.Struct):
        for field in part.__struct_fields__:
            yield from named_files(getattr(part, field))
    elif isinstance(part, list | tuple):
        for item in part:
            yield from named_files(item)
    elif isinstance(part, dict):
        yield from named_files(list(part.values()))
