"""The demo's lesson between an older desktop and today's relay, and the other way round."""

import io
import shutil
import subprocess
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.demo import ROOT, play
from tests.faults.checker import Finding
from tests.faults.lesson import Outcome

OLD = "95cabf9"
"""The oldest program that every later one understands."""

KNOWN = "questions,hands"
"""The acts of the tour that it knows; its own demo has no tour, and these in the lesson."""


def missing() -> str:
    """Why the older program is not to be had; empty when it is."""
    try:
        git("rev-parse", "--verify", "--quiet", f"{OLD}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        return f"commit {OLD} is not in this history"
    return ""


def git(*words: str) -> bytes:
    """What git says; raises OSError or CalledProcessError."""
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout


def old_tree(folder: Path) -> Path:
    """The files of the older program, in a folder that holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tree = folder.resolve() / OLD
    with tarfile.open(fileobj=io.BytesIO(git("archive", OLD, "desktop", "relay", "resources"))) as files:
        files.extractall(tree, filter="data")
    return tree


@dataclass(frozen=True)
class BetweenVersions:
    """One way round."""

    name: str
    old_desktop: bool

    def missing(self) -> str:
        """Why it can't be made here; empty when it can."""
        return missing()

    async def run(self, folder: Path, seed: int) -> Outcome:
        """The demo's lesson, from hosting to the figures afterwards; it is the same for every seed."""
        tree = old_tree(folder)
        demo = await play(tree.parent, **{"desktop" if self.old_desktop else "relay": tree}, tour=KNOWN)
        outcome = Outcome(counts=Counter({f"special {self.name}": 1}))
        if demo.wrong:
            outcome.findings.append(Finding(self.name, demo.wrong))
        return outcome
