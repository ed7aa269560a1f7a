"""Chat in a full classroom: from saying to acknowledged and to heard, beside a bare commit on the same disk.

One relay process as shipped (TLS, every message committed before it is told). 40 people, 20 messages a
second, open loop: time counts from the moment a message was due. Bare commits fall between the messages,
from another process. A message is acknowledged when its author hears it, delivered when everybody else
does; all 40 are timed. And a raised hand, to the notification on the teacher's desktop: see ``hand.py``.
"""

import asyncio
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from relay.protocol.chat import PostMessage
from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench import bare, hand
from tests.bench.figures import Figure, How, median, percentile, spread
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import (
    Pupil,
    all_go,
    connect,
    connect_all,
    in_uvloop,
    read_event,
    read_word,
    trusting,
    until,
)
from tests.relay.process import relay_process

NAME = "latency"

PEOPLE = 40
RATE = 20.0
SECONDS, QUICK_SECONDS = 30.0, 4.0
WARM_SECONDS = 1.0
"""Left out at the beginning of each round."""
LEAD_SECONDS = 1.0
TIMES_BARE = 3.0
WITHIN_MS = 10.0


@dataclass
class Round:
    """Seconds, of one round."""

    bare: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    delivered: list[float] = field(default_factory=list)


async def measure(how: How) -> list[Figure]:
    """Both latencies, and the hand's."""
    told: list[Figure] = []
    if how.wants_part("chat"):
        rounds = [await _round(QUICK_SECONDS if how.quick else SECONDS) for _ in range(how.rounds)]
        told += _chat(rounds)
    if how.wants_part("hand"):
        told += await hand.measured(how)
    return told


async def _round(seconds: float) -> Round:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        school = await prepare(Path(folder) / "school", PEOPLE)
        async with relay_process(school.folder) as relay:
            load = asyncio.create_task(in_uvloop(_load(relay.ready["port"], school, seconds)))
            return await load


async def _load(port: int, school: Prepared, seconds: float) -> Round:
    """Carries the load, with the bare commits between the messages."""
    session, interval = school.sessions[0], 1 / RATE
    heard: dict[Pupil, dict[str, float]] = {}
    refused: list[str] = []

    def on_frame(pupil: Pupil, frame: bytes, now: float) -> None:
        word = read_word(frame)
        if word.t == "page":
            for raw in word.events:
                event = read_event(raw)
                if event.t == "message_posted":
                    heard.setdefault(pupil, {})[event.ref] = now
        elif word.t == "refused":
            refused.append(word.code)

    pupils = await connect_all(port, trusting(school.certificate), school.students, on_frame)
    teacher = await connect(port, trusting(school.certificate), school.teacher)
    for one in (teacher, *pupils):  # without a teacher the lesson would be paused after a while
        one.say(EnterRoom(ref=new_ref(), session=session))
    count = int((seconds + WARM_SECONDS) * RATE)
    start = time.perf_counter() + LEAD_SECONDS
    monotonic = time.monotonic() + (start - time.perf_counter())
    others = asyncio.create_task(
        bare.commits(school.folder.parent, monotonic + interval / 2, interval, count)
    )
    said: dict[str, tuple[float, Pupil]] = {}
    for n in range(count):
        due = start + n * interval
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        text = f"message {n}, about as long as most of them are in a lesson like this one"
        command = PostMessage(ref=new_ref(), session=session, text=text)
        said[command.ref] = (due, pupils[n % len(pupils)])
        pupils[n % len(pupils)].say(command)
    await until(lambda: refused or all(len(heard.get(pupil, {})) == count for pupil in pupils))
    await all_go([teacher, *pupils])
    if refused:
        raise RuntimeError(f"refused: {refused[0]}")
    warm = int(WARM_SECONDS * RATE)
    made = Round(bare=(await others)[warm:])
    for ref, (due, author) in list(said.items())[warm:]:
        made.acknowledged.append(heard[author][ref] - due)
        made.delivered += [heard[pupil][ref] - due for pupil in pupils if pupil is not author]
    return made


def _chat(rounds: list[Round]) -> list[Figure]:
    def over(which: str, share: float) -> tuple[float, str]:
        each = [percentile(getattr(one, which), share) * 1000 for one in rounds]
        return median(each), spread(each)

    kept, _ = over("bare", 0.99)
    acknowledged, _ = over("acknowledged", 0.99)
    delivered, _ = over("delivered", 0.99)
    ratio = median([percentile(r.acknowledged, 0.99) / percentile(r.bare, 0.99) for r in rounds])
    behind = median(
        [(percentile(r.delivered, 0.99) - percentile(r.acknowledged, 0.99)) * 1000 for r in rounds]
    )
    shape = f"{PEOPLE} people, {RATE:g} messages/s"
    told = []
    for which, words in (
        ("bare", "a bare commit"),
        ("acknowledged", f"{shape}: said to acknowledged"),
        ("delivered", f"{shape}: said to delivered"),
    ):
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            value, note = over(which, share)
            told.append(Figure(name=f"{words}, {name}", value=value, unit="ms", note=note))
    by_name = {figure.name: figure for figure in told}
    last = by_name[f"{shape}: said to acknowledged, p99"]
    last.beside, last.ratio = "a bare commit, p99", ratio
    last.target, last.met = f"at most {TIMES_BARE:g}× a bare commit", ratio <= TIMES_BARE
    last = by_name[f"{shape}: said to delivered, p99"]
    last.beside, last.ratio = "acknowledged, p99", delivered / acknowledged if acknowledged else None
    last.target, last.met = f"within {WITHIN_MS:g} ms of acknowledged", behind <= WITHIN_MS
    last.note = f"{behind:+.2f} ms from acknowledged; {last.note}".rstrip("; ")
    assert kept > 0
    return told
