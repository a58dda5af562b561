"""Gathering the facts: settings, files, clock, certificate, then what the database says to each login."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from pydantic import ValidationError

from app.archive.target import Archive, ArchiveRefused, config_at, damaged
from app.demo.world import traces_of_demonstration
from app.doctor import elsewhere, stray_keys
from app.doctor.facts import CertificateFacts, Facts, Host, Records, Schema, SecretFile
from app.doctor.served import print_served
from app.installing.keys import KEY
from app.keeping.key_fit import Fit, change, fit
from app.migrate import known_step, newest_step
from app.nightly.slots import last_due, night_due
from app.nightly.watch import GRACE
from app.notices.hooks import HooksRefused, read_hooks
from app.postgres import DEFAULT_FOLDER
from app.service import chain_key
from app.settings import Settings, faults_of
from app.store import administrators, inspection, plan_runs, silence
from app.store.drift import drift_of
from app.store.engine import FOR_LOCKS, make_engine
from app.store.health import is_ours
from app.store.refusals import Refusal
from app.store.transactions import Store, Tx
from app.store.unfinished import mark_at
from app.vault.certificates import read_certificate
from app.vault.keys import KeyRefused
from app.vault.masters import master_of

KNOWN_BESIDE = frozenset(
    [
        "DATABASE_ADMIN_URL",
        "DATABASE_PLANNER_URL",
        "DATABASE_REPLICATION_URL",
        "HAVN_ARCHIVE_FILE",
        "HAVN_BACKUP_FOLDER",
        "HAVN_COPIED_FOLDERS",
        "HAVN_COUNTRY",
        "HAVN_ENV_FILES",
        "HAVN_FOLDER",
        "HAVN_POSTGRES",
        "HAVN_INTAKE_CA",
        "HAVN_INTAKE_HOME",
        "HAVN_INTAKE_IDLE_S",
        "HAVN_INTAKE_LANGUAGE",
    ]
)
"""Names that are read elsewhere than in app.settings."""
OURS = ("HAVN_", "DATABASE_")
NOT_KEPT = 5
"""What adjtimex answers when nothing keeps the clock (TIME_ERROR)."""


def gather(environ: Mapping[str, str]) -> Facts:
    """Everything that the checks judge."""
    settings, wrong = _settings()
    host = _host(environ, settings, wrong)
    if settings is None:
        why = "the settings cannot be used"
        return Facts(host, None, None, why, why)
    records, records_why = _records(settings, host)
    schema, schema_why = _schema(settings)
    return Facts(host, records, schema, records_why, schema_why)


def _settings() -> tuple[Settings | None, tuple[str, ...]]:
    try:
        return Settings(), ()  # type: ignore[call-arg] # the environment gives what is required
    except ValidationError as error:
        return None, faults_of(error)


def known_names() -> frozenset[str]:
    """Every name of the environment that something reads."""
    fields = {str(field.validation_alias) for field in Settings.model_fields.values()}
    return KNOWN_BESIDE | fields


def _host(environ: Mapping[str, str], settings: Settings | None, wrong: tuple[str, ...]) -> Host:
    named = {name for name in environ if name.startswith(OURS)}
    unknown = tuple(sorted(named - known_names()))
    now, user = datetime.now(UTC), os.geteuid()
    if settings is None:
        origin = environ.get("HAVN_ORIGIN", "")
        return Host(now, user, origin, False, False, (), "127.0.0.1", wrong, unknown)
    hooks, hooks_refused = _hooks(settings)
    folders = stray_keys.folders_of(environ, settings)
    found = stray_keys.look(folders)
    kept = elsewhere.kept(environ)
    return Host(
        now=now,
        user=user,
        origin=settings.origin,
        demo=settings.demo,
        speaks_tls=settings.tls_certificate is not None,
        proxies=tuple(str(one) for one in settings.trusted_proxies),
        metrics_host=settings.metrics_host,
        unknown_settings=unknown,
        secret_files=tuple(_secret_files(environ, settings)),
        custody=settings.shares is not None,
        third_share_here=settings.shares is not None and found.shares > 2,
        whole_key_here=_whole_key(settings),
        offline_keys=found.offline,
        folders_shut=found.shut,
        archive_damaged=_archive_damaged(environ),
        kept=kept,
        kept_here=elsewhere.on_our_disk(kept, environ, settings),
        certificate=_certificate(settings),
        key_refused=_key_refused(settings),
        hooks=hooks,
        hooks_refused=hooks_refused,
        head_file=settings.head_file is not None,
        head_written=_written(settings.head_file),
        free=_free(settings, environ),
        clock_kept=_clock_kept(),
    )


def _secret_files(environ: Mapping[str, str], settings: Settings) -> list[SecretFile]:
    named = [(path, "a share of the master key") for path in settings.shares or ()]
    if settings.shares is None:
        named.append((settings.master_key_file, "the master key"))
    more = (
        (settings.old_master_key_file, "the master key before"),
        (settings.next_master_key_file, "the master key that comes"),
        (settings.tls_key, "the key of the certificate"),
        (settings.oidc_secret_file, "the secret for the identity provider"),
        (settings.notice_hooks_file, "the file of hooks"),
    )
    named += [(path, what) for path, what in more if path is not None]
    files = environ.get("HAVN_ENV_FILES", "")
    named += [(Path(one), "an environment file") for one in files.split(os.pathsep) if one]
    return [_secret_file(path, what) for path, what in named]


def _secret_file(path: Path, what: str) -> SecretFile:
    try:
        there, folder = path.stat(), path.resolve().parent.stat()
    except OSError:
        return SecretFile(path, what, None, None, None)
    return SecretFile(
        path, what, stat.S_IMODE(there.st_mode), there.st_uid, stat.S_IMODE(folder.st_mode)
    )


def _whole_key(settings: Settings) -> bool:
    """Whether a file holds the whole key although shares are used: where init or the default puts it."""
    folders = {path.absolute().parent for path in settings.shares or ()}
    beside = {place / KEY for folder in folders for place in (folder, folder.parent)}
    return bool(folders) and any(path.exists() for path in {settings.master_key_file, *beside})


def _archive_damaged(environ: Mapping[str, str]) -> tuple[Path, ...] | None:
    config = config_at(Path(environ.get("HAVN_FOLDER", DEFAULT_FOLDER)))
    try:
        return tuple(damaged(Archive.read(config))) if config.exists() else None
    except ArchiveRefused:
        return (config,)


def _certificate(settings: Settings) -> CertificateFacts | None:
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    found = read_certificate(settings.tls_certificate, settings.tls_key)
    if found is None:
        return None
    shown = print_served(settings)
    served = None if shown is None else shown == found.print
    return CertificateFacts(found.until, found.names, found.fits, served)


def _key_refused(settings: Settings) -> str | None:
    try:
        master_of(settings)
    except KeyRefused as refused:
        return str(refused)
    return None


def _hooks(settings: Settings) -> tuple[int | None, str | None]:
    try:
        hooks = read_hooks(settings.notice_hooks_file)
    except HooksRefused as refused:
        return None, str(refused)
    return (
        None if settings.notice_hooks_file is None else len(hooks.notices) + len(hooks.events)
    ), None


def _written(path: Path | None) -> datetime | None:
    try:
        return None if path is None else datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


def _free(settings: Settings, environ: Mapping[str, str]) -> dict[str, float]:
    folders = {Path(gettempdir()), Path.cwd(), settings.master_key_file.absolute().parent}
    if own := environ.get("HAVN_FOLDER"):
        folders.add(Path(own))
    found = {}
    for folder in sorted(folders):
        if folder.is_dir():
            there = shutil.disk_usage(folder)
            found[str(folder)] = there.free / there.total
    return found


def _clock_kept() -> bool | None:
    """What the kernel says; None where it cannot be asked."""
    try:
        ask = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError):
        return None
    told = ask(ctypes.create_string_buffer(512))  # all zero: it only reads
    return None if told < 0 else told != NOT_KEPT


def _records(settings: Settings, host: Host) -> tuple[Records | None, str]:
    url = settings.database_url.get_secret_value()
    try:
        server = inspection.server(url)
    except Refusal:
        return None, "the database does not answer, or lets the service not in"
    ours = bool(is_ours(url))
    told = Records(
        version=server.version,
        clock_off=server.clock - datetime.now(UTC),
        settings=server.settings,
        encoding=server.encoding,
        in_the_clear=server.in_the_clear,
        role=server.login,
        release_is_ours=ours,
        restore_unfinished=mark_at(url) is not None,
        archive_named=config_at(Path(os.environ.get("HAVN_FOLDER", DEFAULT_FOLDER))).exists(),
        # Locks are held once for all processes; each that has none tries for one now and then.
        connections=(settings.pool_size + 1) * settings.processes + FOR_LOCKS,
    )
    if host.key_refused is not None or not ours:
        return told, ""
    return _with_rows(told, settings, host), ""


def _with_rows(told: Records, settings: Settings, host: Host) -> Records:
    master, url = master_of(settings), settings.database_url.get_secret_value()
    engine = make_engine(url, pool_size=1, statement_timeout_ms=60_000)
    try:
        store = Store(engine, chain_key(master))
        with store.transaction() as tx:
            key: Fit = fit(tx, master)
            changing = change(tx, master, comes=settings.next_master_key_file is not None)
            older = inspection.ring_is_older(tx)
            acts = inspection.newest(tx, datetime.now(UTC))
            archiver = silence.archiver(tx)
            missing = _night_missing(tx, host.now)
            able = len(administrators.able(tx, now=host.now))
        demonstration = traces_of_demonstration(store)
    except Refusal:
        return told
    finally:
        engine.dispose()
    return replace(
        told,
        demonstration=demonstration,
        keys=key.keys,
        keys_shut=key.shut,
        chain_is_ours=key.chain,
        master_change=changing,
        ring_is_older=older,
        last_act=acts.last_act,
        furthest_act=acts.furthest_act,
        first_act=acts.first_act,
        last_backup=acts.last_backup,
        backup_failed=acts.backup_failed,
        last_base=acts.last_base,
        base_failed=acts.base_failed,
        archiver=archiver,
        administrators=able,
        night_missing=missing,
    )


def _night_missing(tx: Tx, now: datetime) -> bool:
    due = last_due(now)
    late = now >= due + GRACE
    return late and plan_runs.was_waited_for(tx, due) and not plan_runs.has_plan(tx, night_due(now))


def _schema(settings: Settings) -> tuple[Schema | None, str]:
    if settings.owner_url is None:
        return None, "DATABASE_OWNER_URL is not given, so the schema was not looked at"
    url = settings.owner_url.get_secret_value()
    try:
        owner = inspection.login(url)
        step, drift = drift_of(url)
    except Refusal:
        return None, "the database does not answer, or lets the owner not in"
    return Schema(
        step, newest_step(), step is not None and known_step(step), tuple(drift), owner
    ), ""
