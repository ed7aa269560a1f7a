"""``python -m tests.faults.full FOLDER PEOPLE ROUNDS SEED``: the story by itself; its outcome as JSON.

With ``SECONDS TELL`` behind that it is repeated for so long (`soak.py`), and what it came to is in that file.
"""

import asyncio
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("SCHOOLBELL_ANNOUNCE", "off")

import msgspec
import qasync  # type: ignore[import-untyped]  # asks QT_API while it is imported
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.demo import user
from tests.faults.full.holding import hold
from tests.faults.full.soak import soak
from tests.patience import PATIENCE
from tests.relay.forks import hash_cheaply


def main() -> None:
    hash_cheaply()
    user.PATIENCE = PATIENCE
    qInstallMessageHandler(_say_of_qt)
    qt = QApplication([sys.argv[0]])
    qt.setQuitOnLastWindowClosed(False)
    people, rounds, seed = map(int, sys.argv[2:5])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
        if len(sys.argv) > 5:
            seconds, tell = float(sys.argv[5]), Path(sys.argv[6])
            raise SystemExit(runner.run(soak(Path(sys.argv[1]), people, rounds, seed, seconds, tell)))
        outcome = runner.run(hold(Path(sys.argv[1]), people, rounds, seed))
    told = (outcome.counts, [(one.kind, one.about) for one in outcome.findings], outcome.seconds)
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")


def _say_of_qt(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Offscreen it says at every click what its platform does not support."""
    if not words.startswith("This plugin does not support"):
        sys.stderr.write(words + "\n")


if __name__ == "__main__":
    main()
