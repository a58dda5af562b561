"""What a running service has in hand: the records, the keys, the clock, the last picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.countries.profile import Country, this_country
from app.outside.provider import Provider
from app.pictures import Pictures
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.plan_runner import PlanRunner
from app.settings import Settings
from app.solver_process import Limits
from app.store import service_keys
from app.store.chain import ChainKey
from app.store.engine import make_engine
from app.store.transactions import Store, Tx
from app.vault.keys import MasterKey, unwrapped_secret
from app.vault.masters import held, master_of
from app.vault.passkeys import Party
from app.vault.passwords import Hashing

PROVIDER_BACK = "/sign-in/back"
"""Where a provider sends a browser back to."""
CHAIN_PURPOSE = "audit chain"
TIE_PURPOSE = "tie"
OWNERS_PATIENCE_MS = 10 * 60_000
"""How long one statement of the owner may run: a rotation or an erasure is nobody's request."""


def utc_now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, repr=False)
class Service:
    """Everything that a request may use; made once, when the service starts."""

    settings: Settings
    store: Store
    master: MasterKey
    places: Gazetteer
    pictures: Pictures
    runner: PlanRunner
    now: Callable[[], datetime] = utc_now
    began: datetime = field(default_factory=utc_now)
    """When it was opened, by its own clock."""
    hashing: Hashing = field(default_factory=Hashing)
    provider: Provider | None = None
    country: Country = field(default_factory=this_country)
    closing: list[Callable[[], None]] = field(default_factory=list)

    @property
    def party(self) -> Party:
        """The page that may ask for a passkey, and the name to which one is bound."""
        return Party(self.settings.rp_id, self.settings.origin)

    def close(self) -> None:
        """Nothing of it runs any more."""
        for close in reversed(self.closing):
            close()


def chain_key(master: MasterKey) -> ChainKey:
    """The key of the audit chain that hangs on this master key."""
    return ChainKey(master.id, master.secret_for(CHAIN_PURPOSE))


def chain_keys(tx: Tx, master: MasterKey) -> list[ChainKey]:
    """The key of the chain and those of earlier master keys, under which older links were made.

    Also those of a master key that is about to go or come: processes change one after the other, and
    meanwhile links are made under both.
    """
    kept = [
        ChainKey(
            one.master_id,
            unwrapped_secret(master, one.wrapped, one.master_id, CHAIN_PURPOSE),
        )
        for one in service_keys.retired(tx, CHAIN_PURPOSE)
    ]
    return [*kept, *(chain_key(one) for one in held(master))]


@contextmanager
def store_of_owner(url: str, master: MasterKey) -> Iterator[Store]:
    """The records as their owner may change them; acts are recorded under that master key."""
    engine = make_engine(url, pool_size=1, statement_timeout_ms=OWNERS_PATIENCE_MS)
    try:
        yield Store(engine, chain_key(master))
    finally:
        engine.dispose()


@contextmanager
def owners_store(service: Service) -> Iterator[Store | None]:
    """The same for a service; None when it does not know how."""
    if service.settings.owner_url is None:
        yield None
        return
    with store_of_owner(service.settings.owner_url.get_secret_value(), service.master) as store:
        yield store


def tie_key(master: MasterKey) -> str:
    """The key of the hash that breaks ties, so that no order of arrival shows."""
    return master.secret_for(TIE_PURPOSE).hex()


def provider_of(settings: Settings) -> Provider | None:
    """The identity provider of these settings; None unless one is set up.

    Raises
    ------
    ProviderMissing
        When the extra ``oidc`` is not installed.
    """
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    assert settings.oidc_secret_file is not None, "settings come whole"
    secret = settings.oidc_secret_file.read_text(encoding="utf-8").strip()
    back_to = f"{settings.origin}{PROVIDER_BACK}"
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, back_to)


def open_service(
    settings: Settings,
    *,
    master: MasterKey | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Service:
    """The service of these settings, connected to its database when it first asks.

    Raises
    ------
    KeyRefused
        When the file of the master key cannot be used.
    """
    key = master or master_of(settings)
    engine = make_engine(settings.database_url.get_secret_value(), pool_size=settings.pool_size)
    store = Store(engine, chain_key(key))
    places = load_gazetteer()
    pictures = Pictures(store, places, tie_key(key))
    runner = PlanRunner(
        store,
        pictures,
        now=now,
        limits=Limits(settings.plan_seconds, settings.plan_megabytes),
    )
    return Service(
        settings,
        store,
        key,
        places,
        pictures,
        runner,
        now,
        now(),
        provider=provider_of(settings),
        closing=[engine.dispose, runner.close],
    )
