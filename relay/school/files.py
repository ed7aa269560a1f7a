"""Handing files in for a lesson and reading them: who may, and how much of them is kept."""

from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine
from functools import partial
from typing import Any, ClassVar, NamedTuple

from relay.handed.files import FILES_PROGRAMS, FilesKept
from relay.protocol.accounts import Done
from relay.protocol.base import Count, Notice, Reply, SessionId
from relay.protocol.catalog import encode
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.files import (
    FILE_DAMAGED,
    FILE_MB,
    GUEST_FILES,
    GUEST_MB,
    GUESTS_SHARE_OF_LESSON,
    NO_ROOM,
    NO_SUCH_FILE,
    PARTS_AT_ONCE,
    SCHOOL_MB,
    SESSION_MB,
    STUDENT_DAY_MB,
    STUDENT_FILES,
    TEACHER_FILES,
    TOO_LARGE,
    UPLOAD_LOST,
    UPLOADS_AT_ONCE,
    WRONG_KIND,
    FileHash,
    FileRefused,
    FileWanted,
    GetPart,
    NamedFile,
    OfferFile,
    PartComing,
    PartLost,
    Stream,
    WithdrawFile,
    piece,
    read_piece as piece_of,
)
from relay.protocol.frames import FILE_PART
from relay.protocol.refusals import BAD_VALUE, DISK_LOW, SESSION_NOT_LIVE, Code, Refusal
from relay.protocol.sessions import Session
from relay.school.audit import READ_LOG
from relay.school.authorising import Who, need_session, role_in
from relay.school.file_kinds import fault
from relay.school.handover import hands_over
from relay.school.readings import note_reading
from relay.school.requests import Request, handles
from relay.school.uploads import Upload
from relay.setting import Setting
from relay.shared.programs import is_program
from relay.shared.tasks import Tasks
from relay.store import Store
from relay.store.heartbeat import DAY_MS
from relay.store.queries.files import FileBytes, FileQueries, OfferedFile, counted

__all__ = ["PartGranted", "UploadBegun", "lost", "piece_of"]

FILES_MB = Setting("files_mb", SCHOOL_MB, "million bytes of files that the relay keeps in all", travels=True)
MB = 1_000_000


class UploadBegun(Reply, kw_only=True):
    """Told as ``file_wanted`` by the connection over which the file comes."""

    upload: Upload
    receive: Callable[[int, Callable[[Notice], None]], Coroutine[Any, Any, None]]
    tasks: Tasks
    at_once: ClassVar = UPLOADS_AT_ONCE
    """Of one connection."""

    def give_up(self) -> None:
        """It does not come over this connection."""
        self.upload.end()
        self.tasks.spawn(self.upload.ended())

    def begin(self, stream: int, tell: Callable[[Notice], None]) -> FileWanted:
        """Pieces may come by this stream, once what is returned has been told."""
        self.upload.task = self.tasks.spawn(self.receive(stream, tell))
        return FileWanted(ref=self.ref, stream=stream, have=self.upload.have)


class PartGranted(Reply, kw_only=True):
    """Told as ``part_coming``; the bytes follow by the connection over which they were asked for."""

    session: SessionId
    file: FileHash
    start: Count
    length: Count
    size: Count
    stream: Stream
    at_once: ClassVar = PARTS_AT_ONCE
    """Of one connection."""

    def coming(self) -> PartComing:
        """What is told before them."""
        return PartComing(ref=self.ref, start=self.start, length=self.length, size=self.size)

    def lost(self) -> bytes:
        """What is told if they can't be read."""
        return encode(PartLost(stream=self.stream))

    def frame(self, offset: int, data: bytes) -> bytes:
        """Bytes of the file from ``offset`` on, as they are sent."""
        return piece(FILE_PART, self.session, self.stream, offset, data).encode()


def lost(stream: int) -> FileRefused:
    """What is told of a stream of which nothing is known."""
    why = Refusal(UPLOAD_LOST)
    return FileRefused(stream=stream, code=why.code.name, retry=why.retry)


class Offering(NamedTuple):
    """Who offers a file, as limits see them."""

    teaches: bool
    is_guest: bool
    is_kept: bool = False
    """It is here, and the asker may know that; whether it is whole still is not looked at."""
    fault: Code | None = None
    """Why what is here is not of the kind that is offered."""
    is_new: bool = True
    """It has not been handed in by them for this lesson."""


@handles(OfferFile, Who.SESSION_READERS, checks={"ended": "session_not_live"})
async def offer_file(request: Request[OfferFile]) -> Reply:
    """Nobody learns that the relay has a file but who has handed it in themselves or may read it here."""
    command, office, account = request.command, request.office, request.account
    offered = OfferedFile(account.id, command.hash, command.size, command.kind)
    coming = office.uploads.bytes_without(command.session, account.id, command.hash)
    offering = await request.read(lambda: _look(request, offered, coming))
    if not request.is_in:
        raise Refusal(NOT_IN_ROOM)
    if office.disk_low():
        raise Refusal(DISK_LOW)
    if offering.is_kept and await office.store.files.is_whole(command.hash):
        if offering.fault:
            raise Refusal(offering.fault)
        if offering.is_new:
            await office.write(lambda: _put(request, offered, coming, is_here=True))
        _hand(request, offered)
        return FileWanted(ref=command.ref, have=command.size, kept=True)
    try:
        upload = await office.uploads.open(command.session, offered, offering.is_guest, line=request.visit)
    except OSError:
        raise Refusal(DISK_LOW) from None
    receive = partial(_receive, request, offered, upload)
    return UploadBegun(ref=command.ref, upload=upload, receive=receive, tasks=office.uploads.tasks)


@handles(WithdrawFile, Who.SESSION_READERS)
async def withdraw_file(request: Request[WithdrawFile]) -> Reply:
    """What was kept already stays; it goes by itself if nothing names it."""
    await request.authorise()
    uploads = request.office.uploads
    try:
        await uploads.withdraw(request.account.id, request.command.hash, line=request.visit)
    except OSError:
        raise Refusal(DISK_LOW) from None
    return Done(ref=request.command.ref)


@handles(GetPart, Who.SESSION_READERS)
async def get_part(request: Request[GetPart]) -> Reply:
    """Live or ended: whoever is told an event that names the file; an admin's reading is noted."""
    command, store, account = request.command, request.store, request.account

    def look() -> int:
        teaches = role_in(store, account, need_session(store, command.session)) == "teacher"
        files = store.queries(FileQueries)
        size = None
        if files.may_read(command.session, command.file, account.id, teaches):
            size = store.files.size(command.file)
        if size is None:
            raise Refusal(NO_SUCH_FILE)
        return size

    size = await request.read(look)
    if command.start >= size:
        raise Refusal(BAD_VALUE, detail="start")
    await note_reading(request, READ_LOG)
    return PartGranted(
        ref=command.ref,
        session=command.session,
        file=command.file,
        start=command.start,
        length=min(command.length, size - command.start),
        size=size,
        stream=command.stream,
    )


@hands_over
def files_kept(store: Store, session: Session) -> list[FilesKept]:
    """What each has handed in for a lesson, also before the relay was started anew."""
    found: dict[str, dict[str, NamedFile]] = defaultdict(dict)
    for offered in store.queries(FileQueries).offers(session.id):
        found[offered.account][offered.file] = _named(offered)
    return [FilesKept(account, files) for account, files in found.items()]


async def _receive(
    request: Request[OfferFile],
    offered: OfferedFile,
    upload: Upload,
    stream: int,
    tell: Callable[[Notice], None],
) -> None:
    async with upload.coming(stream, tell) as is_whole:
        if is_whole:
            await _keep(request, offered, upload)
            request.tell()


async def _keep(request: Request[OfferFile], offered: OfferedFile, upload: Upload) -> None:
    """All of it has come. Raises Refusal, OSError."""
    incoming, uploads = upload.part.incoming, request.office.uploads
    is_right, beginning = await incoming.finish()
    if not is_right:
        raise Refusal(FILE_DAMAGED)
    if code := fault(offered.kind, offered.size, beginning):
        raise Refusal(code)
    coming = uploads.bytes_without(request.command.session, offered.account, offered.file)

    def keep() -> None:
        _put(request, offered, coming)
        incoming.place()

    await request.office.write(keep)
    request.store.files.forget(offered.file)
    _hand(request, offered)


def _put(request: Request[OfferFile], offered: OfferedFile, coming: FileBytes, is_here: bool = False) -> None:
    """Much may have happened since it was offered. ``is_here``: without a byte of it having come now."""
    request.check()
    if not _look(request, offered, coming).is_kept and is_here:
        raise Refusal(UPLOAD_LOST)
    now = request.now()
    request.store.queries(FileQueries).offer(request.command.session, offered, now // DAY_MS, now)


def _hand(request: Request[OfferFile], offered: OfferedFile) -> None:
    """From now on they may name it."""
    kept = FilesKept(offered.account, {offered.file: _named(offered)})
    request.after_commit.handed.append((request.command.session, kept))


def _look(request: Request[OfferFile], offered: OfferedFile, coming: FileBytes) -> Offering:
    """Whether a file may be handed in. Raises Refusal. ``coming``: what others are about to take."""
    command, store, account = request.command, request.store, request.account
    session, files = need_session(store, command.session), store.queries(FileQueries)
    if session.status != "live":
        raise Refusal(SESSION_NOT_LIVE)
    programs = request.office.settings.of_subjects[FILES_PROGRAMS]
    if is_program(command.name) and not programs:
        raise Refusal(WRONG_KIND, detail=command.name)
    if offered.size > FILE_MB * MB:
        raise Refusal(TOO_LARGE)
    lesson_pass = store.joining.pass_of(account.id)
    teaches = role_in(store, account, session) == "teacher"
    offering = Offering(teaches, lesson_pass is not None and not lesson_pass.confirmed)
    kept = files.bytes_without(session.id, account.id, request.now() // DAY_MS, offered.file)
    _need_room(request, offered.size, offering, FileBytes(*map(sum, zip(kept, coming, strict=True))))
    is_known = files.has_offered(account.id, offered.file) or files.may_read(
        session.id, offered.file, account.id, teaches
    )
    if is_known and files.size(offered.file) not in (None, offered.size):
        raise Refusal(FILE_DAMAGED)
    if not is_known or store.files.size(offered.file) != offered.size:
        return offering
    is_new = offered not in files.offers(session.id)
    code = fault(offered.kind, offered.size, store.files.beginning(offered.file))
    return offering._replace(is_kept=True, is_new=is_new, fault=code)


def _need_room(request: Request[OfferFile], size: int, offering: Offering, there: FileBytes) -> None:
    """Raises Refusal where one more of so many bytes is too much."""
    limits: list[tuple[int, float]] = [
        (there.in_lesson, SESSION_MB),
        (there.in_school, request.office.settings.of_subjects[FILES_MB]),
    ]
    if offering.is_guest:
        limits += [(there.of_one, GUEST_MB), (there.of_guests, GUESTS_SHARE_OF_LESSON * SESSION_MB)]
    if not offering.teaches:
        limits.append((there.on_day, STUDENT_DAY_MB))
    most = GUEST_FILES if offering.is_guest else TEACHER_FILES if offering.teaches else STUDENT_FILES
    if there.number_of_one >= most or any(taken + counted(size) > limit * MB for taken, limit in limits):
        raise Refusal(NO_ROOM)


def need_room_for_all(
    request: Request[Any], session: Session, taken: Collection[OfferedFile], coming: FileBytes
) -> None:
    """The same for a teacher who hands in files that the school keeps already. ``coming``: as ``_look``."""
    files, account = request.store.queries(FileQueries), request.account.id
    known = files.offers(session.id)
    own = {offered.file for offered in known if offered.account == account}
    all_of_lesson = {offered.file for offered in known}
    there = files.bytes_without(session.id, account, request.now() // DAY_MS, "")
    more = sum(counted(one.size) for one in taken if one.file not in all_of_lesson)
    number = there.number_of_one + coming.number_of_one + sum(one.file not in own for one in taken)
    if number > TEACHER_FILES or there.in_lesson + coming.in_lesson + more > SESSION_MB * MB:
        raise Refusal(NO_ROOM)


def _named(offered: OfferedFile) -> NamedFile:
    return NamedFile(hash=offered.file, size=offered.size, kind=offered.kind)
