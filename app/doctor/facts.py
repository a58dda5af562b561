"""What the checks judge: plain values, gathered once. None of them holds a secret.

Unknown: a null fact could not be looked at, which is never the same as good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.keeping.key_fit import Change
from app.store.drift import Drift
from app.store.inspection import Login
from app.store.silence import Archiver


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file that only its owner may read: its mode and owner, null when it is not there."""

    path: Path
    what: str
    mode: int | None
    owner: int | None
    folder_mode: int | None


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says; ``fits`` is whether its key is the one beside it."""

    until: datetime
    names: tuple[str, ...]
    fits: bool
    served: bool | None = None
    """Whether the service shows this very one; null when it does not answer here."""


@dataclass(frozen=True, slots=True)
class Host:
    """This machine and the settings of the service on it."""

    now: datetime
    user: int
    origin: str
    demo: bool
    speaks_tls: bool
    proxies: tuple[str, ...]
    metrics_host: str
    wrong_settings: tuple[str, ...] = ()
    unknown_settings: tuple[str, ...] = ()
    secret_files: tuple[SecretFile, ...] = ()
    custody: bool = False
    third_share_here: bool = False
    whole_key_here: bool = False
    """Whether a file holds the whole key although shares are used."""
    offline_keys: tuple[Path, ...] = ()
    """Files with the private half of the offline key: it belongs on no host that runs the service."""
    folders_shut: tuple[Path, ...] = ()
    """Folders in which nobody could look for such a file."""
    archive_damaged: tuple[Path, ...] | None = ()
    """Keys and base backups of the archive that do not begin as such; null where nothing says where it is."""
    kept: tuple[Path, ...] = ()
    """Folders that a restore begins from."""
    kept_here: tuple[Path, ...] = ()
    """Those of them that go with this machine."""
    certificate: CertificateFacts | None = None
    """Null without one of its own, or when it cannot be read."""
    key_refused: str | None = None
    hooks_refused: str | None = None
    hooks: int | None = None
    """Null without a file of hooks."""
    head_file: bool = False
    head_written: datetime | None = None
    free: Mapping[str, float] = field(default_factory=dict)
    """Share of each folder's disk that is free."""
    clock_kept: bool | None = None
    """Whether the kernel says that something keeps its clock."""


@dataclass(frozen=True, slots=True)
class Records:
    """The database as the service sees it."""

    version: int
    """PostgreSQL's number, 150004 say."""
    clock_off: timedelta
    """How far the database's clock is from ours."""
    settings: Mapping[str, str]
    encoding: str
    in_the_clear: bool
    """Whether this connection crosses a network without TLS."""
    role: Login
    release_is_ours: bool
    restore_unfinished: bool = False
    demonstration: bool | None = None
    keys: int = 0
    keys_shut: int = 0
    chain_is_ours: bool | None = None
    master_change: Change | None = None
    """Null while one master key alone is at hand."""
    ring_is_older: bool = False
    """Whether the newest backup opens under an earlier master key."""
    last_act: datetime | None = None
    furthest_act: datetime | None = None
    """The latest date of any act: later than the last one's when a clock was ahead once."""
    first_act: datetime | None = None
    last_backup: datetime | None = None
    backup_failed: bool = False
    """Whether the alarm of one that failed is open."""
    last_base: datetime | None = None
    base_failed: bool = False
    """Whether one failed since then, and the alarm of it is open."""
    archiver: Archiver | None = None
    """Null when the rows were not looked at."""
    archive_named: bool = False
    """Whether a file says where the archive of this host is."""
    connections: int = 0
    """How many the processes of the service may take together: pools times processes."""
    administrators: int = 0
    night_missing: bool = False
    """Whether the last night was due, waited for and never planned."""


@dataclass(frozen=True, slots=True)
class Schema:
    """The database as the owner of its tables sees it."""

    step: str | None
    newest: str
    known: bool
    """Whether this program knows the step."""
    drift: tuple[Drift, ...]
    owner: Login


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything. ``records`` and ``schema`` are null when nobody answered, with the reason."""

    host: Host
    records: Records | None
    schema: Schema | None
    records_why: str = ""
    schema_why: str = ""
