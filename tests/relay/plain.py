"""A relay without TLS, to measure what TLS costs: ``python -m tests.relay.plain --data D --ready-file F``.

The relay that people run has no switch, setting or variable for this; only Python can ask for it: in one's
own process by ``RelayServer.start(None)``, or as here by ``relay.server.run(settings, encrypted=False)``,
which takes settings and environment as ``python -m relay run`` does. It listens on 127.0.0.1 alone.
"""

import argparse
from pathlib import Path

from relay.config import load
from relay.server import run


def main() -> int:
    """Serve until SIGTERM; returns the exit code."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--ready-file", required=True)
    given = vars(words.parse_args())
    return run(load(given | {"host": "127.0.0.1"}), encrypted=False)


if __name__ == "__main__":
    raise SystemExit(main())
