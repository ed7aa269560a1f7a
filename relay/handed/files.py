"""Of files that were handed to the relay for a lesson."""

from collections.abc import Mapping
from typing import NamedTuple

from relay.protocol.files import NamedFile


class FilesKept(NamedTuple):
    """The files of one person that are on disk and may be named in an event, by hash. More may come later."""

    account: str
    files: Mapping[str, NamedFile]
