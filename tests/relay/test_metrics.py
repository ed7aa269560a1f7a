"""What the relay tells at /metrics, to whom, and that its figures are those of what happened."""

import asyncio
import ssl
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.datastructures import Headers

from relay.metrics import Metrics
from relay.protocol.chat import PostMessage
from relay.server.figures import LoopLag
from relay.server.web import may_read
from relay.shared.ids import new_ref
from tests.patience import PATIENCE, until
from tests.relay.client import NotAccepted, SchoolOfTests
from tests.relay.inside import school_inside

TOKEN = "a token of some length"


async def get(made: SchoolOfTests, path: str = "/metrics", **headers: str) -> tuple[int, str]:
    """One HTTPS request; gives status and body."""
    context = ssl.create_default_context(cafile=str(made.certificate))
    context.check_hostname = False
    reader, writer = await asyncio.open_connection("127.0.0.1", made.port, ssl=context)
    lines = [f"GET {path} HTTP/1.1", f"Host: {headers.pop('host', f'127.0.0.1:{made.port}')}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), body


def figures(text: str) -> dict[str, float]:
    """Every sample by its name, with its one label's value where it has one; buckets left out."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_bucket")
    }


async def test_a_lesson_in_figures(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva", "Tom Becker") as (server, made):
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        session = await made.live(lee)
        await lee.enter(session)
        await ana.enter(session)
        before = figures((await get(made))[1])
        for number in range(5):
            command = PostMessage(ref=new_ref(), session=session, text=f"{number}")
            await lee.do(command)
        await ana.until(lambda: command.ref in ana._events)
        with pytest.raises(NotAccepted, match="empty"):
            await ana.do(PostMessage(ref=new_ref(), session=session, text=" "))
        status, text = await get(made)
        after = figures(text)
        assert status == 200
        assert after["schoolbell_rooms"] == 1
        assert after["schoolbell_people"] == 2
        assert after["schoolbell_connections member"] == 2
        assert after["schoolbell_connections visitor"] == 0
        assert after["schoolbell_readers live"] == 2
        assert after["schoolbell_readers catching_up"] == 0
        assert after["schoolbell_refusals_total empty"] == 1
        assert after["schoolbell_frames_received_total"] - before["schoolbell_frames_received_total"] == 6
        told = server.delivery.deliveries
        assert after["schoolbell_deliveries_total"] == told > before["schoolbell_deliveries_total"]
        assert after["schoolbell_delivered_bytes_total"] == server.delivery.written > 1_000
        for name in ("commit", "committed", "released"):
            assert after[f"schoolbell_{name}_seconds_count"] >= 5
            assert 0 < after[f"schoolbell_{name}_seconds_sum"] < 10
        assert after["schoolbell_commit_seconds_sum"] < after["schoolbell_committed_seconds_sum"]
        assert after["schoolbell_committed_seconds_sum"] < after["schoolbell_released_seconds_sum"]
        assert after["schoolbell_commit_events_sum"] >= 5
        assert after["schoolbell_write_ahead_bytes"] > 0
        assert after["schoolbell_database_bytes"] > 0
        assert after["schoolbell_disk_free_bytes"] > 0
        assert after["schoolbell_disk_low"] == 0
        assert after["schoolbell_writer_waiting"] >= 0
        async with asyncio.timeout(PATIENCE):  # looked at once a second
            while not figures((await get(made))[1])["schoolbell_loop_lag_seconds_count"]:
                await asyncio.sleep(0.05)
        if sys.platform.startswith("linux"):
            assert after["process_resident_memory_bytes"] > 1 << 20
            assert after["process_open_fds"] > 3


async def test_what_is_turned_away_is_counted_by_status(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data") as (_, made):
        assert (await get(made, "/v1", Authorization="Bearer nonsense"))[0] == 401
        assert figures((await get(made))[1])["schoolbell_turned_away_total 401"] == 1


async def test_from_elsewhere_only_with_the_token(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", metrics_token=TOKEN) as (_, made):
        # This machine too: a proxy that passes on bytes makes everybody come from it.
        assert (await get(made))[0] == 401
        assert (await get(made, X_Forwarded_For="192.0.2.7"))[0] == 401
        assert (await get(made, Authorization=f"Bearer {TOKEN}"))[0] == 200
        assert (await get(made, X_Forwarded_For="192.0.2.7", Authorization=f"Bearer {TOKEN}"))[0] == 200
        assert (await get(made, X_Forwarded_For="192.0.2.7", Authorization="Bearer wrong"))[0] == 401
        # A person's token is none for this.
        assert (await get(made, Authorization=f"Bearer {made.teacher_token}"))[0] == 401


async def test_without_a_token_they_are_not_there_for_others(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data") as (_, made):
        for passed_on in (
            *({"X_Forwarded_For": "192.0.2.7"}, {"Via": "1.1 proxy"}, {"X_Client_IP": "192.0.2.7"}),
            *({"Forwarded": "for=192.0.2.7"}, {"CF_Connecting_IP": "192.0.2.7"}, {"X_Anything": "new"}),
            *(
                {"host": "relay.school.example"},
                {"host": "192.0.2.1:8443"},
                {"host": "localhost.evil.example"},
            ),
        ):
            status, text = await get(made, **passed_on)
            assert status == 404, passed_on
            assert "schoolbell_" not in text
        assert (await get(made, host="localhost"))[0] == 200
        assert (await get(made, host="[::1]:8443", X_Prometheus_Scrape_Timeout_Seconds="10"))[0] == 200


@pytest.mark.parametrize(
    ("peer", "token", "given", "may"),
    [
        ("127.0.0.1", "", "", True),
        ("127.8.8.8", "", "", True),
        ("::1", "", "", True),
        ("::ffff:127.0.0.1", "", "", True),
        ("192.0.2.7", "", "", False),
        ("::ffff:192.0.2.7", "", "", False),
        ("2001:db8::1", "", "", False),
        ("", "", "", False),
        ("192.0.2.7", "", "Bearer ", False),
        ("192.0.2.7", "", "Bearer anything", False),
        ("192.0.2.7", TOKEN, "", False),
        ("192.0.2.7", TOKEN, f"Bearer {TOKEN}", True),
        ("192.0.2.7", TOKEN, TOKEN, False),
        ("192.0.2.7", TOKEN, f"Bearer {TOKEN}x", False),
        ("192.0.2.7", TOKEN, "Bearer \u00fc", False),
        ("127.0.0.1", TOKEN, "Bearer wrong", False),
        ("127.0.0.1", TOKEN, "", False),
    ],
)
def test_who_may_read(peer: str, token: str, given: str, may: bool) -> None:
    headers = Headers({"Host": "127.0.0.1:8443"} | ({"Authorization": given} if given else {}))
    assert may_read(headers, peer, token) is may


async def test_a_loop_that_was_held_up_is_seen() -> None:
    lags: list[float] = []
    lag = LoopLag(lags.append)
    asyncio.get_running_loop().call_later(0.1, keep_busy, 0.4)
    await until(lambda: any(seen > 0.15 for seen in lags))
    lag.stop()


def keep_busy(seconds: float) -> None:
    """Leaves the loop no time for anything else."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        pass


def test_two_relays_in_one_process_keep_their_figures_apart() -> None:
    one, other = Metrics(), Metrics()
    one.gauge("rooms", "Lessons.", lambda: 3)
    other.gauge("rooms", "Lessons.", lambda: 4)
    assert figures(one.page().decode())["schoolbell_rooms"] == 3
    assert figures(other.page().decode())["schoolbell_rooms"] == 4
