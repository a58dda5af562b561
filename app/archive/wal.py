"""The program that a server of one's own calls for each piece of its log, as ``archive_command``.

    archive_command = '/opt/havn/.venv/bin/python -P -m app.archive.wal /etc/havn/archive.json %p %f'

Exit 0 only when the piece is in the archive and on disk; on everything else the server keeps it and
tries again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.archive.target import Archive, ArchiveRefused
from app.vault.keys import KeyRefused


def main(argv: list[str]) -> int:
    """Archive one piece; the exit code."""
    if len(argv) != 3:
        print("usage: python -m app.archive.wal ARCHIVE.json PATH NAME", file=sys.stderr)
        return 2
    config, path, name = argv
    try:
        Archive.read(Path(config)).keep_segment(Path(path), name)
    except (ArchiveRefused, KeyRefused) as refused:
        print(f"havn: {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
