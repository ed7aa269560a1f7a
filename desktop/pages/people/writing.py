"""The school written to a file of one's own: a OneRoster zip, or a table."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from relay.protocol.accounts import ClassBadge
from relay.protocol.people_admin import Person
from relay.shared.files import write_private
from relay.shared.rosters import oneroster_zip, roster_csv


def write_school(file: Path, people: Sequence[Person], classes: Sequence[ClassBadge], school: str) -> None:
    """The whole file or nothing, readable by its owner alone; for a thread of its own. Raises OSError."""
    if file.suffix.casefold() == ".csv":
        content = roster_csv(people, classes)
    else:
        content = oneroster_zip(people, classes, school, datetime.now(UTC).date())
    write_private(file, content)
