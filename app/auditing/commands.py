"""The commands of the chain. Exit 0: whole or written. 1: broken. 2: it cannot run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from app.at_hand import at_hand
from app.auditing.head_file import HeadNotMet, HeadRefused, read_head_file
from app.auditing.heads import export_head
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.service import chain_keys
from app.store import chain
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused

WHOLE, BROKEN, CANNOT = 0, 1, 2


def run_verify(heads: Sequence[Path], folder: Path = DEFAULT_FOLDER) -> int:
    """Read the whole chain and name the first act that is not as it was recorded."""
    try:
        known = [read_head_file(path) for path in heads]
        with at_hand(folder) as hand, hand.store.transaction() as tx:
            broken = chain.broken(tx.session, chain_keys(tx, hand.master), known)
            head = chain.read_head(tx.session)
    except (HeadRefused, KeyRefused, PostgresFailed, Refusal) as refused:
        print(refused, file=sys.stderr)
        return CANNOT
    if broken is not None:
        print(f"the audit chain is broken at act {broken.seq}: {broken.harm}", file=sys.stderr)
        return BROKEN
    acts = 0 if head is None else head.seq
    seen = "" if known else "; without --head a cut-off end cannot be seen"
    print(f"the audit chain is whole: {acts} acts{seen}")
    return WHOLE


def run_head(out: Path, folder: Path = DEFAULT_FOLDER) -> int:
    """Write the newest head to a file for safe-keeping on another machine."""
    try:
        with at_hand(folder) as hand:
            head = export_head(hand.store, out, now=hand.now)
    except HeadNotMet as refused:
        print(refused, file=sys.stderr)
        return BROKEN
    except (HeadRefused, KeyRefused, PostgresFailed, Refusal) as refused:
        print(refused, file=sys.stderr)
        return CANNOT
    print(f"head of act {head.seq} written; keep it where this machine cannot change it")
    return WHOLE
