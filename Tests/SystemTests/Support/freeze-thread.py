#!/usr/bin/python3
"""Stops one thread of a process, and only that one, as if it were stuck; stays until the thread is gone.

usage: freeze-thread.py PID NAME     prints the thread's id when it stands still
"""

import ctypes
import os
import pathlib
import sys

PTRACE_SEIZE, PTRACE_INTERRUPT = 0x4206, 0x4207
WALL = 0x40000000  # __WALL: also threads that are no children of ours

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, thread):
    if libc.ptrace(request, thread, None, None) == -1:
        raise OSError(ctypes.get_errno(), f"ptrace {request:#x} of thread {thread}")


def threads_named(pid, name):
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return [int(task.name) for task in tasks if (task / "comm").read_text().strip() == name]


def main(pid, name):
    found = threads_named(pid, name)
    if not found:
        sys.exit(f"process {pid} has no thread named {name}")
    for thread in found:
        ptrace(PTRACE_SEIZE, thread)
        ptrace(PTRACE_INTERRUPT, thread)
        _, status = os.waitpid(thread, WALL)
        assert os.WIFSTOPPED(status)
    print(*found, flush=True)
    for thread in found:  # Killed threads of a traced process do not go before we have heard of it.
        while not (os.WIFEXITED(status := os.waitpid(thread, WALL)[1]) or os.WIFSIGNALED(status)):
            pass


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
