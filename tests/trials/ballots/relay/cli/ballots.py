"""Ballots from the command line."""

import argparse

from relay.protocol.ballots import BallotList, ListBallots

from relay.cli.asking import ask
from relay.cli.commands import DONE, Commands
from relay.config import Settings
from relay.shared.ids import new_id


def add_commands(commands: Commands) -> None:
    """Telling who voted for what."""
    ballots = commands.add("ballots", _ballots, "tell who voted for what in a session's last ballot")
    ballots.add_argument("session", metavar="ID", help="the session's id")


def _ballots(given: argparse.Namespace, settings: Settings) -> int:
    reply = ask(settings, ListBallots(ref=new_id(), session=given.session), BallotList)
    print("\n".join(f"{vote.account} {vote.choice}" for vote in reply.votes))
    return DONE
