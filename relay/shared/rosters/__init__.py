"""Rosters as files: reading what schools export (CSV, OneRoster zips) and writing what others can read.

Shared by the desktop and the relay's command line; standard library only, no disk, no network. What comes
out of a file is only people and remarks: what becomes of them is the relay's to say.
"""

from relay.shared.cells import harmless, harmless_lines, table_csv, table_text, unharmed
from relay.shared.rosters.exporting import oneroster_zip, roster_csv
from relay.shared.rosters.headers import resemblance
from relay.shared.rosters.layouts import COLUMNS, Column, Layout
from relay.shared.rosters.problems import ABOUT_COLUMNS, NotARoster, Remark
from relay.shared.rosters.reading import read_pasted, read_roster
from relay.shared.rosters.roster import Roster
from relay.shared.rosters.tables import ENCODINGS

__all__ = [
    "ABOUT_COLUMNS", "COLUMNS", "ENCODINGS", "Column", "Layout", "NotARoster", "Remark", "Roster", "harmless",
    "harmless_lines", "oneroster_zip", "read_pasted", "read_roster", "resemblance", "roster_csv", "table_csv",
    "table_text", "unharmed",
]  # fmt: skip
