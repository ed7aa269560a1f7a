"""Which network check is offered first, and about which relay: the one somebody can't reach, or is at."""

from collections.abc import Sequence

from desktop.address import TypedAddress, UnreadableAddress, read_address
from desktop.app.host import Host
from desktop.pages.doctor import DoctorPage
from desktop.pages.doctor.page import HERE, THERE
from desktop.settings import RememberedRelay
from desktop.theme import Theme
from relay.protocol.joincode import clean_code


def doctor_page(
    theme: Theme, host: Host, relays: Sequence[RememberedRelay], present: RememberedRelay | None, typed: str
) -> DoctorPage:
    """``present``: the relay that one is signed in at. ``typed``: what somebody typed who did not come in."""
    known = [relay for relay in (present, *relays) if relay is not None and not relay.hosted]
    missed, places = _missed(typed), [TypedAddress(relay.host, relay.port, relay.pin) for relay in known]
    hosts = host.hosted is not None or (present is not None and present.hosted)
    point = THERE if missed or (places and not hosts) else HERE
    return DoctorPage(theme, host.examination(), [*missed, *places], point=point)


def _missed(typed: str) -> list[TypedAddress]:
    """The relay at a typed address. Of a link only the address is shown on: it may hold secrets."""
    try:
        to = read_address("" if clean_code(typed) else typed)
    except UnreadableAddress:
        return []
    return [TypedAddress(to.host, to.port, to.pin)]
