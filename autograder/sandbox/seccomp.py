"""The system calls that nothing in a sandbox needs, as a filter that the kernel enforces: x86_64 and aarch64."""

from __future__ import annotations

import platform
import struct

# The numbers on x86_64 and on aarch64 of what reaches past a sandbox: other processes, mounts, the kernel itself.
DENIED = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "delete_module": (176, 106),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "memfd_secret": (447, 447),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vmsplice": (278, 75),
}
_NOT_THERE = {"io_uring_enter": (426, 426), "io_uring_register": (427, 427), "io_uring_setup": (425, 425)}
_SOCKET = (41, 198)
_SOCKETS_ALLOWED = (1, 2, 10, 16)  # unix, both kinds of IP (py4j talks over loopback), netlink
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7), "arm64": (1, 0xC00000B7)}
_X32 = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97


def program(machine: str | None = None) -> bytes:
    """The filter in the kernel's form (classic BPF), empty for a machine whose numbers are not known."""
    if (machine or platform.machine()) not in _MACHINES:
        return b""
    column, architecture = _MACHINES[machine or platform.machine()]
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    if column == 0:  # the second numbering of x86_64
        code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for calls, answer in ((DENIED, _EPERM), (_NOT_THERE, _ENOSYS)):
        for numbers in calls.values():
            code += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _ERRNO + answer)]
    families = len(_SOCKETS_ALLOWED)
    code += [(_EQUAL, 0, families + 2, _SOCKET[column]), (_LOAD, 0, 0, 16)]
    code += [(_EQUAL, families - place, 0, family) for place, family in enumerate(_SOCKETS_ALLOWED)]
    code += [(_RETURN, 0, 0, _ERRNO + _EAFNOSUPPORT), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", *step) for step in code)
