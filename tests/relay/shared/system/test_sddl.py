"""Windows' lists of permissions, as text, judged on every system."""

import pytest

from relay.shared.system.sddl import others_in, owners_alone

ME = "S-1-5-21-1-2-3-1001"
PROFILE = f"D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;{ME})"
DISK = (
    "D:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)"
    "(A;ID;0x1301bf;;;AU)(A;OICIIOID;SDGXGWGR;;;AU)"
)
"""What a folder that was just made at C: has."""


@pytest.mark.parametrize(
    ("sddl", "may"),
    [
        (PROFILE, "nothing"),
        (owners_alone(ME), "nothing"),
        (DISK, "write"),
        ("D:(A;;FR;;;WD)", "read"),
        ("D:(A;;FX;;;BU)", "read"),
        ("D:(A;;0x100000;;;BU)", "nothing"),
        ("D:(A;;GA;;;S-1-5-21-1-2-3-1002)", "write"),
        ("D:(A;;WD;;;S-1-5-21-1-2-3-1002)", "write"),
        ("D:(D;;FA;;;WD)", "nothing"),
        ("D:(A;OICIIO;GA;;;CO)", "nothing"),
        ("D:NO_ACCESS_CONTROL", "write"),
        ("D:PNO_ACCESS_CONTROL", "write"),
        ("O:BAG:SY", "write"),
        ("D:P", "nothing"),
    ],
)
def test_what_others_may(sddl: str, may: str) -> None:
    assert others_in(sddl, ME) == may
