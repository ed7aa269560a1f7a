"""Which network check is offered first, and about which relay: the one somebody can't reach, or is at."""

from collections.abc import Sequence

from desktop.address import UnreadableAddress, read_address
from desktop.app.host import Host
from desktop.pages.doctor import DoctorPage, KnownRelay
from desktop.pages.doctor.page import HERE, THERE
from desktop.settings import RememberedRelay
from desktop.theme import Theme
from relay.protocol.joincode import clean_code


def doctor_page(
    theme: Theme,
    host: Host,
    relays: Sequence[RememberedRelay],
    present: RememberedRelay | None,
    typed: str,
) -> DoctorPage:
    """``present``: the relay that one is signed in at. ``typed``: what somebody typed who did not come in."""
    known = [relay for relay in (present, *relays) if relay is not None and not relay.hosted]
    places = [KnownRelay(relay.host, relay.port, relay.pin) for relay in known]
    missed = _place(typed, places)
    hosts = host.hosted is not None or (present is not None and present.hosted)
    point = THERE if missed or (places and not hosts) else HERE
    places = [missed, *places] if missed else places
    return DoctorPage(theme, host.examination(), places, point=point)


def _place(typed: str, known: Sequence[KnownRelay]) -> KnownRelay | None:
    """The relay at a typed address. Of a link only the address is shown on: it may hold secrets."""
    if not typed or clean_code(typed):
        return None
    try:
        to = read_address(typed)
    except UnreadableAddress:
        return None
    pin = next((each.pin for each in known if (each.host, each.port) == (to.host, to.port)), "")
    return KnownRelay(to.host, to.port, to.pin or pin)
