"""A network of its own for the relay, whose packets the kernel loses or drops."""

import asyncio
import contextlib
import os
import random
import subprocess
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

from tests.faults.lesson import LessonUnderFaults
from tests.faults.process import RelayUnderTest, missing as missing_tool

PREFIX = "schoolbell-faults-"
NAMESPACE = f"{PREFIX}{os.getpid()}"
CABLE = (f"sbf{os.getpid()}a", f"sbf{os.getpid()}b")
"""Names of its two ends. Names and addresses are this process's own: two runs may go on at once."""
_SUBNET = (10 << 24 | 213 << 16) + os.getpid() % 16_384 * 4
HERE, THERE = str(ip_address(_SUBNET + 1)), str(ip_address(_SUBNET + 2))
LOSS_PERCENT = 25


def missing() -> str:
    """Why there can be no network namespace here."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if why := missing_tool("ip") or missing_tool("nft"):
        return why
    words = ("ip", "netns", "add", f"{NAMESPACE}-try")
    made = subprocess.run(words, check=False, capture_output=True, text=True)
    if made.returncode:
        return f"no network namespaces here: {made.stderr.strip()}"
    subprocess.run(("ip", "netns", "delete", f"{NAMESPACE}-try"), check=False, capture_output=True)
    return ""


@contextlib.asynccontextmanager
async def namespace(relay: RelayUnderTest) -> AsyncIterator[None]:
    """The relay runs behind a cable; it is reached at another address."""
    await _clear_up()
    await _run("ip", "netns", "add", NAMESPACE)
    try:
        await _run("ip", "link", "add", CABLE[0], "type", "veth", "peer", "name", CABLE[1])
        await _run("ip", "link", "set", CABLE[1], "netns", NAMESPACE)
        await _run("ip", "address", "add", f"{HERE}/30", "dev", CABLE[0])
        await _run("ip", "link", "set", CABLE[0], "up")
        await _inside("ip", "address", "add", f"{THERE}/30", "dev", CABLE[1])
        await _inside("ip", "link", "set", CABLE[1], "up")
        await _inside("ip", "link", "set", "lo", "up")
        await _inside("nft", "add", "table", "ip", "faults")
        for chain in ("input", "output"):
            hook = f"{{ type filter hook {chain} priority 0 ; }}"
            await _inside("nft", "add", "chain", "ip", "faults", chain, hook)
        relay.host = THERE
        relay.before = ("ip", "netns", "exec", NAMESPACE)
        yield
    finally:
        await _run("ip", "netns", "delete", NAMESPACE)


async def _clear_up() -> None:
    """Take away what runs left behind that were killed."""
    for left in Path("/run/netns").glob(f"{PREFIX}*"):  # noqa: ASYNC240  # a handful of names
        pid = left.name.removeprefix(PREFIX)
        if pid.isdecimal() and (int(pid) == os.getpid() or not os.path.exists(f"/proc/{pid}")):  # noqa: ASYNC240
            with contextlib.suppress(RuntimeError):
                await _run("ip", "netns", "delete", left.name)


async def lossy(lesson: LessonUnderFaults) -> None:
    """A quarter of all packets is lost for a while, then all of them, in one direction or both."""
    dice = random.Random(f"network {lesson.plan.seed}")
    await asyncio.sleep(1.5)
    loss = f"numgen random mod 100 < {LOSS_PERCENT} drop"
    await _for_a_while(("input", "output"), loss, 3.0)
    lesson.outcome.counts["packets lost"] += 1
    await asyncio.sleep(0.5)
    ways = dice.choice((("input",), ("output",), ("input", "output")))
    await _for_a_while(ways, "drop", dice.uniform(1.0, 6.0))
    lesson.outcome.counts["network gone"] += 1


async def _for_a_while(ways: tuple[str, ...], rule: str, seconds: float) -> None:
    for way in ways:
        await _inside("nft", "add", "rule", "ip", "faults", way, rule)
    try:
        await asyncio.sleep(seconds)
    finally:
        await _inside("nft", "flush", "table", "ip", "faults")


async def _inside(*words: str) -> None:
    await _run("ip", "netns", "exec", NAMESPACE, *words)


async def _run(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(*words, stderr=subprocess.PIPE)
    _, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)}: {errors.decode().strip()}")
