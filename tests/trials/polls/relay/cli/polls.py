"""Polls from the command line."""

import argparse

from relay.protocol.polls import ListPolls, PollList

from relay.cli.asking import ask
from relay.cli.commands import DONE, Commands
from relay.config import Settings
from relay.shared.ids import new_id


def add_commands(commands: Commands) -> None:
    """Telling who voted for what."""
    polls = commands.add("polls", _polls, "tell who voted for what in a session's last poll")
    polls.add_argument("session", metavar="ID", help="the session's id")


def _polls(given: argparse.Namespace, settings: Settings) -> int:
    reply = ask(settings, ListPolls(ref=new_id(), session=given.session), PollList)
    print("\n".join(f"{vote.account} {vote.choice}" for vote in reply.votes))
    return DONE
