"""Zip files from strangers: looked at before anything is unpacked, and unpacked only within limits."""

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from relay.shared.rosters.problems import NotARoster

LARGEST = 20 << 20
"""Bytes of the zip file."""
MOST_ENTRIES = 30
UNPACKED = 200 << 20
"""Bytes of all files in it together."""
FILE = 60 << 20
"""Bytes of one that is read: as many lines as are read of a table, and long ones."""
RATIO = 100
"""How many times larger a file may be than what it is packed to; small ones may be more."""
SMALL = 1 << 20
_OFFICE = ("[Content_Types].xml", "mimetype")
"""What is in the files of office programs."""
_LOCKED = 0x1
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, struct.error, NotImplementedError,
    RuntimeError, OSError, ValueError, OverflowError,
)  # fmt: skip
"""What the library raises for files that are damaged, or made to do damage."""


class Bundle:
    """The files of a zip by their names in lower case, all from one folder of it."""

    def __init__(self, content: bytes) -> None:
        """Look at the list of what is in it; raises NotARoster."""
        if len(content) > LARGEST:
            raise NotARoster("too_large", 0, str(LARGEST >> 20))
        if content.count(b"PK\x01\x02") > MOST_ENTRIES * 10:  # before the list is made, which takes its time
            raise NotARoster("too_many_entries", 0, str(MOST_ENTRIES))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = [e for e in self._zip.infolist() if not _is_litter(e.filename)]
        except _BROKEN:
            raise NotARoster("damaged_zip") from None
        if any(entry.filename in _OFFICE for entry in entries):
            raise NotARoster("spreadsheet")
        if len(entries) > MOST_ENTRIES:
            raise NotARoster("too_many_entries", 0, str(MOST_ENTRIES))
        if sum(entry.file_size for entry in entries) > UNPACKED:
            raise NotARoster("zip_bomb", 0, str(UNPACKED >> 20))
        self._entries: dict[str, zipfile.ZipInfo] = {}
        folders = set()
        for entry in entries:
            folder, name = _checked(entry)
            folders.add(folder)
            if name in self._entries:
                raise NotARoster("strange_names", 0, name[:64])
            self._entries[name] = entry
        if len(folders) > 1:
            raise NotARoster("strange_names", 0, "")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The content of one file; raises NotARoster."""
        entry = self._entries[name]
        if entry.file_size > FILE:
            raise NotARoster("zip_bomb", 0, name)
        with _as_not_a_roster(name), self._zip.open(entry) as packed:
            # No more than was promised, whatever comes out of it.
            content = packed.read(entry.file_size + 1)
            if len(content) > entry.file_size:
                raise NotARoster("zip_bomb", 0, name)
            return content


def _checked(entry: zipfile.ZipInfo) -> tuple[str, str]:
    """The folder and the name of an entry, if it is one that may be unpacked."""
    name = entry.filename
    shown = "".join(c for c in name[:64] if c.isprintable())
    if entry.flag_bits & _LOCKED:
        raise NotARoster("locked_zip", 0, shown)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotARoster("damaged_zip", 0, shown)
    if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
        raise NotARoster("zip_bomb", 0, shown)
    folder, _, base = name.rpartition("/")
    strange = "\\" in name or ":" in name or name.startswith("/") or ".." in name.split("/") or "/" in folder
    if strange or not base or not base.isprintable():
        raise NotARoster("strange_names", 0, shown)
    return folder, base.lower()


def _is_litter(name: str) -> bool:
    """Folders, and what file managers leave in a zip."""
    base = name.rpartition("/")[2].lower()
    litter = base in (".ds_store", "thumbs.db", "desktop.ini")
    return litter or name.endswith("/") or name.startswith("__MACOSX/")


@contextlib.contextmanager
def _as_not_a_roster(name: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN:
        raise NotARoster("damaged_zip", 0, name) from None
