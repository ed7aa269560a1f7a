"""Of files that were handed to the relay for a lesson, and which may be."""

from collections.abc import Mapping
from typing import NamedTuple

from relay.protocol.files import NamedFile
from relay.setting import Setting

FILES_PROGRAMS = Setting("files_programs", False, "whether programs and scripts may be handed in as files")


class FilesKept(NamedTuple):
    """The files of one person that are on disk and may be named in an event, by hash. More may come later."""

    account: str
    files: Mapping[str, NamedFile]
