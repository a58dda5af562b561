"""Checks of the host: one small function each, from facts to findings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from app.doctor.facts import Host, SecretFile
from app.doctor.findings import Finding, fault, good, note, unknown

SOON, NOW = timedelta(days=30), timedelta(days=14)
"""A certificate that ends sooner is said, and then a fault."""
HEAD_OLD = timedelta(hours=2)
"""The head of the chain is written each hour."""
LITTLE = 0.1
TOO_LITTLE = 0.03
"""Shares of a disk that are still free."""
WIDE = 16
"""A network of proxies with a shorter prefix is hardly one of proxies."""


def settings(host: Host) -> list[Finding]:
    """Every setting is there and can be used."""
    if host.wrong_settings:
        names = ", ".join(host.wrong_settings)
        return fault(
            "settings", f"missing, contradictory or unusable: {names}", "docs/operate/install.md"
        )
    return good("settings", "every setting can be used")


def spelling(host: Host) -> list[Finding]:
    """No setting has a name that nobody reads."""
    if host.unknown_settings:
        names = ", ".join(host.unknown_settings)
        return fault("spelling", f"nobody reads {names}", "correct the name, or remove the line")
    return good("spelling", "every setting has a name that is read")


def mode(host: Host) -> list[Finding]:
    """Demo mode is for no real case."""
    if host.demo:
        return fault("mode", "HAVN_DEMO is set: this is a demonstration", "remove HAVN_DEMO")
    return good("mode", "production")


def origin(host: Host) -> list[Finding]:
    """Browsers find the service by TLS under a name of its own."""
    where = urlsplit(host.origin)
    if where.scheme != "https" or where.hostname in (None, "localhost"):
        return fault(
            "origin",
            f"HAVN_ORIGIN is {host.origin}: no browser elsewhere finds it there",
            "set it before anybody enrols: passkeys hang on its name for good",
        )
    return good("origin", host.origin)


def way_in(host: Host) -> list[Finding]:
    """Somebody speaks TLS: the service itself or a proxy that is named."""
    if not host.speaks_tls and not host.proxies:
        return fault(
            "way in",
            "neither a certificate nor a proxy is named, so every request is answered by 426",
            "set HAVN_TLS_CERTIFICATE and HAVN_TLS_KEY, or HAVN_TRUSTED_PROXIES",
        )
    wide = [one for one in host.proxies if ip_network(one).prefixlen < WIDE]
    if wide:
        return fault(
            "way in",
            f"HAVN_TRUSTED_PROXIES trusts {', '.join(wide)}: anybody there may say who calls",
            "name the proxy's own address",
        )
    return good("way in", "TLS by itself" if host.speaks_tls else "a proxy speaks TLS")


def certificate(host: Host) -> list[Finding]:
    """The certificate is for the origin, fits its key and does not end soon."""
    if not host.speaks_tls:
        return []
    found, name = host.certificate, urlsplit(host.origin).hostname or ""
    if found is None:
        return fault(
            "certificate", "the certificate or its key cannot be read", "see its path and mode"
        )
    if not found.fits:
        return fault(
            "certificate",
            "the key beside it belongs to another certificate",
            "put its own key there",
        )
    if not any(_covers(one, name) for one in found.names):
        return fault(
            "certificate", f"it is not for {name}", "have one made for the name of HAVN_ORIGIN"
        )
    left = found.until - host.now
    if left < NOW:
        return fault("certificate", f"it ends on {found.until:%Y-%m-%d}", "renew it today")
    if left < SOON:
        return note("certificate", f"it ends on {found.until:%Y-%m-%d}", "renew it")
    return good("certificate", f"for {name}, until {found.until:%Y-%m-%d}")


def served(host: Host) -> list[Finding]:
    """The certificate of the file is the one that is shown."""
    if host.certificate is None:
        return []  # none of its own, or said already
    if host.certificate.served is None:
        return note(
            "served", "the service does not answer here, so which certificate it shows is not known"
        )
    if not host.certificate.served:
        return fault(
            "served",
            "the service shows another certificate than its file holds",
            "a new one is taken up within a minute; if not, systemctl restart havn",
        )
    return good("served", "the service shows the certificate of its file")


def _covers(said: str, name: str) -> bool:
    wild = said.startswith("*.") and name.partition(".")[2] == said[2:]
    return wild or said.lower() == name.lower()


def files(host: Host) -> list[Finding]:
    """Each secret file is there, for its owner alone, in a folder where nobody else writes."""
    found = [one for file in host.secret_files for one in _file(file, host.user)]
    return found or good(
        "files", f"{len(host.secret_files)} secret files are for their owner alone"
    )


def _file(file: SecretFile, user: int) -> list[Finding]:
    name = f"{file.what} ({file.path})"
    if file.mode is None:
        return fault(
            "files", f"{name} is not there", "bring it, or correct the setting that names it"
        )
    if file.mode & 0o077:
        return fault(
            "files", f"{name} is open to others: mode {file.mode:04o}", f"chmod 600 {file.path}"
        )
    if file.folder_mode is not None and file.folder_mode & 0o022 and not file.folder_mode & 0o1000:
        return fault(
            "files",
            f"others may put another file in place of {name}",
            f"chmod go-w {file.path.parent}",
        )
    if user and file.owner != user:
        return fault(
            "files", f"{name} belongs to another user", "chown it to the user of the service"
        )
    return []


def custody(host: Host) -> list[Finding]:
    """Of a divided key two shares are here, and the third is not."""
    if not host.custody:
        return note(
            "custody", "one file holds the whole master key", "havn keys split: docs/keys.md"
        )
    if host.third_share_here:
        return fault(
            "custody",
            "all three shares are on this machine",
            "give each to its custodian; keep two at most",
        )
    if host.whole_key_here:
        return fault(
            "custody",
            "a file holds the whole master key although two shares start the service",
            "remove it: docs/keys.md",
        )
    return good("custody", "the master key is divided, and the third share is elsewhere")


def offline_key(host: Host) -> list[Finding]:
    """The offline key's private half is elsewhere: with it and a backup everything opens."""
    if host.offline_keys:
        named = ", ".join(str(path) for path in host.offline_keys)
        return fault(
            "offline key",
            f"the private half of the offline key is on this machine: {named}",
            "carry it away and remove it here: docs/keys.md",
        )
    if host.folders_shut:
        named = ", ".join(str(path) for path in host.folders_shut)
        return unknown(
            "offline key",
            f"whether a private key lies there could not be looked at: {named}",
            "ask as the user who may read them",
        )
    return good("offline key", "its private half lies in no folder of the service")


def archive_files(host: Host) -> list[Finding]:
    """Every key and base backup of the archive begins as one; behind that only a drill can tell."""
    if host.archive_damaged is None:
        return note(
            "archive files",
            "no archive is seen from here, so none of its files was looked at",
            "where there is one: HAVN_ARCHIVE_FILE, docs/operate/backup.md",
        )
    if host.archive_damaged:
        named = ", ".join(str(path) for path in host.archive_damaged)
        return fault(
            "archive files",
            f"damaged, shut, or none of the archive's: {named}",
            "havn archive base now, then see what it is: docs/operate/backup.md",
        )
    return good("archive files", "no file of the archive is damaged in its first line")


def elsewhere(host: Host) -> list[Finding]:
    """Who loses this machine does not lose with it what brings it back."""
    if host.kept_here:
        named = ", ".join(str(path) for path in host.kept_here)
        return fault(
            "elsewhere",
            f"with this machine would go, or cannot be looked at: {named}",
            "mount another machine's folders there, or tell the copy: docs/operate/backup.md",
        )
    if not host.kept:
        return note("elsewhere", "nothing is kept yet that would outlive this machine")
    return good("elsewhere", "what a restore needs is on no disk of this machine alone")


def master_key(host: Host) -> list[Finding]:
    """The master key can be read."""
    if host.key_refused is not None:
        return fault("master key", host.key_refused, "docs/keys.md")
    return good("master key", "it can be read")


def hooks(host: Host) -> list[Finding]:
    """Notices leave the house, or somebody knows that they do not."""
    if host.hooks_refused is not None:
        return fault(
            "notices",
            host.hooks_refused,
            "HAVN_NOTICE_HOOKS_FILE: mode 0600, docs/operate/install.md",
        )
    if host.hooks is None:
        return note(
            "notices",
            "no notice leaves the house: everybody has the inbox alone",
            "HAVN_NOTICE_HOOKS_FILE",
        )
    return good("notices", f"{host.hooks} hooks")


def head(host: Host) -> list[Finding]:
    """The head of the audit chain is kept elsewhere, and is fresh."""
    if not host.head_file:
        return note(
            "head",
            "the head of the audit chain is kept nowhere else",
            "HAVN_HEAD_FILE, on another machine",
        )
    if host.head_written is None or host.now - host.head_written > HEAD_OLD:
        return fault(
            "head",
            "the head of the audit chain was not written for two hours",
            "see that the service runs and may write there",
        )
    return good("head", "written within two hours")


def metrics(host: Host) -> list[Finding]:
    """Counts are told to no public network."""
    try:
        public = ip_address(host.metrics_host).is_global or host.metrics_host in ("0.0.0.0", "::")  # noqa: S104 - what must not be
    except ValueError:
        public = host.metrics_host != "localhost"
    if public:
        return fault("metrics", "HAVN_METRICS_HOST is no private address", "set it to 127.0.0.1")
    return good("metrics", "told at a private address, if anywhere")


def disk(host: Host) -> list[Finding]:
    """There is room on each disk."""
    found: list[Finding] = []
    for folder, free in host.free.items():
        told = f"{free:.0%} of the disk of {folder} is free"
        if free < TOO_LITTLE:
            found += fault("disk", told, "make room now: a full disk stops the database")
        elif free < LITTLE:
            found += note("disk", told, "make room")
    return found or good("disk", "there is room")


def clock(host: Host) -> list[Finding]:
    """Something keeps the clock."""
    if host.clock_kept is None:
        return note("clock", "whether something keeps the clock cannot be asked here")
    if not host.clock_kept:
        return note(
            "clock",
            "the kernel says that nothing keeps its clock",
            "run chrony or systemd-timesyncd",
        )
    return good("clock", "something keeps it")


CHECKS: tuple[Callable[[Host], list[Finding]], ...] = (
    settings,
    spelling,
    mode,
    origin,
    way_in,
    certificate,
    served,
    files,
    master_key,
    custody,
    offline_key,
    archive_files,
    elsewhere,
    hooks,
    head,
    metrics,
    disk,
    clock,
)
