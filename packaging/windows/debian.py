"""A bare Debian with the package of the desktop, at which test.py sets the pupils of its lesson.

It is made anew for another package. Nothing is mounted but while it runs, and only for what it starts.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RELEASE = "bookworm"
PERSON = "pupil"
MOUNTS = """
set -e
root=$1
shift
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
exec chroot "$root" "$@"
"""


class Debian:
    """It, with somebody who may use it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.home = root / "home" / PERSON

    def prepare(self, package: Path) -> None:
        """Makes it and installs the package, where that is not so yet. MIRROR=URL: from there."""
        ready = self._root / "ready"
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        if ready.exists() and ready.read_text("ascii") == digest:
            return
        shutil.rmtree(self._root, ignore_errors=True)
        mirror = [url] if (url := os.environ.get("MIRROR")) else []
        _do("debootstrap", "--variant=minbase", RELEASE, self._root, *mirror)
        shutil.copy(package, self._root)
        quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq")
        _do("chroot", self._root, "apt-get", "update", "-qq")
        _do("chroot", self._root, *quiet, "--no-install-recommends", f"/{package.name}")
        _do("chroot", self._root, "useradd", "--create-home", PERSON)
        ready.write_text(digest, "ascii")

    @contextmanager
    def running(self, log: Path, *words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """A program, and its end with all that it has started. What it says goes to the log."""
        surroundings = {"HOME": f"/home/{PERSON}", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"} | environment
        chosen = [f"{name}={value}" for name, value in surroundings.items()]
        alone = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        inside = ["runuser", "-u", PERSON, "--", "env", "-i", "--chdir", f"/home/{PERSON}", *chosen, *words]
        with log.open("wb") as said:
            program = subprocess.Popen(
                [*alone, "bash", "-c", MOUNTS, "mounts", str(self._root), *inside],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        try:
            yield program
        finally:
            program.kill()
            program.wait()


def _do(*words: str | Path) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"schoolbell: {words[0]} failed: {done.stdout[-1000:]}{done.stderr[-2000:]}")
