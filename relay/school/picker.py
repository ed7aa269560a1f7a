"""How often those of a class were called on in its other lessons, for drawing fairly."""

from relay.handed.picker import TurnsOfClass
from relay.protocol.sessions import Session
from relay.school.handover import hands_over
from relay.store import Store
from relay.store.queries.picker import TurnQueries


@hands_over
def turns_of_class(store: Store, session: Session) -> TurnsOfClass:
    """Who came by code and was confirmed has the turns of whom they are."""
    queries = store.queries(TurnQueries)
    turns = queries.before(session)
    last = max(turns, key=lambda account: turns[account].last_at, default="")
    counts = {account: turn.turns for account, turn in turns.items()}
    for came_as, account in queries.confirmed(session.id).items():
        counts[came_as] = counts.get(account, 0)
        last = came_as if last == account else last
    return TurnsOfClass(counts, last)
