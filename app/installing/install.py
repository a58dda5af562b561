"""Installing on one server, in steps that each may be done again: killed anywhere, the next run goes on.

What is made once and never made anew is the master key and the environment files. Everything else is
brought to what it should be. Why so: decision 0220.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.contract.sign_in import enrolment_address
from app.first_administrator import link_of_the_first
from app.first_schema import begin_schema
from app.installing.keys import master_key
from app.installing.private_files import (
    FileRefused,
    environment_text,
    private_folder,
    put_private,
    read_environment,
)
from app.keeping.key_fit import fit
from app.postgres import Addresses, PostgresFailed, given, running
from app.postgres_roles import (
    OWNER,
    SERVICE,
    ServerRefused,
    address_for,
    administrator,
    create_database,
    has_database,
    let_in,
    logins_there,
    must_be_ours,
    prepare_roles,
    quiet,
)
from app.service import chain_key
from app.settings import Settings
from app.store.engine import make_engine
from app.store.health import why_not_begin
from app.store.transactions import Store
from app.vault.keys import KeyRefused, MasterKey
from app.vault.masters import master_of

SERVICE_FILE, OWNER_FILE, PASSWORDS = "havn.env", "owner.env", "passwords.json"
ADMIN_URL = "DATABASE_ADMIN_URL"
FOR_THE_SERVICE = """\
What the service reads (havn.service). Add where it speaks TLS (HAVN_TLS_CERTIFICATE and HAVN_TLS_KEY) or
whose proxy does (HAVN_TRUSTED_PROXIES), HAVN_HEAD_FILE and the rest: docs/operate/install.md."""
FOR_THE_OWNER = """\
What the owner of the tables reads beside it: to upgrade, to back up, to erase. The service does not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says."""

    folder: Path
    origin: str
    database: str = "havn"
    custody: bool = False
    embedded: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Installed:
    """Where the service finds its settings, and the link of the first administrator.

    ``link`` is null once she has enrolled.
    """

    environment: Path
    link: str | None


def install(wanted: Wanted, environ: Mapping[str, str], say: Callable[[str], None]) -> Installed:
    """Everything that a service needs on this server is there.

    Raises
    ------
    FileRefused, KeyRefused, ServerRefused, PostgresFailed, TakenBack, Refusal
        When it cannot be; what is there already stays, and the next run goes on.
    """
    folder = wanted.folder.absolute()
    private_folder(folder)
    with _alone(folder):
        _origin_stays(wanted, folder)
        say("keys")
        key = _key(wanted, folder)
        say("database")
        _environment(wanted, folder, key, environ)
        told = read_environment(folder / SERVICE_FILE)
        with _addresses(folder, told) as addresses:
            settings = Settings(**{**told, "DATABASE_URL": addresses.service_url})  # type: ignore[arg-type] # names of the environment
            say("schema")
            begin_schema(addresses.owner_url, chain_key(master_of(settings)))
            say("first administrator")
            link = _link(settings)
    return Installed(folder / SERVICE_FILE, link)


def _origin_stays(wanted: Wanted, folder: Path) -> None:
    """The origin can be used, and is that of the run before: passkeys hang on its name for good."""
    asked = Settings(DATABASE_URL="", HAVN_ORIGIN=wanted.origin)  # type: ignore[call-arg] # names of the environment
    if not (folder / SERVICE_FILE).exists():
        return
    told = read_environment(folder / SERVICE_FILE)
    if Settings(**{"DATABASE_URL": "", **told}).origin != asked.origin:  # type: ignore[arg-type] # the same
        raise FileRefused(
            f"{folder / SERVICE_FILE} has another HAVN_ORIGIN: say that one, or correct it there"
        )


def _key(wanted: Wanted, folder: Path) -> dict[str, str]:
    """The settings that name the master key; an installation whose key is gone gets no other one."""
    if not (folder / SERVICE_FILE).exists():
        return master_key(folder, custody=wanted.custody)
    told = read_environment(folder / SERVICE_FILE)
    try:
        master_of(Settings(**{"DATABASE_URL": "", **told}))  # type: ignore[arg-type] # the same
    except KeyRefused as refused:
        raise KeyRefused(
            f"{refused}: it is the key that {folder / SERVICE_FILE} names, and no other opens its records"
        ) from None
    return {}


def _environment(
    wanted: Wanted, folder: Path, key: Mapping[str, str], environ: Mapping[str, str]
) -> None:
    """Roles and database are there, and both environment files say how to reach them."""
    service_file, owner_file = folder / SERVICE_FILE, folder / OWNER_FILE
    if service_file.exists():
        if ADMIN_URL in environ:
            urls = read_environment(service_file) | read_environment(owner_file)
            known = {
                OWNER: _password(urls["DATABASE_OWNER_URL"]),
                SERVICE: _password(urls["DATABASE_URL"]),
            }
            _room(environ[ADMIN_URL], known, _database(urls["DATABASE_URL"]))
        (folder / PASSWORDS).unlink(missing_ok=True)
        return
    reached = _reached(wanted, folder, environ)
    owner = {name: url for name, url in reached.items() if name == "DATABASE_OWNER_URL"}
    put_private(owner_file, environment_text(owner, FOR_THE_OWNER))
    service = {name: url for name, url in reached.items() if name not in owner}
    service |= {**key, "HAVN_ORIGIN": wanted.origin}
    put_private(service_file, environment_text(service, FOR_THE_SERVICE))
    (folder / PASSWORDS).unlink(missing_ok=True)


def _reached(wanted: Wanted, folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """By which settings the database is reached: our own server, one with roles, or one to be given them."""
    if wanted.embedded:
        return {"HAVN_FOLDER": str(folder / "data")}
    if admin := environ.get(ADMIN_URL):
        owner, service = _room(admin, _new_passwords(admin, folder), wanted.database)
        return {"DATABASE_URL": service, "DATABASE_OWNER_URL": owner}
    if (addresses := given(environ)) and "DATABASE_OWNER_URL" in environ:
        return {
            "DATABASE_URL": addresses.service_url,
            "DATABASE_OWNER_URL": addresses.owner_url,
        }
    raise ServerRefused(
        f"set {ADMIN_URL} (who may make roles and databases), or DATABASE_OWNER_URL and DATABASE_URL"
        " where the roles are there, or say --embedded for a trial"
    )


def _room(admin_url: str, passwords: Mapping[str, str], name: str) -> tuple[str, str]:
    """Roles and database on that server; where owner and service reach it."""
    with administrator(admin_url) as admin:
        must_be_ours(admin, passwords, name)
        prepare_roles(admin, passwords)
        if not has_database(admin, name):
            create_database(admin, name)
        let_in(admin, name)
        quiet(admin, name)
        owner, service = (
            address_for(admin, role, passwords[role], name) for role in (OWNER, SERVICE)
        )
    return owner, service


def _new_passwords(admin_url: str, folder: Path) -> dict[str, str]:
    """The passwords of owner and service: those of a run that was broken off, else new ones."""
    kept = folder / PASSWORDS
    if not kept.exists():
        with administrator(admin_url) as admin:
            if logins_there(admin):
                raise ServerRefused(
                    f"that server has the roles of a havn already: bring its {SERVICE_FILE} and {OWNER_FILE}"
                )
        made = {role: secrets.token_urlsafe(24) for role in (OWNER, SERVICE)}
        put_private(kept, json.dumps(made))
    passwords: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return passwords


def _password(url: str) -> str:
    found = urlsplit(url).password
    if not found:
        raise FileRefused("an address of the environment files holds no password")
    return unquote(found)


def _database(url: str) -> str:
    return unquote(urlsplit(url).path.removeprefix("/"))


@contextlib.contextmanager
def _addresses(folder: Path, told: Mapping[str, str]) -> Iterator[Addresses]:
    """Where the database of these environment files is, our own one running meanwhile."""
    if "HAVN_FOLDER" in told:
        with running(Path(told["HAVN_FOLDER"])) as own:
            yield own
        return
    named = given({**told, **read_environment(folder / OWNER_FILE)})
    if named is None:
        raise FileRefused(f"{folder / SERVICE_FILE} names no database")
    yield named


def _link(settings: Settings) -> str | None:
    master = master_of(settings)
    url = settings.database_url.get_secret_value()
    engine = make_engine(url, pool_size=1)
    try:
        store = Store(engine, chain_key(master))
        if why := why_not_begin(url, store):
            raise PostgresFailed(why)
        _must_fit(store, master)
        link = link_of_the_first(store, now=datetime.now(UTC))
    finally:
        engine.dispose()
    return None if link is None else enrolment_address(settings.origin, link)


def _must_fit(store: Store, master: MasterKey) -> None:
    with store.transaction() as tx:
        if not fit(tx, master).good:
            raise KeyRefused("the database was sealed under another master key than this one")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else installs in this folder; a killed run lets go by itself."""
    with open(folder / "install.lock", "a", opener=_private) as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FileRefused(f"another installation is at work in {folder}") from None
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
