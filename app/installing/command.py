"""What ``havn init`` says. Exit 0: installed. 2: it cannot be; what is there stays, and it may be run again."""

from __future__ import annotations

import os
import sys

from pydantic import ValidationError

from app.installing.install import Wanted, install
from app.installing.private_files import FileRefused
from app.postgres import PostgresFailed
from app.postgres_roles import ServerRefused
from app.settings import faults_of
from app.store.one_transaction import TakenBack
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused

DONE, CANNOT = 0, 2


def run(wanted: Wanted) -> int:
    """Install; the link of the first administrator is all that goes to the output."""
    try:
        done = install(wanted, os.environ, _say)
    except ValidationError as wrong:
        return _refuse(f"settings that cannot be used: {', '.join(faults_of(wrong))}")
    except (FileRefused, KeyRefused, PostgresFailed, ServerRefused, TakenBack) as refused:
        return _refuse(str(refused))
    except Refusal:
        return _refuse("the database cannot be reached")
    _say(f"settings in {done.environment}; see with: havn --env {done.environment} doctor")
    if wanted.custody:
        folder = done.environment.parent / "shares"
        _say(f"three shares in {folder}: two start the service, the third leaves this machine now")
    if done.link is None:
        _say("the first administrator has enrolled; havn first-administrator invites the second")
    else:
        _say("the link of the first administrator, good once and for a day:")
        print(done.link)
    return DONE


def _say(words: str) -> None:
    print(f"havn: {words}", file=sys.stderr, flush=True)


def _refuse(words: str) -> int:
    print(f"error: {words}", file=sys.stderr)
    return CANNOT
