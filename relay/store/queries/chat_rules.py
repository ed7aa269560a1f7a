"""Which rules the chats of a class's lessons had."""

from relay.protocol.catalog import read_stored
from relay.protocol.chat_rules import ChatSet
from relay.protocol.sessions import Session
from relay.store.queries import Queries

LAST = """SELECT body FROM event WHERE kind = 'chat_set' AND session = (
        SELECT id FROM session WHERE school_class = :class AND teacher = :teacher AND id <> :session
        AND started_at IS NOT NULL ORDER BY started_at DESC, id DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1"""


class ChatRulesQueries(Queries):
    """The rules of the school's chats."""

    def last_before(self, session: Session) -> ChatSet | None:
        """As its teacher had them at the end of the other lesson of the class that they started last."""
        values = {"class": session.class_id, "teacher": session.teacher_id, "session": session.id}
        row = self._execute(LAST, values).fetchone()
        told = read_stored(row[0]) if row else None
        return told if isinstance(told, ChatSet) else None
