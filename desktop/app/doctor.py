"""Which network check is offered first, and about which relays: those known here, the present one first."""

from collections.abc import Sequence

from desktop.app.host import Host
from desktop.pages.doctor import DoctorPage, Known
from desktop.pages.doctor.page import HERE, THERE
from desktop.settings import RememberedRelay
from desktop.theme import Theme


def doctor_page(
    theme: Theme,
    host: Host,
    relays: Sequence[RememberedRelay],
    present: RememberedRelay | None,
    typed: str,
    version: str,
) -> DoctorPage:
    """``present``: the relay that one is signed in at. ``typed``: an address that somebody can't reach."""
    known = [relay for relay in (present, *relays) if relay is not None and not relay.hosted]
    hosts = host.hosted is not None or (present is not None and present.hosted)
    point = THERE if typed or (known and not hosts) else HERE
    places = [Known(relay.host, relay.port, relay.pin) for relay in known]
    return DoctorPage(theme, host.examination(), places, version=version, point=point, typed=typed)
