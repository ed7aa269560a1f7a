"""A program that was started without any streams, as a windowed one is on Windows."""

import subprocess
import sys

from tests.patience import PATIENCE
from tests.posix import posix

WITHOUT = """
import sys
sys.stdin = sys.stdout = sys.stderr = None
from {module} import main
try:
    code = main(["--no-such-flag"])
except SystemExit as end:
    code = end.code
import os
os._exit(code + 40)
"""


@posix("Windows says it in a box, which somebody would have to close")
def test_both_programs_say_nothing_and_do_not_fall_over() -> None:
    for module in ("relay.cli", "desktop.__main__"):
        words = [sys.executable, "-P", "-c", WITHOUT.format(module=module)]
        done = subprocess.run(words, capture_output=True, check=False, timeout=PATIENCE)
        assert (done.returncode, done.stdout, done.stderr) == (42, b"", b"")
