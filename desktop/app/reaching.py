"""Which of the addresses of a link leads to its relay: the first that answers with the right key."""

from desktop.address import TypedAddress
from desktop.client import Address, LineDown, first_contact
from desktop.settings import RememberedRelay


async def reach(typed: TypedAddress) -> RememberedRelay:
    """The relay at one of these addresses, as far as it is known before anything is said to it.

    Raises LineDown, with the reason of the first address; "other_key" if only other relays answered.
    """
    failed: LineDown | None = None
    for host, port in ((typed.host, typed.port), *typed.others):
        try:
            contact = await first_contact(Address(host, port))
        except LineDown as error:
            failed = failed or error
            continue
        if not typed.pin or typed.pin == contact.pin:
            return RememberedRelay(host=host, port=port, pin=contact.pin, certificate=contact.certificate)
        failed = LineDown("other_key")
    raise failed or LineDown("unreachable")
