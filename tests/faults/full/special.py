"""The story among the special faults: its windows need Qt's loop, so it is held in a process of its own."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from tests.faults.checker import Finding
from tests.faults.lesson import Outcome

PEOPLE, ROUNDS = 35, 3
LONGEST_SECONDS = 600.0


@dataclass(frozen=True)
class FullLesson:
    """A teacher and a class of 34."""

    name: str = "full-lesson"

    def soak(self, folder: Path, seed: int, seconds: float) -> NoReturn:
        """Repeat it for so long, in place of this process; then its own exit code is this one's."""
        folder, tell = _anew(folder), folder.with_name(f"{folder.name}.json").resolve()
        words = (str(folder), str(PEOPLE), str(ROUNDS), str(seed), str(seconds), str(tell))
        os.execv(sys.executable, (sys.executable, "-m", "tests.faults.full", *words))

    def missing(self) -> str:
        """Nothing of the system is needed."""
        return ""

    async def run(self, folder: Path, seed: int) -> Outcome:
        """What does not come to its end is a finding, too."""
        folder = _anew(folder)
        words = ("-m", "tests.faults.full", str(folder), str(PEOPLE), str(ROUNDS), str(seed))
        outcome = Outcome(counts=Counter({f"special {self.name}": 1}))
        with (folder / "said.txt").open("wb") as said:
            process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=said)
            try:
                async with asyncio.timeout(LONGEST_SECONDS):
                    told, _ = await process.communicate()
            except TimeoutError:
                told = b""
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode or not told:
            last = (folder / "said.txt").read_text("utf-8", "replace")[-1500:]
            outcome.findings.append(Finding(self.name, f"it did not come to its end:\n{last}"))
            return outcome
        counts, findings, outcome.seconds = msgspec.json.decode(
            told, type=tuple[dict[str, int], list[tuple[str, str]], float]
        )
        outcome.counts.update(counts)
        outcome.findings += [Finding(kind, about) for kind, about in findings]
        return outcome


def _anew(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder.resolve()
