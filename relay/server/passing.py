"""Passes on what is kept nowhere, from one in a room to those in it who may have it and know what it is."""

import logging
from collections.abc import Callable, Mapping

from relay.delivery import MomentLane, Subscriber
from relay.delivery.frames import binary_frame, text_frame
from relay.lanes import LaneRules
from relay.presence import Asker
from relay.protocol.base import Moment
from relay.protocol.catalog import encode
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.frames import read_frame
from relay.protocol.hello import FRAMES, MOMENTS
from relay.protocol.log import Audience, may_see
from relay.protocol.refusals import BAD_VALUE, FAULT, UNKNOWN_TYPE, Refusal
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
        if passed is None or (asker.role == "student" and not _may_cost_more(live)):
            return
        if readers := _readers(live, asker, *passed, MOMENTS):
            moment.by = asker.account
            key = type(moment), asker.account, moment.key()
            self._lane.pass_on_newest(readers, text_frame(encode(moment)), key, moment.good_for)

    def frame(self, participations: Mapping[str, Participation], data: bytes) -> None:
        """A binary frame of somebody who is in these rooms, by session; raises Refusal."""
        if not data or not self._rules.takes(data[0]):
            raise Refusal(UNKNOWN_TYPE, detail=str(data[0]) if data else "")
        try:
            frame = read_frame(data)
        except ValueError as error:
            raise Refusal(BAD_VALUE, detail=str(error)) from None
        participation = participations.get(frame.session)
        if participation is None:
            raise Refusal(NOT_IN_ROOM)
        live, asker = participation
        try:
            passed = self._rules.decide(live.room, asker, frame)
        except Refusal:
            raise
        except Exception:
            _log.exception("taking a binary frame failed", extra={"kind": frame.kind})
            raise Refusal(FAULT) from None
        if passed:
            self._lane.pass_on(_readers(live, asker, *passed, FRAMES), binary_frame(data))


def _may_cost_more(live: LiveRoom) -> bool:
    """Whether students' moments are still cheap: a crowd of made-up guests would cost its own square."""
    told = live.moments_told
    return told.take(live.room.clock.running(), min(len(live.subscribers.by_device), told.most))


def _readers(live: LiveRoom, asker: Asker, to: Audience, subject: str, lane: str) -> list[Subscriber]:
    """Everybody else in the room at this moment who may have it, and whose program knows it."""
    is_in: Callable[[str, str], bool] = live.room.presence.here.has
    return [
        reader
        for device, reader in live.subscribers.by_device.items()
        if lane in reader.sender.can
        and subject in reader.sender.can
        and device != asker.device
        and may_see(to, reader.account, reader.teaches)
        and reader.channel is not None
        and is_in(reader.account, device)
    ]
