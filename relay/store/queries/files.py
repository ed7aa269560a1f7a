"""Files: who handed in which, who may read which, and which nobody names any more."""

from typing import NamedTuple

from relay.protocol.files import LEAST_BYTES
from relay.protocol.log import EVERYBODY
from relay.store.queries import Queries
from relay.store.tables import StoredTable, unnamed_file

TABLES = (
    StoredTable("file", holds_nobody="a file goes with the last row that names it"),
    StoredTable("offered_file", session="session", account="account", file="file"),
    StoredTable("session_file", session="session", account="account", file="file", own_data=()),
)

COUNTED = "CASE WHEN size < :least THEN :least ELSE size END"
MAY_READ = """SELECT 1 FROM session_file JOIN event
        ON event.session = session_file.session AND event.seq = session_file.seq
    WHERE session_file.session = :session AND file = :file
        AND (:teaches OR audience = :everybody OR audience = :account) LIMIT 1"""
HAS_OFFERED = "SELECT 1 FROM offered_file WHERE account = ? AND file = ? LIMIT 1"
OFFERS = "SELECT account, file, size, kind FROM offered_file WHERE session = ? ORDER BY account, file"
OFFER = """INSERT INTO offered_file (session, account, file, size, kind, day)
    VALUES (:session, :account, :file, :size, :kind, :day)
    ON CONFLICT (session, account, file) DO UPDATE SET kind = excluded.kind"""
KEEP = "INSERT INTO file (hash, size, kept_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING"
KEPT = "SELECT size FROM file WHERE hash = ?"
EVERY = "SELECT hash FROM file"
IN_LESSON = f"""SELECT coalesce(sum({COUNTED}), 0) FROM
    (SELECT DISTINCT file, size FROM offered_file WHERE session = :session AND file <> :file) AS lesson"""
OF_ONE = f"""SELECT coalesce(sum({COUNTED}), 0) FROM offered_file
    WHERE session = :session AND account = :account AND file <> :file"""
NUMBER_OF_ONE = """SELECT count(*) FROM offered_file
    WHERE session = :session AND account = :account AND file <> :file"""
ON_DAY = f"""SELECT coalesce(sum({COUNTED}), 0) FROM offered_file
    WHERE account = :account AND day = :day AND NOT (session = :session AND file = :file)"""
OF_GUESTS = f"""SELECT coalesce(sum({COUNTED}), 0) FROM offered_file JOIN lesson_pass
        ON lesson_pass.account = offered_file.account AND lesson_pass.session = offered_file.session
    WHERE offered_file.session = :session AND NOT confirmed
        AND NOT (offered_file.account = :account AND file = :file)"""
IN_SCHOOL = f"SELECT coalesce(sum({COUNTED}), 0) FROM file WHERE hash <> :file"
BYTES = "SELECT coalesce(sum(size), 0) FROM file"
UNNAMED = "SELECT hash FROM file WHERE {unnamed} LIMIT ?"
NEVER_NAMED = """DELETE FROM offered_file WHERE day < :day
    AND NOT EXISTS (SELECT 1 FROM session WHERE session.id = offered_file.session AND status = 'live')
    AND NOT EXISTS (SELECT 1 FROM session_file
        WHERE session_file.session = offered_file.session AND session_file.file = offered_file.file)"""
FORGET = "DELETE FROM file WHERE hash = ?"


class OfferedFile(NamedTuple):
    """A file that somebody has handed in for a lesson."""

    account: str
    file: str
    size: int
    kind: str


def counted(size: int) -> int:
    """As how many bytes a file of so many counts where a limit is about them."""
    return max(size, LEAST_BYTES)


class FileBytes(NamedTuple):
    """How many bytes there are without a certain file, that a limit is about; small files count as more."""

    in_lesson: int
    of_one: int
    """In the lesson, of the account."""
    of_guests: int
    on_day: int
    in_school: int
    number_of_one: int
    """Not bytes: files in the lesson, of the account."""


class FileQueries(Queries):
    """Names a file by its hash."""

    def may_read(self, session: str, file: str, account: str, teaches: bool) -> bool:
        """Whether an event of a session names a file that this account is told: ``may_see``, as SQL."""
        values = {
            "session": session, "file": file, "account": account, "teaches": teaches, "everybody": EVERYBODY,
        }  # fmt: skip
        return self._execute(MAY_READ, values).fetchone() is not None

    def has_offered(self, account: str, file: str) -> bool:
        """Whether this account has handed it in, for whatever lesson."""
        return self._execute(HAS_OFFERED, (account, file)).fetchone() is not None

    def offers(self, session: str) -> list[OfferedFile]:
        """All that was handed in for a lesson and is kept."""
        return [OfferedFile(*row) for row in self._execute(OFFERS, (session,))]

    def offer(self, session: str, offered: OfferedFile, day: int, now: int) -> None:
        """It is kept, and handed in for this lesson. ``day``: since 1970; ``now``: ms UTC."""
        self._execute(KEEP, (offered.file, offered.size, now))
        self._execute(OFFER, {"session": session, "day": day} | offered._asdict())

    def size(self, file: str) -> int | None:
        """Bytes of a file that is kept."""
        row = self._execute(KEPT, (file,)).fetchone()
        return row[0] if row else None

    def bytes(self) -> int:
        """Of all that are kept."""
        total: int = self._execute(BYTES).fetchone()[0]
        return total

    def every(self) -> set[str]:
        """All that are kept."""
        return {row[0] for row in self._execute(EVERY)}

    def bytes_without(self, session: str, account: str, day: int, file: str) -> FileBytes:
        """What limits look at, without what ``file`` itself would take."""
        values = {
            "session": session, "account": account, "day": day, "file": file, "least": LEAST_BYTES,
        }  # fmt: skip
        statements = (IN_LESSON, OF_ONE, OF_GUESTS, ON_DAY, IN_SCHOOL, NUMBER_OF_ONE)
        return FileBytes(*(self._execute(one, values).fetchone()[0] for one in statements))

    def unnamed(self, most: int) -> list[str]:
        """Those that no row of any table names, at most so many."""
        return [row[0] for row in self._execute(UNNAMED.format(unnamed=unnamed_file()), (most,))]

    def forget(self, file: str) -> None:
        """It is kept no more."""
        self._execute(FORGET, (file,))

    def forget_never_named(self, before: int) -> int:
        """What was handed in before this day, and named by no event until its lesson was over."""
        return self._execute(NEVER_NAMED, {"day": before}).rowcount
