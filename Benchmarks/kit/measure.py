"""What was measured, and how to look at a process from outside."""

import ctypes
import dataclasses
import pathlib
import time

from kit.servers import wait_for


@dataclasses.dataclass
class Result:
    """Of one prober under one load; processor time in seconds, latencies too."""

    probes: int
    good: int
    processor: float
    p50: float = 0
    p99: float = 0
    notes: dict = dataclasses.field(default_factory=dict)

    @property
    def microseconds(self):
        """Processor time a probe."""
        return self.processor / self.probes * 1e6

    def checked(self, who, expected, tolerance=0.1):
        """Only what was really done may be called a result.

        `expected` is the number of probes that the load asks for; None when it has no rate of its own.
        """
        if self.probes == 0:
            raise SystemExit(f"compare: {who} made no probe")
        if self.good != self.probes:
            raise SystemExit(f"compare: {self.probes - self.good} of {self.probes} probes of {who} were not answered with 204")
        if expected and abs(self.probes - expected) > tolerance * expected:
            raise SystemExit(f"compare: {who} made {self.probes} probes where {expected:.0f} were asked for")
        return self


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def processor_time(process):
    """Of all its threads, in seconds; clock_getcpuclockid(3) has the kernel's full precision."""
    clock = ctypes.c_int()
    if ctypes.CDLL(None).clock_getcpuclockid(process, ctypes.byref(clock)) != 0:
        raise SystemExit("compare: a prober has ended too early")
    return time.clock_gettime(clock.value)


def growth(process, servers, few, many):
    """How many KiB each connection takes that is in flight, from a few of them to many."""
    samples = []
    for count in (few, many):
        wait_for(lambda: servers.held() >= count)
        samples.append((servers.held(), resident_kib(process)))
    (held_first, resident_first), (held, resident) = samples
    return (resident - resident_first) / (held - held_first)


def resident_kib(process):
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise SystemExit("compare: a prober has ended too early")
