"""Canaries: texts that stand where nobody may look, and a sweep that finds them in any dress.

Every canary holds one marker and a number of its own, broken by a character that URLs and JSON write
otherwise. So a sweep looks for one marker in a handful of forms, and tells whose canary it was.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

MARK = "zqtyvekull"
"""In no word of any language here; lower case, so that a search without case is cheap."""
TAIL = re.compile(rf"{MARK}([0-9a-f]{{6}})", re.IGNORECASE)
AROUND = 64
PORTION = 8 << 20


class Kind(StrEnum):
    """Why nobody may find it where."""

    SEALED = "SEALED"
    """X: ciphertext only; nowhere in plain, in no file and no answer."""
    SECRET = "SECRET"
    """A token, seed or key: only its hash or ciphertext is kept."""
    FREE = "FREE"
    """A free text of a case: it stands in its column and in what copies columns, and nowhere else."""
    SENT = "SENT"
    """Something hostile that was refused: it is kept and repeated nowhere."""


@dataclass(frozen=True)
class Canary:
    """One text and what it stands for."""

    kind: Kind
    where: str
    number: int

    @property
    def text(self) -> str:
        """The text itself; URLs, JSON and HTML each write its middle in their own way."""
        tail = f"{self.number:06x}"
        return f"{MARK}{tail} ø&/ {MARK}{tail}"

    @property
    def token(self) -> str:
        """The same where only letters and digits may stand."""
        return f"{MARK}{self.number:06x}"


@dataclass
class Aviary:
    """Every canary that was let out."""

    every: dict[int, Canary] = field(default_factory=dict)

    def new(self, kind: Kind, where: str) -> Canary:
        """One more."""
        number = 0xA10001 + 7 * len(self.every)
        made = Canary(kind, where, number)
        self.every[number] = made
        return made

    def named(self, where: str) -> Canary:
        """The one that stands there."""
        return next(c for c in self.every.values() if c.where == where)


@dataclass(frozen=True)
class Hit:
    """A canary that was found somewhere, and in which dress."""

    channel: str
    form: str
    canary: Canary | None

    def __str__(self) -> str:
        whose = f"{self.canary.kind} {self.canary.where}" if self.canary else "unreadable"
        return f"{self.channel}: {whose} as {self.form}"


def _base64_cores(word: str) -> Iterator[bytes]:
    """What base64 makes of the word at each of the three places where it may begin."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + word.encode() + b"\0" * 3)
        first = -(-shift * 8 // 6) + (1 if shift else 0)
        last = (shift + len(word)) * 8 // 6
        yield coded[first:last]


FORMS: Mapping[str, tuple[bytes, ...]] = {
    "hex": (MARK.encode().hex().encode(), MARK.encode().hex().upper().encode()),
    "utf-16": (MARK.encode("utf-16-le"),),
    "utf-16 upper": (MARK.upper().encode("utf-16-le"),),
    "base64": tuple(_base64_cores(MARK)),
    "reversed": (MARK[::-1].encode(),),
}
"""Beside the plain form, which is searched without case; URL- and JSON-escaping leave it plain."""


def search(data: bytes, aviary: Aviary, channel: str) -> set[Hit]:
    """Every canary in these bytes."""
    found: set[Hit] = set()
    for match in TAIL.finditer(data.decode("latin-1")):
        found.add(Hit(channel, "plain", aviary.every.get(int(match[1], 16))))
    for form, needles in FORMS.items():
        for needle in needles:
            at = data.find(needle)
            while at >= 0:
                near = data[max(0, at - AROUND) : at + len(needle) + AROUND]
                found.add(Hit(channel, form, _whose(near, form, aviary)))
                at = data.find(needle, at + len(needle))
    return found


def _whose(near: bytes, form: str, aviary: Aviary) -> Canary | None:
    for text in _read(near, form):
        match = TAIL.search(text)
        if match and int(match[1], 16) in aviary.every:
            return aviary.every[int(match[1], 16)]
    return None


def _read(near: bytes, form: str) -> Iterator[str]:
    """What stands around a find, written out again."""
    if form.startswith("utf-16"):
        for skip in (0, 1):
            yield near[skip : len(near) - (len(near) - skip) % 2].decode("utf-16-le", "replace")
    elif form == "hex":
        for run in re.findall(rb"[0-9a-fA-F]+", near):
            for skip in (0, 1):
                even = run[skip : len(run) - (len(run) - skip) % 2]
                yield bytes.fromhex(even.decode()).decode("latin-1")
    elif form == "base64":
        for run in re.findall(rb"[A-Za-z0-9+/_-]+", near):
            for skip in range(4):
                part = run[skip:]
                part = part[: len(part) - 1] if len(part) % 4 == 1 else part
                yield base64.urlsafe_b64decode(
                    part.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(part) % 4)
                ).decode("latin-1")
    elif form == "reversed":
        yield near.decode("latin-1")[::-1]


def sweep_bytes(parts: Iterable[tuple[str, bytes]], aviary: Aviary) -> set[Hit]:
    """Every canary in what each channel holds."""
    found: set[Hit] = set()
    for channel, data in parts:
        found |= search(data, aviary, channel)
    return found


def sweep_files(channel: str, folder: Path, aviary: Aviary) -> set[Hit]:
    """Every canary in the files of a folder, their names included."""
    found: set[Hit] = set()
    for path in sorted(folder.rglob("*")):
        found |= search(path.name.encode(), aviary, f"{channel} (name)")
        if path.is_file():
            found |= _sweep_file(channel, path, aviary)
    return found


def _sweep_file(channel: str, path: Path, aviary: Aviary) -> set[Hit]:
    found: set[Hit] = set()
    try:
        with path.open("rb") as file:
            tail = b""
            while portion := file.read(PORTION):
                found |= search(tail + portion, aviary, channel)
                tail = portion[-2 * AROUND :]
    except FileNotFoundError:
        return found  # the server has removed it meanwhile
    return found
