"""The real thing: a secret service on a session bus of its own, in a process of its own."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
BUS = ROOT / "tests" / "bus.conf"
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"needs {' and '.join(NEEDED)} (packages dbus, gnome-keyring)"
)

# One bus, one daemon. The script is run twice, so that the second finds what the first has kept.
SESSION = """
set -e
printf test-password | gnome-keyring-daemon {unlock} --foreground --components=secrets >/dev/null 2>&1 &
daemon=$!
trap 'kill $daemon; wait $daemon || true' EXIT
for n in $(seq 100); do
    "$PYTHON" -c 'import secretstorage as s, sys; sys.exit(not s.check_service_availability(s.dbus_init()))' \
        2>/dev/null && break
    sleep 0.05
done
{commands}
"""

KEEP = """
import asyncio
from desktop.credentials import KeyringCredentials
async def main():
    credentials = KeyringCredentials()
    await credentials.put("relay", "ana", "a-token")
    print(credentials.kind, credentials.why or "-", type(credentials._backend).__module__)
asyncio.run(main())
"""

FIND_AND_FORGET = """
import asyncio
from desktop.credentials import KeyringCredentials
async def main():
    credentials = KeyringCredentials()
    print(await credentials.get("relay", "ana"), await credentials.get("relay", "ben"))
    await credentials.forget("relay", "ana")
    await credentials.forget("relay", "ana")
    print(await credentials.get("relay", "ana"), credentials.kind)
asyncio.run(main())
"""


async def in_a_session(tmp_path: Path, *programs: str, unlock: str = "--unlock") -> list[str]:
    """What programs print that run beside a keyring daemon, with a home of their own."""
    commands = []
    for number, program in enumerate(programs):
        file = tmp_path / f"program{number}.py"
        file.write_text(program)
        commands.append(f'"$PYTHON" "{file}"')
    script = tmp_path / "session.sh"
    script.write_text(SESSION.format(unlock=unlock, commands="\n".join(commands)))
    home = tmp_path / "home"
    (home / "run").mkdir(parents=True, mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home / "run"),
    }
    process = await asyncio.create_subprocess_exec(
        "dbus-run-session",
        f"--config-file={BUS}",
        "--",
        "bash",
        str(script),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        said, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return said.decode().splitlines()


async def test_a_token_outlives_the_program_and_is_gone_when_forgotten(tmp_path: Path) -> None:
    lines = await in_a_session(tmp_path, KEEP, FIND_AND_FORGET)
    assert lines == ["keyring - keyring.backends.SecretService", "a-token None", "None keyring"]
    stored = b"".join(file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())
    assert b"a-token" not in stored


async def test_a_locked_keyring_means_memory(tmp_path: Path) -> None:
    lines = await in_a_session(tmp_path, KEEP, unlock="--start")
    assert lines == ["memory locked keyring.backends.SecretService"]
