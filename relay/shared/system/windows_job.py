"""A Windows job that a process puts itself into: what it may take, with all that it starts."""

import contextlib
import ctypes
import sys
from ctypes import wintypes

assert sys.platform == "win32"

_BASIC_UI, _EXTENDED = 4, 9
"""Kinds of what can be set (JOBOBJECTINFOCLASS)."""
PROCESS_TIME, ACTIVE_PROCESSES, PROCESS_MEMORY = 0x2, 0x8, 0x100
DIE_AT_FAULT, KILL_ON_CLOSE = 0x400, 0x2000
_NO_UI = 0xFF
"""No clipboard, no handles of others' windows, no settings, no end of the session."""
_TICKS = 10_000_000
"""Of 100 ns, in a second."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    )


class _Limits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class Job:
    """Ends with this process, and then ends whatever that has started."""

    def __init__(self) -> None:
        """Raises OSError where the system won't have it."""
        kernel = self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetInformationJobObject.argtypes = (
            *(wintypes.HANDLE, ctypes.c_int),
            *(ctypes.c_void_p, wintypes.DWORD),
        )
        self._handle = kernel.CreateJobObjectW(None, None)
        self._limits = _Limits()
        self.set(DIE_AT_FAULT | KILL_ON_CLOSE)
        self._need(kernel.AssignProcessToJobObject(self._handle, kernel.GetCurrentProcess()))

    def set(self, flags: int, *, memory: int = 0, seconds: float = 0, processes: int = 0) -> None:
        """These limits from now on, beside those that hold already. ``memory``: bytes of one process."""
        basic = self._limits.BasicLimitInformation
        basic.LimitFlags |= flags
        if flags & PROCESS_MEMORY:
            self._limits.ProcessMemoryLimit = memory
        if flags & PROCESS_TIME:
            basic.PerProcessUserTimeLimit = int(seconds * _TICKS)
        if flags & ACTIVE_PROCESSES:
            basic.ActiveProcessLimit = processes
        size = ctypes.sizeof(self._limits)
        self._need(
            self._kernel.SetInformationJobObject(self._handle, _EXTENDED, ctypes.byref(self._limits), size)
        )

    def shut(self) -> None:
        """Nothing in it reaches the clipboard, windows of others or settings any more."""
        flags = wintypes.DWORD(_NO_UI)
        with contextlib.suppress(OSError):
            self._need(self._kernel.SetInformationJobObject(self._handle, _BASIC_UI, ctypes.byref(flags), 4))

    @staticmethod
    def _need(done: int) -> None:
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())
