"""Joins the relay's parts with its metrics."""

import asyncio
from collections.abc import Callable

from relay.delivery import Delivery, PartLane
from relay.metrics import Metrics
from relay.school import School
from relay.server.capacity import Capacity
from relay.server.counters import Counters
from relay.server.disk import DiskSpaceMonitor
from relay.server.rooms import LiveRooms
from relay.store import Store

LAG_SECONDS = 0.2
"""How often the loop's lag is measured."""


class LoopLag:
    """Asks the loop for a call at a certain time again and again, and tells how late it came."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell, self._loop = tell, asyncio.get_running_loop()
        self._due = self._loop.time() + LAG_SECONDS
        self._next = self._loop.call_at(self._due, self._measure)

    def _measure(self) -> None:
        now = self._loop.time()
        self._tell(max(0.0, now - self._due))
        self._due = now + LAG_SECONDS
        self._next = self._loop.call_at(self._due, self._measure)

    def stop(self) -> None:
        """Measure no more."""
        self._next.cancel()


def watch_rooms(metrics: Metrics, rooms: LiveRooms) -> None:
    """Have read how many lessons run, and who follows them."""

    def readers() -> dict[str, float]:
        behind = [reader.pump is not None for live in rooms for reader in live.subscribers.by_device.values()]
        return {"live": behind.count(False), "catching_up": behind.count(True)}

    gauge = metrics.gauge
    gauge("rooms", "Lessons that run.", lambda: len(rooms))
    gauge("people", "People in rooms.", lambda: sum(len(live.room.presence.here) for live in rooms))
    gauge("readers", "Devices that follow rooms.", readers, "state")
    gauge("log_waiting", "Events that wait to be committed.", lambda: rooms.commits.waiting)


def watch_connections(metrics: Metrics, capacity: Capacity, tally: Counters) -> None:
    """Have read who is connected, what they sent, and what was refused."""
    count = metrics.count
    metrics.gauge(
        "connections",
        "Connections, signed in and not; members' include those of guests.",
        lambda: {"member": len(capacity.taken) - capacity.visitors, "visitor": capacity.visitors},
        "kind",
    )
    count("frames_received", "Frames that came in.", lambda: tally.frames)
    count("cut_senders", "Connections cut, sending too much.", lambda: tally.floods)
    count("refusals", "Commands refused.", lambda: tally.refusals, "code")
    count("turned_away", "Requests to connect that were turned away.", lambda: tally.turned_away, "status")


def watch_store(metrics: Metrics, store: Store, disk: DiskSpaceMonitor) -> None:
    """Have read what is stored, what waits to be, and what is left of the disk."""
    gauge = metrics.gauge
    gauge("writer_waiting", "Things that wait for the writer.", store.waiting)
    gauge("pages_kept_bytes", "Pages of the past that are kept.", lambda: store.pages.bytes)
    gauge("disk_free_bytes", "Free where the data lies.", lambda: disk.free)
    gauge("disk_low", "1 while nothing new is written.", lambda: int(disk.low))
    gauge("database_bytes", "Size of the database file.", store.maintenance.database_bytes)
    gauge("write_ahead_bytes", "Size of the write-ahead log.", store.maintenance.ahead_bytes)
    metrics.count("pages_read", "Pages of the past read from the log.", lambda: store.pages.reads)


def watch_files(metrics: Metrics, school: School, parts: PartLane) -> None:
    """Have read which files are kept, come and leave."""
    metrics.gauge("files_bytes", "Files that are kept, a minute ago.", lambda: school.files_bytes)
    metrics.gauge("uploads", "Files that come.", lambda: school.uploads)
    metrics.count("parts_sent", "Parts of files sent whole.", lambda: parts.sent)
    metrics.count("parts_bytes", "Bytes of parts sent, before TLS.", lambda: parts.bytes_sent)


def watch_delivery(metrics: Metrics, delivery: Delivery) -> None:
    """Have read what was told live, and who could not take it."""
    count = metrics.count
    metrics.gauge("unsent_bytes", "What the network has not taken.", delivery.unsent.in_all)
    count("deliveries", "Events told live, once for each device.", lambda: delivery.deliveries)
    count("delivered_bytes", "Bytes told live, before TLS.", lambda: delivery.written)
    count("slow_readers", "Times a reader left the live path.", lambda: delivery.slow)
    count("cut_readers", "Connections cut, stuck or holding too much.", lambda: delivery.unsent.cuts)
