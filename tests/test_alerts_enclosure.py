"""The walls around the process that sends through Apprise hold, whatever is tried within them."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from alerts_receiver import Receiver, raw, receivers, says

from repwatch import guard

# In a process of its own, since walls stay. argv: where nobody may go, a redirect there, what drips, what is allowed.
INSIDE = """
import json, os, socket, subprocess, sys
from ipaddress import ip_network
import requests
from alerts import enclosure

other, away, dripping, allowed = sys.argv[1:]
ip, port = "127.0.0.2", int(other.rsplit(":", 1)[1].strip("/"))
names = {"inside.example": ["10.0.0.1"], "both.example": ["93.184.215.14", "127.0.0.2"]}
real = socket.getaddrinfo


def resolve(host, port, *args, **kwargs):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in names.get(host, ())]
    return found or real(host, port, *args, **kwargs)


socket.getaddrinfo = resolve
enclosure.BODY = 0.3
enclosure.limit()
enclosure.enclose(enclosure.Walls([ip_network("127.0.0.1/32")], lambda words: words))


def tried(what):
    try:
        return str(what())
    except enclosure.Ended as ended:
        return ended.outcome.said
    except BaseException as error:
        return type(error).__name__


print(json.dumps({
    "a socket": tried(lambda: socket.socket().connect((ip, port))),
    "a socket that raises nothing": tried(lambda: socket.socket().connect_ex((ip, port))),
    "the C class of sockets": tried(lambda: __import__("_socket").socket().connect((ip, port))),
    "a socket to another port": tried(lambda: socket.socket().connect(("93.184.215.14", 25))),
    "a name that the system resolves": tried(lambda: socket.socket().connect(("localhost", port))),
    "a datagram": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (ip, port))),
    "a socket of this machine": tried(lambda: socket.socket(socket.AF_UNIX).connect("/run/systemd/notify")),
    "a program": tried(lambda: subprocess.run(["true"])),
    "a shell": tried(lambda: os.system("true")),
    "a fork": tried(lambda: os.fork() or os._exit(0)),
    "a private address": tried(lambda: requests.post(other)),
    "another port": tried(lambda: requests.post("https://93.184.215.14:8443/")),
    "no TLS": tried(lambda: requests.post("http://93.184.215.14/")),
    "a name that leads inside": tried(lambda: requests.post("https://inside.example/")),
    "a name that leads inside too": tried(lambda: requests.post("https://both.example/")),
    "a redirect": tried(lambda: requests.post(away)),
    "a file": tried(lambda: os.write(os.open("file", os.O_CREAT | os.O_WRONLY), b"x")),
    "much memory": tried(lambda: bytearray(2 * enclosure.MEMORY)),
    "a body that drips": tried(lambda: requests.post(dripping).status_code),
    "what is allowed": tried(lambda: requests.post(allowed).status_code),
}))
"""
NOT_REFUSED = {"a file": "OSError", "much memory": "MemoryError", "a body that drips": "200", "what is allowed": "200"}


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    with receivers() as start:
        yield start


@pytest.fixture
def other() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.2", 0)) as listener:
        listener.setblocking(False)
        yield listener


def test_nothing_gets_out_but_what_is_allowed(
    receive: Callable[..., Receiver], other: socket.socket, tmp_path: Path
) -> None:
    elsewhere = f"http://127.0.0.2:{other.getsockname()[1]}/"

    def answer(request: BaseHTTPRequestHandler) -> None:
        says(302, ("Location", elsewhere))(request) if request.path == "/away" else says(200)(request)

    base = f"http://127.0.0.1:{receive(answer).port}"
    dripping = receive(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", for_ever=b".", pause=0.5))
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, elsewhere, f"{base}/away", f"http://127.0.0.1:{dripping.port}/", f"{base}/in"],
        capture_output=True, text=True, timeout=20, check=False, cwd=tmp_path, env={**os.environ, "no_proxy": "*"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report == {name: NOT_REFUSED.get(name, guard.NOT_ALLOWED) for name in report}
    assert len(report) == 20
    with pytest.raises(BlockingIOError):  # nobody ever knocked
        other.accept()
