"""The public key that a certificate (X.509) is of, as it stands in there.

Read here and not by a library: the desktop would have nine megabytes in memory for this one field. TLS has
proved that whoever shows a certificate holds its key; here it is only found. It can't be mistaken for another
part: DER has one way to write each thing, and whatever is written in another way is refused.
"""

_INTEGER, _SEQUENCE, _VERSION = 0x02, 0x30, 0xA0
_LONG_FORM = 0x80
_LONGEST = 3
"""Bytes of a length: 16 MB."""


def public_key_of(certificate: bytes) -> bytes:
    """The SubjectPublicKeyInfo of a certificate, both DER (RFC 5280, 4.1); raises ValueError for all else."""
    whole, end = _inside(certificate, 0, len(certificate), _SEQUENCE)
    if end != len(certificate):
        raise ValueError("something follows the certificate")
    at, end = _inside(certificate, whole, end, _SEQUENCE)  # what its issuer has signed
    if certificate[at:end][:1] == bytes((_VERSION,)):
        at = _inside(certificate, at, end, _VERSION)[1]
    # serial number, algorithm of the signature, issuer, validity, subject
    for tag in (_INTEGER, _SEQUENCE, _SEQUENCE, _SEQUENCE, _SEQUENCE):
        at = _inside(certificate, at, end, tag)[1]
    return certificate[at : _inside(certificate, at, end, _SEQUENCE)[1]]


def _inside(der: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Where what is in the element at a place begins and ends."""
    if end - at < 2 or der[at] != tag:
        raise ValueError(f"there is no element {tag:#x} at {at}")
    length, begin = der[at + 1], at + 2
    if length >= _LONG_FORM:
        count = length - _LONG_FORM
        length, begin = int.from_bytes(der[begin : begin + count], "big"), begin + count
        if not 1 <= count <= _LONGEST or length < max(_LONG_FORM, 1 << 8 * (count - 1)):
            raise ValueError(f"the length at {at} is not written as DER writes it")
    if begin + length > end:
        raise ValueError(f"the element at {at} is cut off")
    return begin, begin + length
