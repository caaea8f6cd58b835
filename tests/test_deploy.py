"""The service: how much the unit shuts out, and that it installs, upgrades and goes without taking the data along."""

import json
import os
import re
import shutil
import subprocess
import tomllib
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from receivers import free_port, until

from repwatch import __version__

ROOT = Path(__file__).parent.parent
UNIT = ROOT / "deploy" / "repwatch.service"
EXPOSED = 20  # tenths of systemd-analyze's scale (P38)


def settings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_unit_is_shut_as_far_as_it_shall_be(record_property: Callable[[str, object], None]) -> None:
    """P38. Offline: nothing is asked of a running systemd."""
    program = shutil.which("systemd-analyze")
    if program is None:
        assert not os.environ.get("CI"), "systemd-analyze is missing"
        pytest.skip("systemd-analyze is not there")
    done = subprocess.run(
        [program, "security", "--no-pager", "--offline=true", f"--threshold={EXPOSED}", str(UNIT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    found = float(re.findall(r"exposure level for \S+: ([\d.]+)", done.stdout)[0])
    record_property("measured", f"{found}")
    assert found <= EXPOSED / 10


def test_the_unit_says_what_the_program_relies_on() -> None:
    found = settings()
    assert found["Type"] == ["notify"]
    assert found["WatchdogSec"] == ["120"], "twice the minute after which no sign of life is given"
    assert int(found["TimeoutStopSec"][0]) > 30, "a stop takes 30 s at most"
    assert found["StateDirectory"] == ["repwatch"]
    assert found["RestartPreventExitStatus"] == ["78"]
    assert not any("@resources" in one for one in found["SystemCallFilter"]), "the crawler limits itself by setrlimit"
    assert "localhost" not in found["IPAddressDeny"][0], "the page, and a local name server"
    assert {"AF_INET", "AF_INET6", "AF_UNIX"} == set(found["RestrictAddressFamilies"][0].split())


def test_the_container_runs_as_nobody_special_and_says_how_it_is() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert [line for line in last if line.startswith("USER ")] == ["USER 10001"]
    assert any("/healthz" in line for line in last)
    assert any("--read-only" in line for line in lines[: len(lines) - len(last)])


def test_the_changes_name_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


@pytest.mark.parametrize("name", ["install.sh", "uninstall.sh"])
def test_the_scripts_can_be_read_by_their_shell(name: str) -> None:
    subprocess.run(["bash", "-n", str(ROOT / "deploy" / name)], check=True)


@pytest.mark.slow
def test_it_installs_runs_is_upgraded_and_goes_and_the_data_stay(tmp_path: Path) -> None:
    """As root, into folders of its own, without systemd and with root as its user."""
    if os.geteuid() != 0 or not Path("/usr/bin/python3").exists():
        pytest.skip("needs root and the system's python3")
    places = {name: tmp_path / name.lower() for name in ("PREFIX", "CONFIG_DIR", "STATE_DIR", "UNIT_DIR")}
    environment = {**os.environ, **{name: str(path) for name, path in places.items()}, "START": "no"}
    environment |= {"SERVICE_USER": "root"}
    environment.pop("PYTHONPATH", None)
    port = free_port()

    def script(name: str, **more: str) -> str:
        done = subprocess.run(
            [ROOT / "deploy" / name], env={**environment, **more}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    script("install.sh")
    config = places["CONFIG_DIR"] / "config.toml"
    assert tomllib.loads(config.read_text())["state"] == str(places["STATE_DIR"])
    config.write_text(f'state = "{places["STATE_DIR"]}"\nlanguages = ["en"]\n[web]\nport = {port}\n')
    assert f"ExecStart={places['PREFIX']}/bin/repwatch run" in (places["UNIT_DIR"] / "repwatch.service").read_text()
    command = [places["PREFIX"] / "bin" / "repwatch", "run", "--config", config]
    with subprocess.Popen(
        command, cwd="/", env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as it:
        try:
            until(lambda: _ready(port), 60)
        finally:
            it.terminate()
    said = script("install.sh")
    assert "good; 0 of 0 outlets" in said, "an upgrade leaves the configuration as it is"
    script("uninstall.sh")
    assert not places["PREFIX"].exists()
    assert config.exists()
    assert (places["STATE_DIR"] / "repwatch.db").exists()
    script("uninstall.sh", PURGE="yes")
    assert not places["STATE_DIR"].exists()


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["status"] == "ready")
    except OSError:
        return False
