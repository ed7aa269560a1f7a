"""Telling who voted for what."""

from relay.protocol.polls import ListPolls, PollList
from relay.store.queries.polls import PollQueries

from relay.protocol.base import Reply
from relay.school.authorising import Who
from relay.school.requests import Request, handles


@handles(ListPolls, Who.SESSION_TEACHERS)
async def list_polls(request: Request[ListPolls]) -> Reply:
    """The last poll's votes."""
    command, polls = request.command, request.store.queries(PollQueries)
    votes = await request.read(lambda: polls.votes(command.session))
    return PollList(ref=command.ref, votes=votes)
