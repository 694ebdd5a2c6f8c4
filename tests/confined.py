"""A process without the system calls that `deploy/chibo.service` forbids, as systemd does it: by a seccomp filter."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys

NUMBERS = {
    "setpriority": 141,
    "setrlimit": 160,
    "sched_setparam": 142,
    "sched_setscheduler": 144,
    "sched_setaffinity": 203,
    "sched_setattr": 314,
    "mbind": 237,
    "set_mempolicy": 238,
    "ioprio_set": 251,
    "chown": 92,
    "fchown": 93,
    "lchown": 94,
    "fchownat": 260,
    "setuid": 105,
    "setgid": 106,
    "setgroups": 116,
    "capset": 126,
    "chroot": 161,
}
"""What of @privileged and @resources a program might ask for, on x86-64."""
CAN = sys.platform == "linux" and platform.machine() == "x86_64"
LOAD_NUMBER, EQUALS, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _code(otherwise: int) -> bytes:
    lines = [(LOAD_NUMBER, 0, 0, 0)]
    for number in NUMBERS.values():
        lines += [(EQUALS, 0, 1, number), (RETURN, 0, 0, otherwise)]
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def confine(otherwise: int = REFUSE) -> None:
    """From here on, for this process and its children: each of those calls is refused. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(_code(otherwise))
    program = _Program(len(NUMBERS) * 2 + 2, ctypes.cast(code, ctypes.c_void_p))
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SECCOMP, FILTER, ctypes.byref(program)):
        raise OSError(ctypes.get_errno(), "no seccomp here")
