"""Checks of the database as the service sees it: one small function each, from facts to findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.doctor.facts import Records
from app.doctor.findings import Finding, fault, good, note, unknown
from app.silence import Watched, of_archive
from app.store.inspection import Login
from app.store.silence import Archiver

OLDEST = 150000
CLOCKS_APART = timedelta(seconds=5)
BACKUP_OLD = timedelta(hours=26)
"""A backup a day, and two hours for it to be made."""
NO_TEXT = {
    "log_statement": ("none",),
    "log_min_error_statement": ("log", "fatal", "panic"),
    "log_min_messages": ("log", "fatal", "panic"),
    "log_error_verbosity": ("terse",),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_duration": ("off",),
    "debug_print_parse": ("off",),
    "debug_print_plan": ("off",),
}
"""With other values the server's log holds statements or rows; by name, what they may be."""
KEPT_BACK = ("superuser_reserved_connections", "reserved_connections")
"""The second since PostgreSQL 16."""
BESIDE = 10
"""Connections of the night, a backup, the archive and commands, all at once; each takes one or two."""
ON_DISK = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply", "remote_write"),
}
"""With other values an acknowledged booking may be gone after a power cut."""
REMEDY = "as a superuser: ALTER DATABASE .. SET .., or in postgresql.conf (docs/operate/install.md)"


def version(records: Records, _: datetime) -> list[Finding]:
    """PostgreSQL is new enough."""
    told = f"PostgreSQL {records.version // 10000}.{records.version % 10000}"
    if records.version < OLDEST:
        return fault("version", f"{told} is too old", "15 or newer")
    return good("version", told)


def log(records: Records, _: datetime) -> list[Finding]:
    """The server's log holds no statement and no row."""
    wrong = _others(records, NO_TEXT)
    if wrong:
        return fault(
            "log", f"the log of the database may hold data of people: {', '.join(wrong)}", REMEDY
        )
    return good("log", "the log of the database holds no statement and no row")


def durable(records: Records, _: datetime) -> list[Finding]:
    """What was acknowledged is on disk."""
    wrong = _others(records, ON_DISK)
    if wrong:
        return fault("durability", f"what was acknowledged may be lost: {', '.join(wrong)}", REMEDY)
    return good("durability", "what is acknowledged is on disk")


def _others(records: Records, wanted: dict[str, tuple[str, ...]]) -> list[str]:
    """Settings that have another value; one that this PostgreSQL does not have is none."""
    return [
        f"{name} = {told}"
        for name, values in wanted.items()
        if (told := records.settings.get(name)) is not None and told not in values
    ]


def time(records: Records, now: datetime) -> list[Finding]:
    """Both clocks are one, and none has been set back behind the newest act."""
    if records.settings.get("TimeZone") not in ("UTC", "Etc/UTC"):
        return fault("time", "the service's sessions are not in UTC", REMEDY)
    if abs(records.clock_off) > CLOCKS_APART:
        seconds = records.clock_off.total_seconds()
        return fault(
            "time",
            f"the clock of the database is {seconds:+.0f} s from this one",
            "keep both clocks",
        )
    if records.last_act is not None and records.last_act - now > CLOCKS_APART:
        return fault(
            "time",
            "the newest act is in the future: a clock was set back",
            "set the clock; holds end by it",
        )
    if records.furthest_act is not None and records.furthest_act - now > CLOCKS_APART:
        # The chain keeps that date until it comes, and nothing is left to do about a clock that is right again.
        return note(
            "time",
            "an act before the newest is dated in the future: a clock was ahead then, or is behind now",
            "compare this clock with another one",
        )
    return good("time", "one clock, in UTC")


def encoding(records: Records, _: datetime) -> list[Finding]:
    """Every name can be written."""
    if records.encoding != "UTF8":
        return fault(
            "encoding",
            f"the database is in {records.encoding}",
            "make it anew with ENCODING 'UTF8'",
        )
    return good("encoding", "UTF-8")


def wire(records: Records, _: datetime) -> list[Finding]:
    """Nobody reads along between service and database."""
    if records.in_the_clear:
        return fault(
            "wire",
            "the way to the database crosses a network without TLS",
            "add ?sslmode=verify-full to DATABASE_URL",
        )
    return good("wire", "a socket of this machine, or TLS")


def service_role(records: Records, _: datetime) -> list[Finding]:
    """The service's login owns nothing and stands above no wall."""
    wrong = too_much(records.role)
    if records.role.owns:
        wrong.append(f"owns {records.role.owns} tables")
    if records.role.inherits:
        wrong.append("has the rights of every role at once (INHERIT)")
    if wrong:
        return fault(
            "service role",
            f"{records.role.name} {', '.join(wrong)}",
            "DATABASE_URL names the lesser role: migrations/README.md",
        )
    return good("service role", f"{records.role.name} owns nothing and passes no wall")


def too_much(role: Login) -> list[str]:
    """What a login of ours must not be."""
    told = {
        "is a superuser": role.superuser,
        "passes row-level security (BYPASSRLS)": role.passes_walls,
        "makes roles": role.makes_roles,
        "makes databases": role.makes_databases,
    }
    return [words for words, true in told.items() if true]


def release(records: Records, _: datetime) -> list[Finding]:
    """Database and program are of one release."""
    if not records.release_is_ours:
        return fault(
            "release", "the database stands at another release than this program", "havn upgrade"
        )
    return good("release", "database and program are of one release")


def restored(records: Records, _: datetime) -> list[Finding]:
    """No restore was broken off: somebody who was erased may be back until it is done."""
    if records.restore_unfinished:
        return fault(
            "restore",
            "a restore was broken off, and who was erased since may be in it",
            "the same havn restore again",
        )
    return good("restore", "none was broken off")


def demonstration(records: Records, _: datetime) -> list[Finding]:
    """Nothing of the demonstration is here: its tokens stood in a file, and its houses are nowhere."""
    if records.demonstration is None:
        return fault(
            "demonstration",
            "whether the demonstration is in it could not be asked",
            "see the findings above",
        )
    if records.demonstration:
        return fault(
            "demonstration",
            "accounts or houses of the demonstration are in this database",
            "real cases need a database of their own",
        )
    return good("demonstration", "nothing of it is here")


def seals(records: Records, _: datetime) -> list[Finding]:
    """The master key is that of this database."""
    if records.keys_shut:
        return fault(
            "seals",
            f"{records.keys_shut} of {records.keys} data keys do not open under this master key",
            "bring the right master key: nothing else opens them",
        )
    if records.chain_is_ours is False:
        return fault(
            "seals",
            "the newest act was recorded under another key, or was changed",
            "havn audit verify",
        )
    return good("seals", f"{records.keys} data keys open")


def master_change(records: Records, _: datetime) -> list[Finding]:
    """Nothing hangs on a master key that somebody may be about to destroy."""
    told = records.master_change
    if told is not None and told.comes:
        return note(
            "old master key",
            "another master key is at hand that wraps nothing yet",
            "go on, or take HAVN_NEXT_MASTER_KEY_FILE out: docs/operate/processes.md",
        )
    if told is not None and told.hang:
        return fault(
            "old master key",
            f"{told.hang} keys hang on the one before: with it what they seal would be lost",
            "keep it, and havn keys rotate --new-master: docs/operate/processes.md",
        )
    if records.ring_is_older:
        return fault(
            "old master key",
            "the newest backup opens under the one before alone",
            "keep it, and havn backup",
        )
    if told is not None:
        return note(
            "old master key",
            "nothing hangs on the one before",
            "take HAVN_OLD_MASTER_KEY_FILE out, reload, and ask again before you destroy it",
        )
    return good("old master key", "nothing hangs on another one than that of now")


def backup(records: Records, now: datetime) -> list[Finding]:
    """A backup of the rows was made within a day, and none has failed that nobody looked after."""
    if records.backup_failed:
        return fault("backup", "one failed", "see its folder, make one, then answer the alarm")
    since = records.last_backup or records.first_act
    if since is None or (records.last_backup is None and now - since <= BACKUP_OLD):
        return note("backup", "there is no backup yet", "docs/keys.md")
    if now - since > BACKUP_OLD:
        told = (
            f"the last one was on {records.last_backup:%Y-%m-%d}"
            if records.last_backup
            else "none was ever made"
        )
        return fault("backup", told, "see that its timer runs: systemctl list-timers 'havn-*'")
    return good("backup", f"made on {since:%Y-%m-%d %H:%M} UTC")


def archive(records: Records, now: datetime) -> list[Finding]:
    """The server hands its log over, and a base backup of last night, with none that failed since, is there to begin from."""
    told = records.archiver
    if told is None:
        return unknown("archive", "what the server says of its log could not be asked", REMEDY)
    silent = of_archive(records.last_base, told, now)
    named_only = records.archive_named and not told.on
    if Watched.ARCHIVE in silent or named_only:
        return fault("archive", _log_stands(told, now), "docs/operate/backup.md")
    if records.base_failed:
        return fault(
            "archive",
            "a base backup failed, and none was taken since",
            "see why in the journal of its unit, then havn archive base",
        )
    if Watched.BASE in silent:
        words = (
            "no base backup was ever taken, so the log has nothing to begin from"
            if records.last_base is None
            else f"the last base backup is of {records.last_base:%Y-%m-%d %H:%M} UTC"
        )
        return fault("archive", words, "havn archive base, and see its timer")
    if not told.on or records.last_base is None:
        return note(
            "archive",
            "there is none: with this machine all goes that came after the last backup",
            "docs/operate/backup.md",
        )
    return good(
        "archive",
        f"{_handed(told, now)}, the last base backup of {records.last_base:%Y-%m-%d %H:%M} UTC",
    )


def _log_stands(told: Archiver, now: datetime) -> str:
    if not told.on:
        return "there was an archive, and the server hands its log over no more"
    return f"the log is not handed over: {_handed(told, now)}, {told.behind} pieces wait"


def _handed(told: Archiver, now: datetime) -> str:
    if told.last is None:
        return "no piece of the log was ever handed over"
    return (
        f"the last piece of the log was handed over {(now - told.last).total_seconds():.0f} s ago"
    )


def connections(records: Records, _: datetime) -> list[Finding]:
    """Every process finds its connections, and whoever plans, backs up or looks after it does too."""
    said = records.settings
    most = int(said["max_connections"])
    kept = sum(int(said.get(name, 0)) for name in KEPT_BACK)
    needed = records.connections + BESIDE
    told = f"{records.connections} of the service and {BESIDE} beside it, of {most - kept}"
    if needed > most - kept:
        return fault(
            "connections",
            f"the server has too few: {told}",
            "raise max_connections, or lower HAVN_POOL_SIZE or HAVN_PROCESSES",
        )
    return good("connections", told)


def night(records: Records, _: datetime) -> list[Finding]:
    """The last night was planned, or nobody waited."""
    if records.night_missing:
        return fault(
            "night",
            "people wait and the last night was not planned",
            "see that its timer runs: systemctl list-timers 'havn-*'",
        )
    return good("night", "planned, or nobody waited")


def administrators(records: Records, _: datetime) -> list[Finding]:
    """Whatever takes two administrators has two, and a third for the day when one is ill."""
    told = f"{records.administrators} administrators can act"
    if records.administrators < 2:
        return note(
            "administrators", told, "havn first-administrator: whatever is granted takes two"
        )
    if records.administrators < 3:
        return note("administrators", told, "make a third: of two, neither can be recovered")
    return good("administrators", told)


CHECKS: tuple[Callable[[Records, datetime], list[Finding]], ...] = (
    version,
    log,
    durable,
    time,
    encoding,
    wire,
    service_role,
    release,
    restored,
    demonstration,
    seals,
    master_change,
    backup,
    archive,
    connections,
    night,
    administrators,
)
OF_ROWS = frozenset({seals, master_change, backup, archive, night, administrators})
"""Those that have nothing to say when the rows could not be looked at: that is said by ``demonstration``."""
