"""Computers of a small network: namespaces plugged into a switch, which a test may mistreat."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from relay.shared.doctor.findings import Finding, Report, read_line
from tests.patience import PATIENCE

PREFIX = "schoolbell-doctor-"
_SUBNET = (10 << 24 | 214 << 16) + os.getpid() % 4_096 * 16
"""Names and addresses are this process's own: two runs may go on at once."""


def missing() -> str:
    """Why there can be no such network here."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "Linux: network namespaces" if sys.platform != "linux" else "network namespaces need root"
    for tool in ("ip", "nft", "bridge"):
        if subprocess.run(("which", tool), check=False, capture_output=True).returncode:
            return f"{tool} is not installed"
    name = f"{PREFIX}{os.getpid()}-try"
    commands = (
        ("ip", "netns", "add", name),
        ("ip", "-n", name, "link", "add", "switch", "type", "bridge"),
        ("ip", "netns", "exec", name, "nft", "add", "table", "inet", "try"),
    )
    try:
        for words in commands:
            done = subprocess.run(words, check=False, capture_output=True, text=True)
            if done.returncode:
                return f"no network namespaces here: {done.stderr.strip()}"
    finally:
        subprocess.run(("ip", "netns", "delete", name), check=False, capture_output=True)
    return ""


@dataclass(frozen=True)
class Computer:
    """One computer on the network."""

    namespace: str
    host: str
    switch: str
    """The namespace of the switch, and the port this computer is plugged into."""
    port: str

    async def run(self, *words: str, given: str = "") -> str:
        """Runs a program there to its end, with something to read; raises RuntimeError."""
        return await run("ip", "netns", "exec", self.namespace, *words, given=given)

    async def begin(self, *words: str) -> Process:
        """Starts a program there, with no settings of a relay from here."""
        here = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLBELL_")}
        inside = ("ip", "netns", "exec", self.namespace)
        return await asyncio.create_subprocess_exec(
            *inside, *words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=here
        )

    async def firewall(self, *rules: str, hook: str = "input") -> None:
        """Replaces what it had for this hook by these rules."""
        table, chain = f"table inet {hook}", f"type filter hook {hook} priority 0; policy accept;"
        content = "\n".join((f"{table} {{ chain base {{", chain, *rules, "}", "}"))
        await self.run("nft", "-f", "-", given=f"add {table}\ndelete {table}\n{content}\n")

    async def isolate(self) -> None:
        """The switch keeps this computer apart from others that it keeps apart, as guest Wi-Fi does."""
        await run("bridge", "-n", self.switch, "link", "set", "dev", self.port, "isolated", "on")

    async def doctor(self, *flags: str) -> Report:
        """What the doctor finds there."""
        process = await self.begin(sys.executable, "-m", "relay", "doctor", "--json", *flags)
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            async with asyncio.timeout(PATIENCE):
                told = [read_line(line) async for line in process.stdout]
                errors = await process.stderr.read()
                await process.wait()
        finally:
            await end(process)
        assert not errors, errors.decode()
        assert isinstance(told[-1], Report)
        return told[-1]


def found(report: Report, check: str) -> Finding:
    """What one check of a report found."""
    return next(finding for finding in report.findings if finding.check == check)


async def run(*words: str, given: str = "") -> str:
    """Runs a program to its end, with something to read; raises RuntimeError."""
    process = await asyncio.create_subprocess_exec(*words, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    out, errors = await process.communicate(given.encode())
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: {errors.decode().strip()}")
    return out.decode()


async def end(process: Process) -> None:
    """Ends a program that was started here, and reads what it left."""
    assert process.stdin is not None
    process.stdin.close()
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    await process.communicate()


@contextlib.asynccontextmanager
async def network(computers: int = 2) -> AsyncIterator[list[Computer]]:
    """Some computers on one switch, gone after the test."""
    await _clear_up()
    base = f"{PREFIX}{os.getpid()}"
    switch = f"{base}-switch"
    made = [
        Computer(f"{base}-{number}", str(ip_address(_SUBNET + number)), switch, f"port{number}")
        for number in range(1, computers + 1)
    ]
    await run("ip", "netns", "add", switch)
    try:
        bridge = "link add switch type bridge mcast_snooping 0\nlink set switch up"
        await run("ip", "-n", switch, "-batch", "-", given=bridge)
        for computer in made:
            await _plug_in(computer)
        yield made
    finally:
        for name in (switch, *(computer.namespace for computer in made)):
            with contextlib.suppress(RuntimeError):
                await run("ip", "netns", "delete", name)


async def _plug_in(computer: Computer) -> None:
    name, port = computer.namespace, computer.port
    at_the_switch = f"""
        link add {port} type veth peer name eth0 netns {name}
        link set {port} master switch
        link set {port} up
    """
    inside = f"""
        address add {computer.host}/28 dev eth0
        link set eth0 up
        link set lo up
        route add 224.0.0.0/4 dev eth0
    """
    await run("ip", "netns", "add", name)
    await run("ip", "-n", computer.switch, "-batch", "-", given=at_the_switch)
    await run("ip", "-n", name, "-batch", "-", given=inside)


async def _clear_up() -> None:
    """Takes away what runs left behind that were killed."""
    for left in Path("/run/netns").glob(f"{PREFIX}*"):  # noqa: ASYNC240  # a handful of names
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and (int(pid) == os.getpid() or not os.path.exists(f"/proc/{pid}")):  # noqa: ASYNC240
            with contextlib.suppress(RuntimeError):
                await run("ip", "netns", "delete", left.name)


@contextlib.asynccontextmanager
async def program_on(computer: Computer, script: str) -> AsyncIterator[None]:
    """A program in Python that runs on that computer; it is begun once it has written a line."""
    process = await computer.begin(sys.executable, "-c", script)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            assert await process.stdout.readline()
        yield
    finally:
        await end(process)


@contextlib.asynccontextmanager
async def relay_on(computer: Computer, folder: Path) -> AsyncIterator[dict[str, Any]]:
    """A relay that runs on that computer; what its ready file says."""
    ready = folder.with_name(folder.name + ".ready")
    words = ("run", "--data", str(folder), "--port", "8443", "--ready-file", str(ready))
    process = await computer.begin(sys.executable, "-m", "relay", *words)
    try:
        async with asyncio.timeout(PATIENCE):
            while not ready.exists():  # a test waits for the thing
                assert process.returncode is None
                await asyncio.sleep(0.02)
        said: dict[str, Any] = json.loads(ready.read_text("utf-8"))
        yield said
    finally:
        await end(process)
