"""prometheus-blackbox-exporter, asked as Prometheus asks it: a request to /probe for each probe, over connections that are kept."""

import asyncio
import re
import subprocess
import time
import urllib.parse

from kit.measure import Result, growth, processor_time, quantile
from kit.servers import answers, free_port, wait_for

SETTINGS = """
modules:
  head:
    prober: http
    timeout: 60s
    http:
      method: HEAD
      valid_status_codes: [204]
      follow_redirects: false
      preferred_ip_protocol: ip4
      tls_config: {{ca_file: {ca_file}}}
"""


class Blackbox:
    name = "blackbox_exporter"

    def __init__(self, folder, ca_file):
        self.port = free_port()
        settings = folder / "blackbox.yml"
        settings.write_text(SETTINGS.format(ca_file=ca_file))
        self.process = subprocess.Popen(
            ["/usr/bin/prometheus-blackbox-exporter", f"--config.file={settings}", f"--web.listen-address=127.0.0.1:{self.port}",
             "--log.level=error"], stderr=subprocess.DEVNULL)  # fmt: skip
        wait_for(lambda: answers(self.port))

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def run(self, kind, amount, urls, warm_up, seconds):
        load = Load(self.port, urls)
        result = asyncio.run(load.measure(self.process.pid, kind, amount, warm_up, seconds))
        return result.checked(self.name, amount * seconds if kind == "rate" else None)

    def kib_per_connection(self, servers, few, many):
        load = Load(self.port, servers.silent(many))
        return asyncio.run(load.hold(lambda: growth(self.process.pid, servers, few, many)))


class Load:
    def __init__(self, port, urls):
        self.port = port
        self.paths = [f"/probe?module=head&target={urllib.parse.quote(url, safe='')}" for url in urls]
        self.idle = []
        self.started = 0
        self.ended = []

    async def measure(self, process, kind, amount, warm_up, seconds):
        begin = time.monotonic()
        load = asyncio.create_task(getattr(self, kind)(amount))
        await asyncio.sleep(warm_up)
        before, first = processor_time(process), len(self.ended)
        await asyncio.sleep(begin + warm_up + seconds - time.monotonic())
        spent, ended = processor_time(process) - before, self.ended[first:]
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        latencies = [latency for _, latency in ended] or [0]
        return Result(
            len(ended), sum(good for good, _ in ended), spent, quantile(latencies, 0.5), quantile(latencies, 0.99))

    async def rate(self, amount):
        """What is due every 5 ms together."""
        begin, step = time.monotonic(), 0.005
        async with asyncio.TaskGroup() as group:
            for count in range(1, 10**9):
                for _ in range(round(amount * step)):
                    group.create_task(self.probe())
                await asyncio.sleep(max(0, begin + count * step - time.monotonic()))

    async def flight(self, amount):
        async with asyncio.TaskGroup() as group:
            for _ in range(amount):
                group.create_task(self.go_on())

    async def go_on(self):
        while True:
            await self.probe()

    async def hold(self, look):
        load = asyncio.create_task(self.rate(1000))
        result = await asyncio.to_thread(look)
        load.cancel()
        await asyncio.gather(load, return_exceptions=True)
        return result

    async def probe(self):
        connection = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        path = self.paths[self.started % len(self.paths)]
        self.started += 1
        reader, writer = connection
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if length := re.search(rb"(?i)content-length: (\d+)", head):
                text = await reader.readexactly(int(length[1]))
            else:
                chunks = await reader.readuntil(b"\r\n0\r\n\r\n")
                text = re.sub(rb"\r\n[0-9a-f]+\r\n", b"", b"\r\n" + chunks)
        except asyncio.CancelledError:
            writer.close()
            raise
        self.idle.append(connection)
        latency = float(re.search(rb"\nprobe_duration_seconds (\S+)", text)[1])
        self.ended.append((b"\nprobe_success 1" in text and b"\nprobe_http_status_code 204" in text, latency))
