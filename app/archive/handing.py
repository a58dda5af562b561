"""How the embedded server hands its log over and gets it back: through two folders beside its data.

Its user may be another one, who can run none of our programs and should hold no key. So a line of
shell lays a piece where this process finds it and waits until it is gone, which it is when it is in
the archive and on disk; on a restore it asks for a piece and waits until it lies there.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.archive.target import SEGMENT, Archive, ArchiveRefused, Epoch, segment
from app.postgres_programs import Runner
from app.vault.container import ContainerRefused
from app.vault.keys import KeyRefused

OUT, IN = "outgoing", "incoming"
EVERY_S = 0.1
PATIENCE_S = 10
"""How long the server waits for one piece before it says so and tries again."""
ARCHIVE_EVERY_S = 120
"""After so many seconds a piece of the log is handed over though it is not full: what may be lost."""

_HAND_OVER = f"""\
cd .. || exit 1
ln "data/$1" "{OUT}/$2" 2>/dev/null || [ -e "{OUT}/$2" ] || exit 1
for _ in $(seq {PATIENCE_S * 10}); do
    [ -e "{OUT}/$2" ] || exit 0
    sleep 0.1
done
exit 1
"""
# Only "there is none" may end a recovery; whatever else goes wrong ends the server (exit above 125).
_FETCH = f"""\
cd .. || exit 200
rm -f "{IN}/$1" "{IN}/$1.none" "{IN}/$1.bad"
: > "{IN}/$1.want" || exit 200
for _ in $(seq {PATIENCE_S * 60}); do
    [ -e "{IN}/$1.none" ] && exit 1
    [ -e "{IN}/$1.bad" ] && exit 201
    [ -e "{IN}/$1" ] && {{ mv "{IN}/$1" "data/$2" && exit 0; exit 202; }}
    sleep 0.05
done
exit 203
"""


def archiving(home: Path, runner: Runner) -> dict[str, str]:
    """The settings of a server that hands its log over; its folder and program are there."""
    _prepared(home, runner, OUT, "hand-over", _HAND_OVER)
    return {
        "archive_mode": "on",
        "archive_timeout": str(ARCHIVE_EVERY_S),
        # After a start the server first sleeps for one of these and hands nothing over until then.
        "checkpoint_timeout": str(ARCHIVE_EVERY_S),
        "archive_command": "/bin/sh ../hand-over %p %f",
    }


def fetching(home: Path, runner: Runner) -> dict[str, str]:
    """The settings of a server that gets its log back."""
    _prepared(home, runner, IN, "fetch", _FETCH)
    return {"restore_command": "/bin/sh ../fetch %f %p"}


def _prepared(home: Path, runner: Runner, folder: str, program: str, text: str) -> None:
    (home / folder).mkdir(mode=0o700, exist_ok=True)
    os.chown(home / folder, runner.uid, runner.gid, follow_symlinks=False)
    runner.put(home / program, text.encode())


class Shipper:
    """A thread that puts what was handed over into the archive."""

    def __init__(self, home: Path, config: Path) -> None:
        self._folder, self._config = home / OUT, config
        self._looks = _Looks(self.ship)

    def start(self) -> None:
        """It looks until it is stopped."""
        self._looks.start()

    def stop(self) -> None:
        """It looks no more."""
        self._looks.stop()

    def ship(self) -> int:
        """Put every piece that lies there into the archive; how many there were.

        What cannot be put stays, so the server hears no yes, keeps it and says that it failed.
        """
        try:
            found = sorted(path for path in self._folder.iterdir() if SEGMENT.fullmatch(path.name))
        except OSError:
            return 0
        done = 0
        for path in found:
            try:
                Archive.read(self._config).keep_segment(path, path.name)
                path.unlink(missing_ok=True)
            except (ArchiveRefused, KeyRefused, OSError):
                continue
            done += 1
        return done


@dataclass
class Fetcher:
    """A thread that gives a recovering server the pieces it asks for."""

    home: Path
    runner: Runner
    files: Path
    keys: dict[str, Epoch]
    given: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._looks = _Looks(self.look)

    def start(self) -> None:
        """It answers until it is stopped."""
        self._looks.start()

    def stop(self) -> None:
        """It answers no more."""
        self._looks.stop()

    def look(self) -> None:
        """Answer whatever is asked for now."""
        for want in sorted((self.home / IN).glob("*.want")):
            want.unlink()
            name = want.name.removesuffix(".want")
            try:
                known = SEGMENT.fullmatch(name) is not None
                content = segment(self.files, name, self.keys) if known else None
            except ContainerRefused:
                self.damaged.add(name)
                self._answer(f"{name}.bad", b"")
                continue
            if content is None:
                self._answer(f"{name}.none", b"")
            else:
                self.given.add(name)
                self._answer(name, content)

    def _answer(self, name: str, content: bytes) -> None:
        self.runner.put(self.home / IN / name, content)


class _Looks:
    def __init__(self, look: Callable[[], object]) -> None:
        self._look, self._stop = look, threading.Event()
        self._thread = threading.Thread(target=self._rounds, name="archive", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _rounds(self) -> None:
        while not self._stop.wait(EVERY_S):
            self._look()
