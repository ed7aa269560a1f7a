"""Computers of a small network: namespaces plugged into a switch, which a test may mistreat."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
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
        return "network namespaces need Linux and root"
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

    async def run(self, *words: str) -> str:
        """Runs a program there to its end; raises RuntimeError."""
        return await run("ip", "netns", "exec", self.namespace, *words)

    async def begin(self, *words: str, input_pipe: bool = False) -> Process:
        """Starts a program there, with no settings of a relay from here."""
        here = {name: value for name, value in os.environ.items() if not name.startswith("SCHOOLBELL_")}
        return await asyncio.create_subprocess_exec(
            *("ip", "netns", "exec", self.namespace, *words),
            stdin=PIPE if input_pipe else DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            env=here,
        )

    async def firewall(self, *rules: str, policy: str = "accept", hook: str = "input") -> None:
        """Replaces what it had for this hook by these rules."""
        with contextlib.suppress(RuntimeError):
            await self.run("nft", "delete", "table", "inet", hook)
        await self.run("nft", "add", "table", "inet", hook)
        chain = f"{{ type filter hook {hook} priority 0 ; policy {policy} ; }}"
        await self.run("nft", "add", "chain", "inet", hook, "base", chain)
        for rule in rules:
            await self.run("nft", "add", "rule", "inet", hook, "base", rule)

    async def isolate(self) -> None:
        """The switch keeps this computer apart from others that it keeps apart, as guest Wi-Fi does."""
        await run("bridge", "-n", self.switch, "link", "set", "dev", self.port, "isolated", "on")

    async def doctor(self, *flags: str) -> Report:
        """What the doctor finds there."""
        process = await self.begin(sys.executable, "-m", "relay", "doctor", "--json", *flags, input_pipe=True)
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        report: Report | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                while line := await process.stdout.readline():
                    told = read_line(line)
                    if isinstance(told, Report):
                        report = told
                errors = await process.stderr.read()
                await process.wait()
        finally:
            process.stdin.close()
            await end(process)
        assert report is not None, errors.decode()
        assert not errors, errors.decode()
        return report


def found(report: Report, check: str) -> Finding:
    """What one check of a report found."""
    return next(finding for finding in report.findings if finding.check == check)


async def run(*words: str) -> str:
    """Runs a program to its end; raises RuntimeError."""
    process = await asyncio.create_subprocess_exec(*words, stdin=DEVNULL, stdout=PIPE, stderr=PIPE)
    out, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: {errors.decode().strip()}")
    return out.decode()


async def end(process: Process) -> None:
    """Ends a program that was started here, and reads what it left."""
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
        await run("ip", "-n", switch, "link", "add", "switch", "type", "bridge", "mcast_snooping", "0")
        await run("ip", "-n", switch, "link", "set", "switch", "up")
        for computer in made:
            await _plug_in(computer)
        yield made
    finally:
        for name in (switch, *(computer.namespace for computer in made)):
            with contextlib.suppress(RuntimeError):
                await run("ip", "netns", "delete", name)


async def _plug_in(computer: Computer) -> None:
    name = computer.namespace
    await run("ip", "netns", "add", name)
    cable = ("type", "veth", "peer", "name", "eth0", "netns", name)
    await run("ip", "-n", computer.switch, "link", "add", computer.port, *cable)
    await run("ip", "-n", computer.switch, "link", "set", computer.port, "master", "switch")
    await run("ip", "-n", computer.switch, "link", "set", computer.port, "up")
    await run("ip", "-n", name, "address", "add", f"{computer.host}/28", "dev", "eth0")
    await run("ip", "-n", name, "link", "set", "eth0", "up")
    await run("ip", "-n", name, "link", "set", "lo", "up")
    await run("ip", "-n", name, "route", "add", "224.0.0.0/4", "dev", "eth0")


async def _clear_up() -> None:
    """Takes away what runs left behind that were killed."""
    for left in Path("/run/netns").glob(f"{PREFIX}*"):  # noqa: ASYNC240  # a handful of names
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and (int(pid) == os.getpid() or not os.path.exists(f"/proc/{pid}")):  # noqa: ASYNC240
            with contextlib.suppress(RuntimeError):
                await run("ip", "netns", "delete", left.name)


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
