"""The relay's figures, for whoever looks after it, in Prometheus' text form (docs/adr/0016).

Cheap where it counts: histograms are observed once a commit; everything else is read when somebody asks.
"""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST

PREFIX = "schoolbell_"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
EVENTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

Value = Callable[[], float | Mapping[str, float]]


class Metrics:
    """All figures of one relay, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._watched = _Watched()
        self._registry.register(self._watched)
        ProcessCollector(registry=self._registry)
        self._work = self._histogram("commit_seconds", "How long a transaction took.", SECONDS)
        self._committed = self._histogram(
            "committed_seconds",
            "From accepting an event to its being on disk, the slowest of a commit.",
            SECONDS,
        )
        self._released = self._histogram(
            "released_seconds",
            "From accepting an event to its being handed to all connections, the slowest of a commit.",
            SECONDS,
        )
        self._events = self._histogram("commit_events", "Events that one commit covered.", EVENTS)
        self._lag = self._histogram(
            "loop_lag_seconds", "How much later than asked the loop ran what was due.", SECONDS
        )

    def commit(self, events: int, work: float, committed: float) -> None:
        """So many events were committed; seconds of the transaction, and of the event that waited longest."""
        self._events.observe(events)
        self._work.observe(work)
        self._committed.observe(committed)

    def released(self, seconds: float) -> None:
        """What was committed has been handed on, so long after the first of it was accepted."""
        self._released.observe(seconds)

    def lag(self, seconds: float) -> None:
        """The loop came so much too late."""
        self._lag.observe(seconds)

    def gauge(self, name: str, about: str, value: Value, label: str = "") -> None:
        """Something that goes up and down, read when asked. With ``label``: a value for each of its names."""
        self._watched.gauges.append((PREFIX + name, about, value, label))

    def count(self, name: str, about: str, value: Value, label: str = "") -> None:
        """Something that only grows."""
        self._watched.counts.append((PREFIX + name, about, value, label))

    def page(self) -> bytes:
        """All of it as text, about a millisecond's work."""
        return generate_latest(self._registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(PREFIX + name, about, buckets=buckets, registry=self._registry)


class _Watched(Collector):
    """Reads what is watched when the page is made."""

    def __init__(self) -> None:
        self.gauges: list[tuple[str, str, Value, str]] = []
        self.counts: list[tuple[str, str, Value, str]] = []

    def collect(self) -> Iterator[Metric]:
        for name, about, value, label in self.gauges:
            gauge = GaugeMetricFamily(name, about, labels=[label] if label else None)
            yield _filled(gauge, value())
        for name, about, value, label in self.counts:
            counter = CounterMetricFamily(name, about, labels=[label] if label else None)
            yield _filled(counter, value())


def _filled(
    metric: GaugeMetricFamily | CounterMetricFamily, value: float | Mapping[str, float]
) -> GaugeMetricFamily | CounterMetricFamily:
    for name, number in value.items() if isinstance(value, Mapping) else [("", value)]:
        metric.add_metric([name] if isinstance(value, Mapping) else [], number)
    return metric
