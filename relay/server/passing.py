"""Passes on what is kept nowhere, from one in a room to those in it who may have it and know what it is."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from relay.delivery import MomentLane, Subscriber
from relay.delivery.frames import binary_frame, text_frame
from relay.lanes import LaneRules, Passed
from relay.presence import Asker
from relay.protocol.base import Moment, MomentSum
from relay.protocol.catalog import encode
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.frames import read_frame
from relay.protocol.hello import FRAMES, MOMENTS
from relay.protocol.log import Audience, may_see
from relay.protocol.refusals import BAD_VALUE, FAULT, UNKNOWN_TYPE, Refusal, need
from relay.server.live_room import LiveRoom
from relay.server.participations import Participation

_log = logging.getLogger(__name__)


class Passing:
    """Moments and binary frames, to whom the rules say."""

    def __init__(self, rules: LaneRules, lane: MomentLane) -> None:
        self._rules, self._lane = rules, lane

    def moment(self, live: LiveRoom, asker: Asker, moment: Moment) -> None:
        """A moment of somebody in a room."""
        try:
            passed = self._rules.decide(live.room, asker, moment)
        except Refusal:  # dropped, and not answered
            return
        except Exception:
            _log.exception("passing on a moment failed", extra={"moment": type(moment).__name__})
            return
        if passed is None:
            return
        if passed.into is not None:
            self._add(live, moment, passed, passed.into)
        elif asker.role == "teacher" or _may_cost_more(live):
            moment.by = asker.account
            self._tell(live, moment, passed, but=asker.device)

    def _add(self, live: LiveRoom, moment: Moment, passed: Passed, into: type[MomentSum]) -> None:
        """However many come, as much is told: so the first of them starts the time."""
        key = into, passed.to
        if key not in live.sums:
            live.sums[key] = into(session=moment.session)
            asyncio.get_running_loop().call_later(into.every, self._tell_sum, live, passed, key)
        live.sums[key].add(moment)

    def _tell_sum(self, live: LiveRoom, passed: Passed, key: tuple[type[MomentSum], Audience]) -> None:
        self._tell(live, live.sums.pop(key), passed)

    def _tell(self, live: LiveRoom, moment: Moment, passed: Passed, but: str = "") -> None:
        if readers := _readers(live, passed, MOMENTS, but):
            key = type(moment), moment.by, moment.key()
            self._lane.pass_on_newest(readers, text_frame(encode(moment)), key, moment.good_for)

    def frame(self, participations: Mapping[str, Participation], data: bytes) -> None:
        """A binary frame of somebody who is in these rooms, by session; raises Refusal."""
        if not data or not self._rules.takes(data[0]):
            raise Refusal(UNKNOWN_TYPE, detail=str(data[0]) if data else "")
        try:
            frame = read_frame(data)
        except ValueError as error:
            raise Refusal(BAD_VALUE, detail=str(error)) from None
        participation = need(participations.get(frame.session), NOT_IN_ROOM)
        live, asker = participation
        try:
            passed = self._rules.decide(live.room, asker, frame)
        except Refusal:
            raise
        except Exception:
            _log.exception("taking a binary frame failed", extra={"kind": frame.kind})
            raise Refusal(FAULT) from None
        if passed:
            self._lane.pass_on(_readers(live, passed, FRAMES, asker.device), binary_frame(data))


def _may_cost_more(live: LiveRoom) -> bool:
    """Whether students' moments are still cheap: a crowd of made-up guests would cost its own square."""
    told = live.moments_told
    return told.take(live.room.clock.running(), min(len(live.subscribers.by_device), told.most))


def _readers(live: LiveRoom, passed: Passed, lane: str, but: str) -> list[Subscriber]:
    """All other devices in the room at this moment whose people may have it and whose programs know it."""
    is_in: Callable[[str, str], bool] = live.room.presence.here.has
    return [
        reader
        for device, reader in live.subscribers.by_device.items()
        if lane in reader.sender.can
        and passed.subject in reader.sender.can
        and device != but
        and may_see(passed.to, reader.account, reader.teaches)
        and reader.channel is not None
        and is_in(reader.account, device)
    ]
