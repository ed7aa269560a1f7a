"""Telling who voted for what."""

from relay.protocol.ballots import BallotList, ListBallots
from relay.store.queries.ballots import BallotQueries

from relay.protocol.base import Reply
from relay.school.authorising import Who
from relay.school.requests import Request, handles


@handles(ListBallots, Who.SESSION_TEACHERS)
async def list_ballots(request: Request[ListBallots]) -> Reply:
    """The last ballot's votes."""
    command, ballots = request.command, request.store.queries(BallotQueries)
    votes = await request.read(lambda: ballots.votes(command.session))
    return BallotList(ref=command.ref, votes=votes)
