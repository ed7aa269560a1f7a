"""The first word to each connection, and again when what it says has changed."""

from collections.abc import Sequence

from relay.protocol.accounts import Welcome
from relay.protocol.base import MOST_CLASSES
from relay.protocol.catalog import encode
from relay.protocol.text import shortened
from relay.school import Member, School
from relay.server.connection import Connection
from relay.server.disk import DiskSpaceMonitor
from relay.shared.version import version
from relay.store import Store


class Welcomes:
    """Of one relay."""

    def __init__(self, store: Store, school: School, disk: DiskSpaceMonitor, can: Sequence[str]) -> None:
        """``can``: the lanes, and the subjects that were found."""
        self._store, self._school = store, school
        self._disk, self._can = disk, list(can)

    async def welcome(self, connection: Connection) -> bool:
        """Say it; False if the member's token is good no more: then the connection ends.

        To be asked for once a connection is among the others, so that no revocation comes between.
        """
        word = await self.word(connection.member)
        if word is None:
            await connection.revoke()
            return False
        connection.sender.write_text(encode(word))
        connection.greeted = True
        return True

    async def again(self, connection: Connection) -> None:
        """Say it anew to one who has been welcomed."""
        word = await self.word(connection.member)
        if word is not None:  # else the token has been revoked meanwhile, and the connection ends
            connection.sender.write_text(encode(word))

    async def word(self, member: Member | None) -> Welcome | None:
        """What is said to this member, or to a visitor; None if the member's token is good no more."""
        classes = await self._school.classes_if_good(member) if member else []
        if classes is None:
            return None
        return Welcome(
            relay_id=self._store.relay_id,
            relay_name=shortened(self._school.relay_name),
            version=version(),
            now=self._store.stamps.now(),
            you=member.account if member else None,
            classes=classes[:MOST_CLASSES],
            disk_low=self._disk.low,
            epoch=self._store.epoch if member else "",
            can=self._can,
            student_figures=self._school.student_figures,
            no_accounts=member is None and not await self._store.read(self._store.accounts.any_admin),
        )
