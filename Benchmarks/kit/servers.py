"""The servers that are probed: nginx for answers at once, slow.c for answers after a known time and for silence."""

import pathlib
import socket
import subprocess
import time
import urllib.request

KIT = pathlib.Path(__file__).resolve().parent

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr crit;
worker_rlimit_nofile {files};
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    keepalive_timeout 0;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 0.0.0.0:{http} backlog=4096;
        listen 0.0.0.0:{https} ssl backlog=4096;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        ssl_session_cache shared:sessions:10m;
        location / {{ return 204; }}
    }}
}}
"""


class Servers:
    """Listen on all of 127.0.0.0/8, so that callbacks have as many hosts as real ones have."""

    HOSTS = 250

    def __init__(self, folder, core=None):
        self.folder = pathlib.Path(folder)
        self.core = core
        self.http, self.https = free_port(), free_port()
        self.certificates()
        settings = NGINX.format(folder=folder, files=20000, connections=10000, http=self.http, https=self.https)
        (self.folder / "nginx.conf").write_text(settings)
        compile_c(KIT / "slow.c", self.folder / "slow")
        self.nginx = self.start(["/usr/sbin/nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-e", "stderr"])
        self.slow = self.start([self.folder / "slow"], stdout=subprocess.PIPE, text=True)
        self.slow_port = int(self.slow.stdout.readline())
        wait_for(lambda: answers(self.http) and answers(self.https))

    def start(self, command, **options):
        on_core = ["taskset", "-c", str(self.core)] if self.core is not None else []
        return subprocess.Popen([*on_core, *command], **options)

    def certificates(self):
        """An authority and a certificate of its, both on P-256."""
        names = ",".join(f"IP:127.0.0.{host}" for host in range(1, self.HOSTS + 1))
        def new(name, *options):
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                 "-subj", f"/CN={name}", "-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem", *options],
                check=True, stderr=subprocess.DEVNULL)  # fmt: skip
        new("authority")
        new("server", "-CA", self.folder / "authority.pem", "-CAkey", self.folder / "authority.key",
            "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE")  # fmt: skip

    @property
    def ca_file(self):
        return self.folder / "authority.pem"

    def quick(self, count):
        return [f"http://{host}:{self.http}/{number}" for number, host in hosts(count)]

    def over_tls(self, count, spread=HOSTS):
        return [f"https://{host}:{self.https}/{number}" for number, host in hosts(count, spread)]

    def after(self, milliseconds, count):
        return [f"http://{host}:{self.slow_port}/after/{milliseconds}" for _, host in hosts(count)]

    def silent(self, count):
        return [f"http://{host}:{self.slow_port}/never" for _, host in hosts(count)]

    def held(self):
        """How many connections the slow server has open."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.slow_port}/held", timeout=10) as answer:
            return int(answer.read().split()[0])

    def stop(self):
        for process in (self.nginx, self.slow):
            process.terminate()
            process.wait()


def hosts(count, spread=Servers.HOSTS):
    return ((number, f"127.0.0.{number % spread + 1}") for number in range(count))


def compile_c(source, program, *libraries):
    subprocess.run(["cc", "-O2", "-Wall", "-o", program, source, *libraries], check=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("compare: waited in vain for a server")
        time.sleep(0.05)
