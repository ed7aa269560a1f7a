"""``python -m tests.faults.full FOLDER PEOPLE ROUNDS SEED``: the story by itself; its outcome as JSON."""

import asyncio
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("SCHOOLBELL_ANNOUNCE", "off")

import msgspec
import qasync  # type: ignore[import-untyped]  # asks QT_API while it is imported
from PySide6.QtWidgets import QApplication

from desktop.demo import user
from tests.faults.full.holding import hold
from tests.patience import PATIENCE
from tests.relay.forks import hash_cheaply


def main() -> None:
    hash_cheaply()
    user.PATIENCE = PATIENCE
    qt = QApplication([sys.argv[0]])
    qt.setQuitOnLastWindowClosed(False)
    people, rounds, seed = map(int, sys.argv[2:])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
        outcome = runner.run(hold(Path(sys.argv[1]), people, rounds, seed))
    told = (outcome.counts, [(one.kind, one.about) for one in outcome.findings], outcome.seconds)
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")


if __name__ == "__main__":
    main()
