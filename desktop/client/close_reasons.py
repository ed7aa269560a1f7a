"""What the end of a line means: a reason to show, and whether and when to try again."""

import logging
import random

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)

from desktop.client.backoff import Backoff
from desktop.pinned import KeyChanged, LineDown, reason_of
from relay.protocol.catalog import UnreadableFrame

COMING_BACK_SECONDS = (0.2, 2.5)
"""When a relay says that it goes away, everybody comes back within this time, spread out."""
LONGEST_WAIT_ASKED = 60.0

WRONG_TOKEN, TOKEN_REVOKED, SILENT_VISITOR = 401, 4401, 4408
GOING_AWAY = (1001, 1012)
FULL = {429: "too_many_devices", 503: "relay_full"}
"""By HTTP status: why the relay has no place for now."""
PLACE_GIVEN_AWAY = {4408: "relay_full", 4409: "too_many_devices"}
"""By close code: the relay gave the place to somebody who needs it more, or to another device of ours."""
OTHER_DEVICE_SECONDS = 60.0
"""Two devices do not take one place from each other faster than this."""
BEYOND_A_LIMIT = {1009: "frame_too_long", 4400: "not_understood", 4429: "too_many_frames"}
"""By close code: what of ours the relay would not take."""

log = logging.getLogger(__name__)


def final_reason(error: Exception) -> str:
    """Why no further try makes sense; empty when one does."""
    match error:
        case KeyChanged():
            return "key_changed"
        case InvalidStatus() if error.response.status_code == WRONG_TOKEN:
            return "not_signed_in"
        case ConnectionClosed() if _code(error) == TOKEN_REVOKED:
            return "token_revoked"
    return ""


def visitor_was_silent(error: Exception) -> bool:
    """A visitor had nothing to say for a while, or others needed the place: the relay let the line go."""
    return _code(error) == SILENT_VISITOR


def reason_and_pause(error: Exception, pauses: Backoff) -> tuple[str, float]:
    """The code for what ended a line (see LineState), and the seconds to wait before the next try."""
    match error:
        case InvalidStatus() if error.response.status_code in FULL:
            asked = _seconds(error.response.headers.get("Retry-After"))
            return FULL[error.response.status_code], max(pauses.next(), asked * (1 + random.random()))
        case ConnectionClosed() if _code(error) in GOING_AWAY:
            return "going_away", pauses.after(*COMING_BACK_SECONDS)
        case ConnectionClosed() if _code(error) in PLACE_GIVEN_AWAY:
            reason = PLACE_GIVEN_AWAY[_code(error)]
            least = OTHER_DEVICE_SECONDS if reason == FULL[429] else 0.0
            return reason, max(pauses.next(), least)
        case ConnectionClosed() if _code(error) in BEYOND_A_LIMIT:
            return BEYOND_A_LIMIT[_code(error)], pauses.next()
        case LineDown():
            return error.reason, pauses.next()
        case ConnectionClosed() | InvalidMessage() | EOFError():
            return "cut", pauses.next()
        case InvalidHandshake() | UnreadableFrame():
            return "not_a_relay", pauses.next()
        case InvalidURI():
            return "unknown_host", pauses.next()
        case OSError() | ValueError():
            return reason_of(error), pauses.next()
    log.error("a bug in the line", exc_info=error)
    return "fault", pauses.next()


def _code(error: Exception) -> int:
    """The relay's close code; 0 where there is none."""
    return error.rcvd.code if isinstance(error, ConnectionClosed) and error.rcvd else 0


def _seconds(text: str | None) -> float:
    try:
        return min(LONGEST_WAIT_ASKED, max(0.0, float(text or 0)))
    except ValueError:
        return 0.0
