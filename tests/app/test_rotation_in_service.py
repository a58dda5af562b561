"""Keys are changed while two processes answer: whatever is sealed opens in both, before and after."""

from __future__ import annotations

import threading
from dataclasses import replace

from app.service import chain_key
from app.store import data_keys
from app.store.engine import make_engine
from app.store.transactions import Store
from app.use_cases.disclosure.rotation import rotate
from app.vault.keys import FileMasterKey
from models.words import DisclosurePurpose, Role
from tests.support.database import Database
from tests.support.houses import house, load_all_zones
from tests.support.served import MASTER, serving

ROTATIONS = 4


def test_asvs_11_1_1_data_keys_change_under_two_processes_that_answer(database: Database) -> None:
    """One process seals addresses, the other opens them, and every key changes again and again."""
    with serving(database) as one, serving(database) as other:
        load_all_zones(one.service)
        coordinator = one.signed_in(Role.COORDINATOR)
        made = house(one, coordinator, "FAR-01", "Tromsø", units=1)
        staff = one.again(made["staff"])
        reader = replace(staff, client=other.client)
        path, purpose = f"/shelters/{made['id']}/address", {"purpose": DisclosurePurpose.TRANSPORT}
        said = "Stille vei, 9999 Ingensteds"
        first = staff.ok("PUT", path, {"street_address": said}, version=made["version"])
        version, master = first["version"], FileMasterKey(MASTER)
        engine = make_engine(database.owner_url, pool_size=2, statement_timeout_ms=60_000)
        owned = Store(engine, chain_key(master))
        rotating = threading.Event()
        failed: list[BaseException] = []

        def change_keys() -> None:
            try:
                for _ in range(ROTATIONS):
                    rotate(owned, master, one.clock)
            except BaseException as fault:  # noqa: BLE001 - told at the end
                failed.append(fault)
            finally:
                rotating.set()

        changing = threading.Thread(target=change_keys)
        changing.start()
        rounds = 0
        while not rotating.is_set() or rounds < 10:
            said = f"Stille vei {rounds}, 9999 Ingensteds"
            sealed = staff.ok("PUT", path, {"street_address": said}, version=version)
            version = sealed["version"]
            shown = reader.ok("POST", f"{path}/open", purpose, key=None)
            assert said in str(shown)
            rounds += 1
        changing.join()
        assert failed == []
        with owned.transaction() as tx:
            generations = max(key.generation for key in data_keys.every(tx))
        engine.dispose()
        assert generations == ROTATIONS + 1, "the key of the house changed each time"
        for client in (one.client, other.client):
            again = replace(staff, client=client)
            shown = again.ok("POST", f"{path}/open", purpose, key=None)
            assert said in str(shown)
