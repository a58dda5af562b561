"""Settings, read once from the environment; a service that would start unsafe does not start."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


@dataclass(frozen=True, slots=True)
class PlacesAllowed:
    """Different danger places an account may name in 24 hours and an organisation in seven days."""

    account: int
    agency: int
    alarm: int
    agency_alarm: int


class Settings(BaseSettings):
    """Everything that may differ from one installation to the next; secrets show nothing.

    Unknown: without ``demo`` the service counts as a real one, so the API tells no schema and
    answers no plain HTTP.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    database_url: SecretStr = Field(validation_alias="DATABASE_URL")
    """The lesser role of the service, never the owner of the tables."""
    owner_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_OWNER_URL")
    """Only for migrations."""
    master_key_file: Path = Field(
        default=Path("havn-master.key"), validation_alias="HAVN_MASTER_KEY_FILE"
    )
    """A file of mode 0600 outside the database; everything sealed hangs on it."""
    master_shares: str | None = Field(default=None, validation_alias="HAVN_MASTER_SHARES")
    """Two files of custodians' shares, divided by a colon; then no file holds the whole key."""
    old_master_key_file: Path | None = Field(
        default=None, validation_alias="HAVN_OLD_MASTER_KEY_FILE"
    )
    """The master key before this one, while data keys are rewrapped."""
    next_master_key_file: Path | None = Field(
        default=None, validation_alias="HAVN_NEXT_MASTER_KEY_FILE"
    )
    """The master key that comes: it opens already and wraps nothing yet (docs/operate/processes.md)."""
    demo: bool = Field(default=False, validation_alias="HAVN_DEMO")
    """Fictional data: the API tells its own schema, and answers plain HTTP from this machine."""
    host: str = Field(default="127.0.0.1", validation_alias="HAVN_HOST")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="HAVN_PORT")
    tls_certificate: Path | None = Field(default=None, validation_alias="HAVN_TLS_CERTIFICATE")
    """PEM, the whole chain. With it and its key the service speaks TLS itself."""
    tls_key: Path | None = Field(default=None, validation_alias="HAVN_TLS_KEY")
    switchboards: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), validation_alias="HAVN_SWITCHBOARDS"
    )
    """Numbers with commas that may stand on the printed list; through them every house is reached."""
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        default=(), validation_alias="HAVN_TRUSTED_PROXIES"
    )
    """Networks of the proxies that speak TLS for the service, with commas; others are not heard."""
    metrics_host: str = Field(default="127.0.0.1", validation_alias="HAVN_METRICS_HOST")
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, validation_alias="HAVN_METRICS_PORT"
    )
    """Where counts are told, apart from the API; without it nowhere. Each further process: one higher."""
    processes: int = Field(default=1, ge=1, le=64, validation_alias="HAVN_PROCESSES")
    """How many processes serve these records together; each lets in its share of a flood's limit."""
    process: int = Field(default=0, ge=0, le=63, validation_alias="HAVN_PROCESS")
    """Which of them this one is."""
    origin: str = Field(
        default="http://localhost:8000",
        validation_alias="HAVN_ORIGIN",
        pattern=r"^(https://[a-z0-9.-]+|http://localhost)(:[0-9]{1,5})?$",
    )
    """Where the pages live, as a browser says it; passkeys hang on its name for good."""
    oidc_issuer: str | None = Field(
        default=None,
        validation_alias="HAVN_OIDC_ISSUER",
        pattern=r"^(https://[a-z0-9.:/_-]+|http://localhost:[0-9]{1,5})$",
    )
    """An OpenID Connect provider that may vouch for people who have linked themselves; off unless set."""
    oidc_client_id: str | None = Field(default=None, validation_alias="HAVN_OIDC_CLIENT_ID")
    oidc_secret_file: Path | None = Field(default=None, validation_alias="HAVN_OIDC_SECRET_FILE")
    """What this service proves itself with to the provider, as a file of one line."""
    pool_size: int = Field(default=16, ge=1, le=200, validation_alias="HAVN_POOL_SIZE")
    plan_seconds: float = Field(default=600.0, gt=0, validation_alias="HAVN_PLAN_SECONDS")
    """How long one plan run may think."""
    plan_megabytes: int = Field(default=2048, ge=256, validation_alias="HAVN_PLAN_MEGABYTES")
    """How much memory the solver's process may take."""
    notice_hooks_file: Path | None = Field(default=None, validation_alias="HAVN_NOTICE_HOOKS_FILE")
    """Where hooks of notices lead, mode 0600; without it everybody has the inbox alone."""
    heartbeat_url: SecretStr | None = Field(default=None, validation_alias="HAVN_HEARTBEAT_URL")
    """Asked for every minute while nothing is silent; whoever is there hears when it stays away."""
    head_file: Path | None = Field(default=None, validation_alias="HAVN_HEAD_FILE")
    """Where the head of the audit chain is written each hour; it should lie on another machine."""
    network_rate: float = Field(default=20.0, gt=0, validation_alias="HAVN_NETWORK_RATE")
    """Requests a second from one network without a good token or session; five times as many at once."""
    account_rate: float = Field(default=100.0, gt=0, validation_alias="HAVN_ACCOUNT_RATE")
    """Requests a second of one account; four times as many at once."""
    live_seconds: float = Field(default=2.0, gt=0, validation_alias="HAVN_LIVE_SECONDS")
    """How often an open page is looked for what changed."""
    place_quota: int = Field(default=10, ge=1, le=1000, validation_alias="HAVN_PLACE_QUOTA")
    """Different danger places that one account may name in 24 hours (security 3)."""
    agency_place_quota: int = Field(
        default=30, ge=1, le=10_000, validation_alias="HAVN_AGENCY_PLACE_QUOTA"
    )
    """Different danger places that all accounts of one organisation may name in seven days."""
    place_alarm: int = Field(default=8, ge=1, le=1000, validation_alias="HAVN_PLACE_ALARM")
    """At so many of them a person hears of it; for an organisation at the same share of its quota."""

    @property
    def places_allowed(self) -> PlacesAllowed:
        """How many places may be named, and when that is told."""
        share = self.place_alarm / self.place_quota
        return PlacesAllowed(
            account=self.place_quota,
            agency=self.agency_place_quota,
            alarm=self.place_alarm,
            agency_alarm=max(1, round(self.agency_place_quota * share)),
        )

    @property
    def shares(self) -> tuple[Path, Path] | None:
        """The files of two shares; None when the whole key stands in one file."""
        if self.master_shares is None:
            return None
        one, _, other = self.master_shares.partition(":")
        return Path(one), Path(other)

    @field_validator("trusted_proxies", "switchboards", mode="before")
    @classmethod
    def _apart_at_commas(cls, said: object) -> object:
        return [part.strip() for part in said.split(",")] if isinstance(said, str) else said

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("a certificate and its key come together")
        if self.old_master_key_file and self.next_master_key_file:
            raise ValueError("of a master key before and a master key after, one at a time")
        if self.metrics_port and self.metrics_port == self.port:
            raise ValueError("metrics have a port of their own")
        provider = (self.oidc_issuer, self.oidc_client_id, self.oidc_secret_file)
        if any(provider) and not all(provider):
            raise ValueError("a provider has its issuer, our name there and our secret")
        life = self.heartbeat_url.get_secret_value() if self.heartbeat_url else "https://"
        if not life.startswith(("https://", "http://127.0.0.1:")):
            raise ValueError("a sign of life goes out over TLS")
        if not self.demo and (self.oidc_issuer or "https:").startswith("http:"):
            raise ValueError("a provider is asked over TLS")
        return self

    @property
    def rp_id(self) -> str:
        """The name to which passkeys are bound: that of the origin, without its port."""
        return self.origin.split("://", 1)[1].split(":", 1)[0]


def from_environment() -> Settings:
    """The settings of this process.

    Raises
    ------
    ValidationError
        When one is missing or cannot be used; its text may hold values and is not to be shown.
    """
    return Settings()  # type: ignore[call-arg] # the environment gives what is required


def faults_of(error: ValidationError) -> tuple[str, ...]:
    """The names of settings that are missing or cannot be used; of those that contradict each other, how.

    No value is in it.
    """
    return tuple(sorted({_fault(one) for one in error.errors(include_input=False)}))


def _fault(one: ErrorDetails) -> str:
    return str(one["loc"][0]) if one["loc"] else one["msg"].removeprefix("Value error, ")
