"""What stands in a roster that could be read: people, and remarks on lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from relay.protocol.people_admin import RosterPerson
from relay.shared.rosters.layouts import Layout
from relay.shared.rosters.problems import ASKED, LEFT_OUT, Remark, RemarkKind
from relay.shared.rosters.tables import Row

MOST_REMARKS = 500


@dataclass
class Roster:
    """What stands in a file. ``whole``: it lists everybody, so that who is missing may be proposed to go.

    ``kind``: what the file is ("csv", "OneRoster 1.2"). ``layout``: how its columns were read, if it is a
    table, whose first ``rows`` are shown beside them; ``shape``: by what a table of its make is known again.
    """

    people: list[RosterPerson]
    whole: bool = True
    kind: str = "csv"
    layout: Layout | None = None
    rows: Sequence[Row] = ()
    shape: str = ""
    remarks: list[Remark] = field(default_factory=list)

    @property
    def asked(self) -> list[Remark]:
        """What somebody has to look at before this is believed."""
        return [remark for remark in self.remarks if remark.kind in ASKED]

    @property
    def left_out(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.kind in LEFT_OUT]

    def remark(self, kind: RemarkKind, line: int = 0, about: str = "") -> None:
        """Note something; the last of too many says that there are more."""
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append(Remark(kind, line, about))
        elif len(self.remarks) == MOST_REMARKS:
            self.remarks.append(Remark("many_more"))
