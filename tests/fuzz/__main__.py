"""``make fuzz``: atheris drives every target for its share of the time; a finding is kept and ends the run.

    python -m tests.fuzz --minutes 10                 all targets in turn
    python -m tests.fuzz --only roster --minutes 1    one
    python -m tests.fuzz --only roster FILE           one input again
    python -m tests.fuzz --keep                       what was worth keeping, made small, into the tree

Without atheris (it is for Linux and macOS) nothing is tried, and that is a failure.
"""

import argparse
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS, seeds

BUILD = Path("build/fuzz")
LARGEST = 4_096
KEPT = 40
"""Inputs put into the tree at once for each target, and each of at most so many bytes:"""
KEPT_BYTES = 600


def main() -> int:
    """Returns 0 when nothing was found, 1 when something was, 2 when nothing could be tried."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--minutes", type=float, default=10.0, help="for all targets together (10)")
    words.add_argument("--only", choices=TARGETS, action="append", help="this target alone (repeatable)")
    words.add_argument("--keep", action="store_true", help="merge what was found into the tree's corpus")
    words.add_argument("input", nargs="?", type=Path, help="one input to be tried, with --only")
    given = words.parse_args()
    names = given.only or list(TARGETS)
    if given.input:
        TARGETS[names[0]](given.input.read_bytes())
        sys.stdout.write("Nothing.\n")
        return 0
    if not given.keep and importlib.util.find_spec("atheris") is None:
        sys.stderr.write("atheris is not installed (pip install '.[fuzz]'): nothing was tried.\n")
        return 2
    for name in names:
        _lay_out(name)
        if given.keep:
            _keep(name)
        elif not _drive(name, given.minutes * 60 / len(names)):
            sys.stderr.write(f"{name}: something was found, see {BUILD / name / 'found'}\n")
            return 1
    return 0


def _lay_out(name: str) -> None:
    (BUILD / name / "corpus").mkdir(parents=True, exist_ok=True)
    (BUILD / name / "found").mkdir(exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (BUILD / name / "corpus" / f"seed-{number:04}").write_bytes(seed)


def _drive(name: str, seconds: float) -> bool:
    found = f"-artifact_prefix={BUILD / name / 'found'}/"
    rules = [f"-max_total_time={seconds:.0f}", f"-max_len={LARGEST}", "-timeout=5", "-rss_limit_mb=2048"]
    quiet = ["-verbosity=1", "-print_final_stats=1", "-close_fd_mask=0"]
    return _atheris(name, [str(BUILD / name / "corpus"), found, *rules, *quiet]) == 0


def _atheris(name: str, arguments: list[str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz.drive", name, *arguments], check=False
    ).returncode


def _keep(name: str) -> None:
    """A few of the inputs that reached something new, short and long ones."""
    begun = set(seeds(name))
    reached = sorted((file.read_bytes() for file in (BUILD / name / "corpus").glob("*")), key=len)
    small = [one for one in reached if one not in begun and 0 < len(one) <= KEPT_BYTES]
    (CORPUS / name).mkdir(parents=True, exist_ok=True)
    for data in small[:: max(1, -(-len(small) // KEPT))]:
        (CORPUS / name / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


if __name__ == "__main__":
    raise SystemExit(main())
