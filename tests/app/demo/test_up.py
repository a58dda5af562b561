"""``./dev up`` as a person runs it: start, stop, start again, be killed, find a busy port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from tests.support.demo import ROOT, environment, private_folder, start, typed


def ask(address, token, path="/api/v1/shelters?limit=50"):
    """Status and body of one answer."""
    wanted = urllib.request.Request(  # noqa: S310 - our own address
        address + path, headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(wanted, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None


def server_of(demo):
    """The process of the embedded server, or None when none is left."""
    try:
        text = (demo.folder / "server" / "data" / "postmaster.pid").read_text()
    except FileNotFoundError:
        return None
    pid = int(text.split()[0])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    return pid


def run(cwd, *args, **more):
    """``up`` to its end."""
    return subprocess.run(
        typed(cwd, *args),
        cwd=cwd,
        env=environment() | {"PYTHONPATH": str(ROOT)} | more,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def up():
    """Starts ``up`` in one folder, again and again; nothing of it is left afterwards."""
    made = []
    with private_folder() as cwd:

        def begin(*args, ready=True):
            made.append(start(cwd, *args, ready=ready))
            return made[-1]

        begin.cwd = cwd
        yield begin
        for demo in made:
            if demo.process.poll() is None:
                demo.end()
        left = server_of(made[-1]) if made else None
        if left is not None:
            os.kill(left, signal.SIGINT)


@pytest.mark.slow
def test_a_demonstration_lives_through_stops_kills_and_second_starts(up):
    demo = up()
    # The first start has the whole world and its tokens in files for one reader.
    first = demo.tokens()
    for name in ("links.txt", "tokens.env", "tokens.json", "master.key", "passwords.json"):
        assert (demo.folder / name).stat().st_mode & 0o077 == 0
    status, page = ask(first["HAVN"], first["COORDINATOR"])
    assert (status, len(page["shelters"])) == (200, 43)
    assert all(line["vacancy_confirmed_at"] for line in page["shelters"])
    assert ask(first["HAVN"], first["SHELTER"])[0] == 200
    houses = {line["id"]: line["code_name"] for line in page["shelters"]}

    # A second one in the same folder says so and leaves the first alone.
    second = run(up.cwd, "--port", "0")
    assert second.returncode == 1
    assert second.stderr.splitlines()[-1].startswith("havn: havn runs already in ")
    assert ask(first["HAVN"], first["COORDINATOR"])[0] == 200

    # Ctrl-C stops everything.
    postgres = server_of(demo)
    assert postgres is not None
    assert demo.end(signal.SIGINT) == 0
    assert demo.words().splitlines()[-1] == "havn: stopped"
    assert server_of(demo) is None
    with pytest.raises(urllib.error.URLError):
        ask(first["HAVN"], first["COORDINATOR"])

    # The next start finds everything as it was, with new tokens.
    demo = up()
    fresh = demo.tokens()
    assert not set(fresh.values()) & {first[n] for n in ("COORDINATOR", "ON_CALL", "SHELTER")}
    assert ask(fresh["HAVN"], first["COORDINATOR"])[0] == 401
    status, page = ask(fresh["HAVN"], fresh["COORDINATOR"])
    assert {line["id"]: line["code_name"] for line in page["shelters"]} == houses

    # Killed without a word: the server outlives it, and the next start uses it.
    demo.process.kill()
    demo.process.wait()
    demo = up()
    told = demo.tokens()
    status, page = ask(told["HAVN"], told["COORDINATOR"])
    assert {line["id"]: line["code_name"] for line in page["shelters"]} == houses
    assert demo.end(signal.SIGTERM) == 0
    assert server_of(demo) is None


@pytest.mark.slow
def test_killed_in_the_middle_of_its_first_start_it_still_comes_up(up):
    demo = up(ready=False)
    until = time.monotonic() + 120
    while "demonstration world" not in demo.words() and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(1.0)
    demo.process.kill()
    demo.process.wait()
    demo = up()
    told = demo.tokens()
    status, page = ask(told["HAVN"], told["COORDINATOR"])
    assert (status, len(page["shelters"])) == (200, 43)
    assert demo.end() == 0
    assert server_of(demo) is None


def test_a_port_in_use_is_one_clear_line_and_starts_nothing():
    with private_folder() as cwd, socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = run(cwd, "--port", str(port))
        assert done.returncode == 1
        assert done.stderr.splitlines()[1:] == [
            f"havn: port {port} is in use: stop what uses it, or ./dev up --port {port + 1}"
        ]
        assert not (cwd / ".havn" / "server").exists()


def test_a_real_database_gets_no_invented_world(database, tmp_path):
    key = tmp_path / "master.key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    given = {
        "DATABASE_URL": database.service_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "HAVN_MASTER_KEY_FILE": str(key),
    }
    process = subprocess.Popen(
        typed(tmp_path, "--port", "0"),
        cwd=tmp_path,
        env=environment() | {"PYTHONPATH": str(ROOT)} | given,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline().startswith("havn serves at http://localhost:")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert not (tmp_path / ".havn" / "tokens.env").exists()
    assert not (tmp_path / ".havn" / "server").exists()


def test_real_cases_are_not_served_from_a_database_of_the_demonstration(database, tmp_path):
    from app.demo.world import bring_in_world
    from app.service import open_service
    from app.settings import Settings
    from app.vault.keys import FileMasterKey

    key = FileMasterKey.make(tmp_path / "master.key")
    told = {"database_url": database.service_url, "demo": True}
    service = open_service(Settings(**told), master=key)
    bring_in_world(service)
    service.close()
    done = run(
        tmp_path,
        "--port",
        "0",
        DATABASE_URL=database.service_url,
        DATABASE_OWNER_URL=database.owner_url,
        HAVN_MASTER_KEY_FILE=str(tmp_path / "master.key"),
    )
    assert done.returncode == 1
    assert "holds the demonstration world" in done.stderr
