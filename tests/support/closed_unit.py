"""A command under the filter of system calls that a unit of systemd names, without systemd.

The sets are those of the systemd that is here, and the kernel enforces them as it does for the unit: the
same library makes the filter.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from functools import cache

KILL, ALLOW, EPERM = 0x80000000, 0x7FFF0000, 0x00050001
"""What libseccomp calls SCMP_ACT_KILL_PROCESS, SCMP_ACT_ALLOW and SCMP_ACT_ERRNO(EPERM)."""
BEHIND_IT = """
import ctypes, os, sys
kernel = ctypes.CDLL("libseccomp.so.2")
kernel.seccomp_init.restype = ctypes.c_void_p
kernel.seccomp_init.argtypes = [ctypes.c_uint32]
kernel.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
kernel.seccomp_load.argtypes = [ctypes.c_void_p]
*filters, start = sys.argv[1:sys.argv.index("--") + 1]
for one in filters:
    default, action, calls = one.split(":")
    made = kernel.seccomp_init(int(default))
    for call in calls.split(","):
        number = kernel.seccomp_syscall_resolve_name(call.encode())
        if number >= 0 and kernel.seccomp_rule_add(made, int(action), number, 0):
            sys.exit("a call could not be named: " + call)
    if kernel.seccomp_load(made):
        sys.exit("the filter could not be loaded")
argv = sys.argv[sys.argv.index("--") + 1:]
os.execv(argv[0], argv)
"""


def behind(analyze: str, service: Mapping[str, list[str]], argv: list[str]) -> list[str]:
    """The command that does ``argv`` with no more system calls than that ``[Service]`` lets through."""
    (allowed,) = service["SystemCallFilter"]
    refused = service.get("SystemCallErrorNumber")
    assert refused in (None, ["EPERM"])
    filters = [f"{EPERM if refused else KILL}:{ALLOW}:{','.join(_named(analyze, allowed))}"]
    if service.get("ProtectClock") == ["yes"]:  # loaded first: afterwards no filter may be added
        filters.insert(0, f"{ALLOW}:{EPERM}:{','.join(_named(analyze, '@clock'))}")
    return [sys.executable, "-c", BEHIND_IT, *filters, "--", *argv]


@cache
def _named(analyze: str, words: str) -> tuple[str, ...]:
    """Each system call of a list, sets of sets taken apart."""
    found: list[str] = []
    for word in words.split():
        if not word.startswith("@"):
            found.append(word)
            continue
        told = subprocess.run(
            [analyze, "syscall-filter", word], capture_output=True, text=True, check=True
        ).stdout
        lines = [line.strip() for line in told.splitlines()[1:]]
        within = [line for line in lines if line and not line.startswith("#")]
        found += [call for one in within for call in _named(analyze, one)]
    return tuple(found)
