"""The files that one connection hands in and reads: which frame belongs to which, and how many at once."""

from collections.abc import Callable
from itertools import count

from relay.delivery import PartLane, Sender
from relay.protocol.base import Notice, Reply
from relay.protocol.frames import read_frame
from relay.protocol.refusals import BAD_VALUE, TOO_FAST, Refusal
from relay.school.files import PartGranted, UploadBegun, lost, piece_of
from relay.school.uploads import Upload

PARTS_AT_ONCE, UPLOADS_AT_ONCE = PartGranted.at_once, UploadBegun.at_once


class Transfers:
    """Those of one connection, until it has ended."""

    def __init__(self, sender: Sender, lane: PartLane, tell: Callable[[Notice], None]) -> None:
        self._sender, self._lane, self._tell = sender, lane, tell
        self._uploads: dict[int, Upload] = {}
        self._streams = count(1)
        self._told_lost: int | None = None
        """The stream of which it was last told that nothing is known of it."""

    def receive(self, begun: UploadBegun) -> Reply:
        """A file comes over this connection. The answer; raises Refusal."""
        self._uploads = {stream: one for stream, one in self._uploads.items() if not one.is_over}
        if len(self._uploads) >= UPLOADS_AT_ONCE or not self._sender.open:
            begun.give_up()
            raise Refusal(TOO_FAST)
        stream = next(self._streams)
        self._uploads[stream] = begun.upload
        return begun.begin(stream, self._tell)

    def send(self, part: PartGranted) -> Reply:
        """A part leaves over this connection, behind what is returned; raises Refusal."""
        if self._lane.wanted_by(self._sender) >= PARTS_AT_ONCE:
            raise Refusal(TOO_FAST)
        if self._sender.open:
            self._lane.send(self._sender, part)
        return part.coming()

    def take(self, data: bytes) -> None:
        """A piece of a file that comes; raises Refusal for what is none."""
        try:
            frame = read_frame(data)
            offset, piece = piece_of(frame)
        except ValueError as error:
            raise Refusal(BAD_VALUE, detail=str(error)) from None
        upload = self._uploads.get(frame.stream)
        if upload is not None and upload.part.session == frame.session:
            upload.take(offset, piece)
        elif frame.stream != self._told_lost:
            self._told_lost = frame.stream
            self._tell(lost(frame.stream))

    def end(self) -> None:
        """The connection has ended: what came stays for the next one."""
        self._lane.forget(self._sender)
        for upload in self._uploads.values():
            upload.end()
        self._uploads.clear()
