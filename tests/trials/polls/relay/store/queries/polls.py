"""The votes that are kept of polls."""

from relay.protocol.polls import KeptVote

from relay.store.queries import Queries

VOTES = "SELECT account, choice FROM poll_vote WHERE session = ? ORDER BY account"


class PollQueries(Queries):
    """Votes by session."""

    def votes(self, session: str) -> list[KeptVote]:
        """Those of a session's last poll."""
        return [KeptVote(*row) for row in self._execute(VOTES, (session,))]
