"""Whether a lesson's students may ask without a name: as its teacher had it last in that class."""

from relay.protocol.questions import QuestionsSet
from relay.protocol.sessions import Session
from relay.school.handover import hands_over
from relay.store import Store
from relay.store.queries.last_set import LastSet


@hands_over
def questions_of_class(store: Store, session: Session) -> QuestionsSet | None:
    """Where nobody has said so, one may not."""
    return store.queries(LastSet).before(session, QuestionsSet)
