"""Who may do what with a file or folder on Windows: its list of permissions, read and set."""

import contextlib
import ctypes
import sys
from ctypes import wintypes
from pathlib import Path
from typing import Literal

from relay.shared.system.sddl import others_in, owners_alone

assert sys.platform == "win32"

_FILE, _DACL, _PROTECTED, _QUERY, _TOKEN_USER = 1, 0x4, 0x80000000, 0x8, 1
_KNOWS_LISTS = 0x8


def other_owner(path: Path) -> str:
    """Nothing: here the list of permissions says who may, whoever made it."""
    return ""


def others_may(path: Path) -> Literal["nothing", "read", "write"]:
    """What users other than its owner may do with it; those who rule the computer may do all anyway.

    "nothing" also on a disk that knows no permissions, such as a stick: nobody could take them there.
    """
    if not _knows_permissions(path):
        return "nothing"
    return others_in(_permissions(path), _own_sid())


def take_from_others(path: Path) -> None:
    """From now on it, and what is in it, is this user's alone; raises OSError."""
    security = _advapi()
    described = ctypes.c_void_p()
    text = owners_alone(_own_sid())
    _need(
        security.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, ctypes.byref(described), None)
    )
    try:
        present, defaulted, entries = wintypes.BOOL(), wintypes.BOOL(), ctypes.c_void_p()
        _need(
            security.GetSecurityDescriptorDacl(
                described, ctypes.byref(present), ctypes.byref(entries), ctypes.byref(defaulted)
            )
        )
        what = _DACL | _PROTECTED
        if why := security.SetNamedSecurityInfoW(str(path), _FILE, what, None, None, entries, None):
            raise ctypes.WinError(why)
    finally:
        _free(described)


def how_to_take(path: Path) -> str:
    """The command with which a person takes from others what they may do there."""
    return f'icacls "{path}" /inheritance:r /grant:r "%USERNAME%:(OI)(CI)F" *S-1-5-18:(OI)(CI)F'


def is_own_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one, of this user alone."""
    with contextlib.suppress(OSError):
        return path.is_dir() and not path.is_symlink() and others_may(path) == "nothing"
    return False


def _knows_permissions(path: Path) -> bool:
    kernel, flags, root = _kernel(), wintypes.DWORD(), ctypes.create_unicode_buffer(1024)
    _need(kernel.GetVolumePathNameW(str(path.absolute()), root, len(root)))
    _need(kernel.GetVolumeInformationW(root, None, 0, None, None, ctypes.byref(flags), None, 0))
    return bool(flags.value & _KNOWS_LISTS)


def _permissions(path: Path) -> str:
    """The list, as text."""
    security, described, text = _advapi(), ctypes.c_void_p(), wintypes.LPWSTR()
    if why := security.GetNamedSecurityInfoW(
        str(path), _FILE, _DACL, None, None, None, None, ctypes.byref(described)
    ):
        raise ctypes.WinError(why)
    try:
        _need(
            security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                described, 1, _DACL, ctypes.byref(text), None
            )
        )
        return text.value or ""
    finally:
        _free(described)
        _free(ctypes.cast(text, ctypes.c_void_p))


def _own_sid() -> str:
    security, kernel = _advapi(), _kernel()
    token, size, text = wintypes.HANDLE(), wintypes.DWORD(), wintypes.LPWSTR()
    _need(security.OpenProcessToken(kernel.GetCurrentProcess(), _QUERY, ctypes.byref(token)))
    try:
        security.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
        about = ctypes.create_string_buffer(size.value)
        _need(security.GetTokenInformation(token, _TOKEN_USER, about, size, ctypes.byref(size)))
        sid = ctypes.cast(about, ctypes.POINTER(ctypes.c_void_p))[0]
        _need(security.ConvertSidToStringSidW(ctypes.c_void_p(sid), ctypes.byref(text)))
        return text.value or ""
    finally:
        kernel.CloseHandle(token)
        _free(ctypes.cast(text, ctypes.c_void_p))


def _advapi() -> ctypes.WinDLL:
    library = ctypes.WinDLL("advapi32", use_last_error=True)
    pointer, word = ctypes.c_void_p, wintypes.DWORD
    library.GetNamedSecurityInfoW.argtypes = (wintypes.LPCWSTR, ctypes.c_int, word, *([pointer] * 5))
    library.SetNamedSecurityInfoW.argtypes = (wintypes.LPWSTR, ctypes.c_int, word, *([pointer] * 4))
    library.OpenProcessToken.argtypes = (wintypes.HANDLE, word, pointer)
    library.GetTokenInformation.argtypes = (wintypes.HANDLE, ctypes.c_int, pointer, word, pointer)
    return library


def _kernel() -> ctypes.WinDLL:
    library = ctypes.WinDLL("kernel32", use_last_error=True)
    library.GetCurrentProcess.restype = wintypes.HANDLE
    library.CloseHandle.argtypes = (wintypes.HANDLE,)
    library.LocalFree.argtypes = (ctypes.c_void_p,)
    return library


def _free(memory: ctypes.c_void_p) -> None:
    _kernel().LocalFree(memory)


def _need(done: int) -> None:
    if not done:
        raise ctypes.WinError(ctypes.get_last_error())
