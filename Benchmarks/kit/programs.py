"""Probers that are driven over their command line: limit.c, the engine, and check_http, which is one process for each probe."""

import json
import os
import subprocess

from kit.measure import Result, growth

CHECK_HTTP = "/usr/lib/nagios/plugins/check_http"


class Program:
    """limit.c or the engine: both understand the same command line."""

    def __init__(self, name, path):
        self.name = name
        self.path = path

    def run(self, kind, amount, urls, warm_up, seconds, *more):
        command = [self.path, kind, str(amount), str(warm_up), str(seconds), *more]
        done = subprocess.run(command, input="\n".join(urls) + "\n", capture_output=True, text=True)
        if done.returncode != 0 or done.stderr:
            raise SystemExit(f"compare: {self.name}: {done.stderr.strip()[:500]}")
        result = Result(**json.loads(done.stdout))
        return result.checked(self.name, amount * seconds if kind == "rate" else None)

    def kib_per_connection(self, servers, few, many):
        command = [self.path, "rate", "1000", "600", "1"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            process.stdin.write("\n".join(servers.silent(many)) + "\n")
            process.stdin.close()
            return growth(process.pid, servers, few, many)
        finally:
            process.kill()
            process.wait()


def check_http(urls, count, *options):
    """One after the other; the kernel says what each process took."""
    spent = 0
    with open(os.devnull, "wb") as nowhere:
        for number in range(count):
            host, port = urls[number % len(urls)].split("/")[2].split(":")
            command = [CHECK_HTTP, "-I", host, "-p", port, "-j", "HEAD", "-u", "/", "-e", " 204 ", *options]
            process = os.posix_spawn(
                CHECK_HTTP, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)])
            _, status, usage = os.wait4(process, 0)
            if status != 0:
                raise SystemExit(f"compare: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
            spent += usage.ru_utime + usage.ru_stime
    return Result(count, count, spent)
