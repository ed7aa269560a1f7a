"""The library for multicast DNS as one announcement needs it: the only part of the relay that knows it."""

import logging
import secrets
import threading
from contextlib import suppress

from zeroconf import Error as ZeroconfError, IPVersion, ServiceInfo, Zeroconf

from relay.protocol.announcement import SERVICE, Announcement, instance_name, written
from relay.server.places import Places

TTL_SECONDS = 60
"""How long others believe what was said by a relay that ended without a goodbye."""

_log = logging.getLogger(__name__)
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it would write down what strangers sent


class MdnsPublisher:
    """The library as one announcement needs it. Its calls wait for the network: never on the relay's loop."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._zeroconf: Zeroconf | None = None
        self._said: tuple[Announcement, Places] | None = None
        self._name = ""
        self._over = False

    def say(self, what: Announcement, where: Places, port: int) -> None:
        """Announces, or corrects what is announced; raises OSError."""
        with self._one_at_a_time:
            if self._over or (what, where) == self._said:
                return
            if not where.interfaces:
                self._hush()
                return
            try:
                self._tell(what, where, port)
            except (RuntimeError, ZeroconfError) as error:
                self._hush()
                raise OSError(str(error) or type(error).__name__) from error
            except BaseException:
                self._hush()
                raise
            self._said = (what, where)

    def close(self) -> None:
        """Says goodbye; nothing is announced after it."""
        with self._one_at_a_time:
            self._over = True
            self._hush()

    def _tell(self, what: Announcement, where: Places, port: int) -> None:
        name = self._name or instance_name(what.relay_id)
        info = ServiceInfo(
            SERVICE,
            name,
            port=port,
            # With a mark of its own, since caches don't tell of a record that comes back as it was before.
            properties={**written(what), "n": secrets.token_hex(3)},
            server=f"schoolbell-{what.relay_id[-8:].lower()}.local.",
            parsed_addresses=list(where.addresses),
            host_ttl=TTL_SECONDS,
            other_ttl=TTL_SECONDS,
        )
        if self._zeroconf is None:
            self._zeroconf = Zeroconf(list(where.interfaces), ip_version=IPVersion.V4Only, use_asyncio=False)
            self._zeroconf.register_service(info, allow_name_change=True)
            self._name = info.name
            _log.info("the relay is announced", extra={"addresses": ",".join(where.addresses)})
            return
        if self._said is None or self._said[1].interfaces != where.interfaces:
            self._zeroconf.update_interfaces(list(where.interfaces))
        self._zeroconf.update_service(info)

    def _hush(self) -> None:
        zeroconf, self._zeroconf, self._said, self._name = self._zeroconf, None, None, ""
        if zeroconf is not None:
            with suppress(OSError, ZeroconfError):
                zeroconf.close()
