"""A relay by a clock that a test moves: ``python -m tests.clocked_relay CLOCK run …``."""

import sys
from functools import partial
from pathlib import Path

import relay.cli
import relay.server
from tests.given_clock import GivenClock


def main() -> int:
    """The command line that people use, which knows no clock but this computer's."""
    setattr(  # noqa: B010  # a module's function
        relay.server, "run", partial(relay.server.run, clock=GivenClock(Path(sys.argv[1])))
    )
    return relay.cli.main(sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
