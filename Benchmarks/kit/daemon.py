"""The whole daemon: judging, recording, metrics that are scraped every 15 s. What it did is read in its own history."""

import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.request

from kit.measure import Result, growth, processor_time, quantile, resident_kib
from kit.servers import answers, free_port, wait_for

INTERVAL = 10
SCRAPES = 15


class Daemon:
    """`answerback serve` over some callbacks of the configuration; use it in a `with`."""

    name = "daemon"

    def __init__(self, binary, urls, ca_file="null", interval=INTERVAL, patience=15, core=None):
        self.core = core
        self.binary = binary
        self.page = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="answerback-benchmark.")
        lines = [
            f"probe: {{interval: {interval}s, patience: {patience}s, concurrency: 20000, ca_file: {ca_file}}}",
            f"history: {{url: 'sqlite:{self.folder.name}/history.db'}}",
            f"web: {{listen: '127.0.0.1:{self.page}'}}",
            "callbacks:",
            *(f"  - {{name: bot-{number}, url: '{url}', notification_email: owner@example.com}}" for number, url in enumerate(urls)),
        ]
        with open(f"{self.folder.name}/answerback.yaml", "w") as file:
            file.write("\n".join(lines) + "\n")

    def __enter__(self):
        on_core = ["taskset", "-c", str(self.core)] if self.core is not None else []
        command = [*on_core, self.binary, "serve", "--config", f"{self.folder.name}/answerback.yaml", "--log-level", "error"]
        with open(f"{self.folder.name}/log", "w") as log:
            self.process = subprocess.Popen(command, stderr=log)
        wait_for(lambda: self.process.poll() is not None or answers(self.page))
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(timeout=30) != 0:
            log = pathlib.Path(self.folder.name, "log").read_text()
            raise SystemExit(f"compare: the daemon ended with {self.process.returncode}: {log[-500:]}")
        self.folder.cleanup()

    def measure(self, expected, delay, warm_up, seconds):
        """Every callback has had its turn after the warm-up, which has to be longer than the interval.

        - delay: how long the server takes by its own will, which is taken off the latencies.
        """
        time.sleep(warm_up)
        metrics = Metrics(self.page)
        begin, before, at = time.time(), processor_time(self.process.pid), time.monotonic()
        for scrape in range(1, int(seconds / SCRAPES) + 1):
            time.sleep(max(0, at + scrape * SCRAPES - time.monotonic()))
            Metrics(self.page)
        time.sleep(max(0, at + seconds - time.monotonic()))
        took, spent, end = time.monotonic() - at, processor_time(self.process.pid) - before, time.time()
        after = Metrics(self.page)
        time.sleep(0.5)  # What was seen last is written within 100 ms.
        result = self.recorded(begin, end, spent, delay)
        result.notes = {
            "share": spent / took,
            "skipped": after.value("answerback_probe_slots_skipped_total") - metrics.value("answerback_probe_slots_skipped_total"),
            "lateness": after.lateness(0.99, since=metrics),
            "resident": resident_kib(self.process.pid),
        }
        return result.checked(self.name, expected * took)

    def recorded(self, begin, end, spent, delay):
        """The probes that ended within the time."""
        history = sqlite3.connect(f"file:{self.folder.name}/history.db?mode=ro", uri=True)
        rows = history.execute(
            "SELECT total, status FROM observations WHERE at + total BETWEEN ? AND ?", (begin * 1e6, end * 1e6)).fetchall()
        history.close()
        latencies = [total / 1e6 - delay for total, _ in rows] or [0]
        good = sum(status == 204 for _, status in rows)
        return Result(len(rows), good, spent, quantile(latencies, 0.5), quantile(latencies, 0.99))

    def kib_per_connection(self, servers, few, many):
        return growth(self.process.pid, servers, few, many)


class Metrics:
    def __init__(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            self.text = answer.read().decode()

    def value(self, name):
        return float(re.search(rf"^{name} (\S+)$", self.text, re.MULTILINE)[1])

    @property
    def buckets(self):
        pattern = r'^answerback_probe_lateness_seconds_bucket\{le="(\S+)"\} (\S+)$'
        return [(float(edge), float(count)) for edge, count in re.findall(pattern, self.text, re.MULTILINE)]

    def lateness(self, share, since):
        """The edge in seconds below which that share of the probes since then started."""
        now, then = self.buckets, since.buckets
        total = now[-1][1] - then[-1][1]
        for (edge, later), (_, earlier) in zip(now, then, strict=True):
            if later - earlier >= share * total:
                return edge
        return float("inf")
