"""The votes that are kept of ballots."""

from relay.protocol.ballots import KeptVote

from relay.store.queries import Queries

VOTES = "SELECT account, choice FROM ballot_vote WHERE session = ? ORDER BY account"


class BallotQueries(Queries):
    """Votes by session."""

    def votes(self, session: str) -> list[KeptVote]:
        """Those of a session's last ballot."""
        return [KeptVote(*row) for row in self._execute(VOTES, (session,))]
