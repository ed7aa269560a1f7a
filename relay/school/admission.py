"""What a lesson's door is at its start: as the class had it last."""

from relay.protocol.admission import FIRST_DOOR, DoorSettings
from relay.protocol.sessions import Session
from relay.school.handover import hands_over
from relay.store import Store
from relay.store.queries.admission import AdmissionQueries


@hands_over
def door_of_class(store: Store, session: Session) -> DoorSettings | None:
    """The lock is for one lesson; all else stays from one to the next, also that nobody comes by code.

    None: it has been set already.
    """
    doors = store.queries(AdmissionQueries)
    if doors.is_set(session.id):
        return None
    before = doors.last_of(session.class_id) or FIRST_DOOR
    return before._replace(locked=False)
