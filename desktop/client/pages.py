"""Reads the pages of a log: what this program knows of them, each event once."""

import logging
from collections.abc import Iterator

from relay.protocol.base import Event
from relay.protocol.catalog import UnreadableFrame, read_event
from relay.protocol.log import LogPage, Page

log = logging.getLogger(__name__)


def new_events(page: Page | LogPage, upto: int) -> Iterator[Event]:
    """The events after ``upto``. Types of a later version are passed over; so is rubbish, and logged."""
    for raw in page.events:
        try:
            event = read_event(raw)
        except UnreadableFrame as error:
            log.error("an unreadable event in %s: %s", page.session, error)
            continue
        if event is not None and event.seq > upto:
            yield event
            upto = event.seq
