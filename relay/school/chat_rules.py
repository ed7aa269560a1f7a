"""With which rules a lesson's chat begins: those that its teacher had last in that class."""

from relay.protocol.chat_rules import ChatSet
from relay.protocol.sessions import Session
from relay.school.handover import hands_over
from relay.store import Store
from relay.store.queries.last_set import LastSet


@hands_over
def chat_of_class(store: Store, session: Session) -> ChatSet | None:
    """Slow mode and what is looked at first stay; who is muted, and that all are, was about one hour."""
    return store.queries(LastSet).before(session, ChatSet)
