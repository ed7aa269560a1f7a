"""Bringing the school up to a roster: new students, new names, classes that students have joined."""

from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.admin import Imported, ImportStudents, RosterLine, RosterReply, What
from relay.protocol.base import Reply
from relay.protocol.refusals import BAD_VALUE, NOT_FOUND, Code, Refusal
from relay.school.accounts import add_with_code
from relay.school.answers import Question, Who, answers
from relay.school.names import need_name, need_username
from relay.store import Store
from relay.store.folding import fold


class _DryRun(Exception):
    """Undoes what was tried, and carries what would have happened."""

    def __init__(self, reply: RosterReply) -> None:
        super().__init__()
        self.reply = reply


@answers(ImportStudents, Who.ADMINS)
async def import_students(question: Question[ImportStudents]) -> Reply:
    """All lines or none. A dry run does everything and undoes it, so that it tells the truth."""
    command = question.command

    def bring_up() -> RosterReply:
        done = _Import(question.store, question.now())
        students = [done.line(line) for line in command.students]
        reply = RosterReply(ref=command.ref, students=students)
        if command.dry_run:
            raise _DryRun(reply)
        for school_class, joined in done.joined.items():
            question.tell_of_class(school_class, joined)
        return reply

    try:
        return await question.write(bring_up, kept=_without_codes)
    except _DryRun as tried:
        for student in tried.reply.students:
            student.code = ""
        return tried.reply


class _Import:
    """One import under way, inside a write."""

    def __init__(self, store: Store, now: int) -> None:
        self._store, self._now = store, now
        self._classes: dict[str, ClassBadge] = {}
        self._alike: dict[str, dict[str, list[str]]] = {}
        """By class (empty: the school) and folded name: students no line has spoken of yet."""
        self._met: set[tuple[str, str]] = set()
        self.joined: dict[str, set[str]] = {}
        """By class, the accounts that have come into it."""

    def line(self, line: RosterLine) -> Imported:
        """Carry out one line."""
        try:
            name = need_name(line.name)
            username = need_username(line.username) if line.username else ""
        except Refusal as refusal:
            raise _refusal(refusal.code, line, refusal.detail) from None
        badge = self._class(line)
        account = self._known(line, name, username, badge)
        what: What = "same"
        code = ""
        if account is None:
            account, code = add_with_code(self._store, name, username, "student", self._now)
            what = "new"
        elif account.name != name:
            self._store.accounts.rename(account.id, name)
            account, what = Account(account.id, name, account.role, account.username), "changed"
        if badge and self._store.classes.part(badge.id, account.id) is None:
            self._store.classes.put(badge.id, account.id, "student")
            self.joined.setdefault(badge.id, set()).add(account.id)
            what = "changed" if what == "same" else what
        meeting = (account.id, badge.id if badge else "")
        if meeting in self._met:
            raise _refusal(BAD_VALUE, line, f"{account.username} stands there twice")
        self._met.add(meeting)
        return Imported(line.line, account, badge.name if badge else "", what, code)

    def _class(self, line: RosterLine) -> ClassBadge | None:
        if not line.school_class.strip():
            return None
        if line.school_class not in self._classes:
            found = self._store.classes.named(line.school_class)
            if not found:
                raise _refusal(NOT_FOUND, line, f"class {line.school_class}")
            if len(found) > 1:
                raise _refusal(BAD_VALUE, line, f"{len(found)} classes are named {line.school_class}")
            self._classes[line.school_class] = found[0]
        return self._classes[line.school_class]

    def _known(self, line: RosterLine, name: str, username: str, badge: ClassBadge | None) -> Account | None:
        """The student that a line speaks of: by user name, or by name among those not yet spoken of."""
        if username:
            account = self._store.accounts.by_username(username)
            if account and account.role != "student":
                raise _refusal(BAD_VALUE, line, f"{username} is not a student")
            return account
        where = badge.id if badge else ""
        if where not in self._alike:
            students = self._store.classes.roster(where) if badge else self._store.accounts.students()
            names = self._alike[where] = {}
            for student in students:
                names.setdefault(fold(student.name), []).append(student.id)
        while alike := self._alike[where].get(fold(name)):
            account_id = alike.pop(0)
            if (account_id, where) not in self._met:
                return self._store.accounts.get(account_id)
        return None


def _refusal(code: Code, line: RosterLine, detail: str) -> Refusal:
    return Refusal(code, detail=f"line {line.line}: {detail}" if line.line else detail)


def _without_codes(reply: RosterReply) -> RosterReply:
    """What is kept: asked again, who was imported; codes can be renewed."""
    students = [Imported(s.line, s.account, s.school_class, s.what) for s in reply.students]
    return RosterReply(ref=reply.ref, students=students)
