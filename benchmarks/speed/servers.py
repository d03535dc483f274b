"""Servers on one core, each answering until it is told to stop, and what one of them costs."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVERS, LOAD = "1", "0"  # cores
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
START_SECONDS = 120


@dataclass(eq=False)
class Server:
    process: subprocess.Popen
    port: int
    bind: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        """Gunicorn's children."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def seconds(self) -> float:
        """What its workers have had of the processor so far."""
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.workers]
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        status = Path(f"/proc/{self.workers[0]}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_gunicorn(
    application: str, environment: Mapping[str, str], port: int, path: str = "", *, deployed: bool = False
) -> Server:
    """One worker, by TCP a sync one unless `deployed`, at the socket `path` as deploy/ starts it; it need not answer
    yet."""
    bind = f"unix:{path}" if path else f"127.0.0.1:{port}"
    command = ["taskset", "-c", SERVERS, sys.executable, "-m", "gunicorn", application, "--workers", "1"]
    command += as_deployed() if path or deployed else ["--worker-class", "sync"]
    command += ["--bind", bind, "--log-level", "warning", "--no-control-socket"]
    return Server(subprocess.Popen(command, cwd=ROOT, env=dict(environment)), port, bind)


def as_deployed() -> list[str]:
    """How a worker behind nginx serves: its class, its threads, how long it keeps a connection."""
    service = (ROOT / "deploy" / "portal-web.service").read_text()
    options = re.findall(r"(--(?:worker-class|threads|keep-alive)) (\S+)", service)
    return [word for option in options for word in option]


def wait_until_it_answers(server: Server, path: str = "/") -> float:
    """Seconds until now from when it is called."""
    began = time.perf_counter()
    while time.perf_counter() - began < START_SECONDS:
        if server.process.poll() is not None:
            break
        try:
            if get(server, path) == 200:
                return time.perf_counter() - began
        except OSError:
            time.sleep(0.005)
    sys.exit(f"{server.bind} does not answer.")


def get(server: Server, path: str, cookie: str = "") -> int:
    """One request over a connection of its own, read to its end; the status."""
    unix = server.bind.startswith("unix:")
    with socket.socket(socket.AF_UNIX if unix else socket.AF_INET) as connection:
        connection.settimeout(START_SECONDS)
        connection.connect(server.bind.removeprefix("unix:") if unix else ("127.0.0.1", server.port))
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Connection: close"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        head = connection.recv(65536)
        while connection.recv(65536):
            pass
    return int(head.split(b" ", 2)[1])


@contextmanager
def gunicorn(
    application: str, environment: Mapping[str, str], port: int, path: str = "", *, deployed: bool = False
) -> Iterator[Server]:
    server = start_gunicorn(application, environment, port, path, deployed=deployed)
    try:
        wait_until_it_answers(server)
        yield server
    finally:
        server.stop()


@contextmanager
def nginx(folder: Path, data: Path, port: int) -> Iterator[Server]:
    """deploy/'s file, with this machine's paths and without certificates; it expects `folder`/gunicorn.sock."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"^ *(ssl_certificate|listen \[::\]).*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    text = text.replace("/var/lib/portal", str(data)).replace("/run/portal", str(folder))
    text = text.replace("portail.example", "127.0.0.1").replace("$host", "$http_host")
    kinds = ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.getuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user}worker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n"
        f"include /etc/nginx/mime.types;\naccess_log off;\n{paths}{text}\n}}\n"
    )
    command = ["taskset", "-c", SERVERS, str(NGINX), "-c", str(whole), "-g", "daemon off;"]
    server = Server(subprocess.Popen(command), port, f"127.0.0.1:{port}")
    try:
        wait_until_it_answers(server)
        yield server
    finally:
        server.stop()
