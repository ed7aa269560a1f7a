"""What Linux alone does in its own way, seen from outside."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.posix import linux

AUTOGROUP = Path("/proc/self/autogroup")


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this system does not weigh sessions against each other")
@linux("weights of sessions")
def test_who_gives_way_does_so_beside_other_sessions_too() -> None:
    code = (
        "from pathlib import Path; from relay.shared.system import give_way; give_way();"
        f"print(Path('{AUTOGROUP}').read_text('ascii'))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, start_new_session=True
    )
    assert told.stdout.split()[-2:] == ["nice", "10"]
