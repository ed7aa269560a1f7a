"""Says who somebody is who came by a lesson's code."""

from relay.handed.recognising import Recognised
from relay.protocol.accounts import Done
from relay.protocol.recognising import ALREADY_THERE, NOT_BY_CODE, RecognisePerson
from relay.protocol.refusals import Refusal
from relay.protocol.register import NOT_ON_REGISTER
from relay.school.authorising import Who, need_session
from relay.school.requests import Request, writes


@writes(RecognisePerson, Who.SESSION_TEACHERS, noted=True)
def recognise_person(request: Request[RecognisePerson]) -> Done:
    """Only of who came to this very lesson by its code, and is not known to be somebody else."""
    command, store = request.command, request.store
    session, came = need_session(store, command.session), store.joining.pass_of(command.account)
    student = store.accounts.get(command.student)
    if student is None or store.classes.part(session.class_id, student.id) != "student":
        raise Refusal(NOT_ON_REGISTER)
    if came is None or came.session != session.id:
        raise Refusal(NOT_BY_CODE)
    if came.confirmed and came.claims == student.id:
        return Done(ref=command.ref)
    if came.confirmed or store.joining.is_there(session.id, student.id, command.account):
        raise Refusal(ALREADY_THERE)
    store.joining.recognise(command.account, student.id)
    store.accounts.rename(command.account, student.name)
    request.after_commit.renamed[command.account] = student.name
    request.after_commit.handed.append((session.id, Recognised(command.account)))
    return Done(ref=command.ref)
