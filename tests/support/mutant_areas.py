"""What of the service is changed by ``./dev bench mutants --area NAME``, and which tests guard it.

Each file names its tests, the narrowest first. A mutant that no test can tell from the original is
listed below with the reason; every other one that lives is a hole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HTTP = "tests/app/http/"
_DISCLOSING = (
    "tests/security/test_disclosure.py",
    "tests/security/test_disclosure_asked.py",
    "tests/security/test_disclosure_by_broken_glass.py",
    "tests/security/test_disclosure_failing.py",
    "tests/security/test_sealed_reads.py",
    "tests/security/test_subject_report.py",
    HTTP + "test_disclosures.py",
)
_BOOKING = ("tests/app/store/test_holds.py", HTTP + "test_booking.py")
_NIGHTS = tuple(
    f"{HTTP}test_{name}.py"
    for name in (
        "from_call_to_bed",
        "offers_over_noon",
        "offers_to_her",
        "arrivals",
        "transfers",
        "stay_limits",
        "departures",
        "closed_cases",
        "merging",
        "calls",
    )
)
"""What happens to a place between the first offer and the last night."""
_STANDING = tuple(
    f"{HTTP}test_{name}.py"
    for name in (
        "members",
        "kept_away",
        "isolation",
        "kept_answers",
        "outside",
        "kode6",
        "tasks",
        "merging",
    )
)
_TWO = (HTTP + "test_two_persons.py", HTTP + "test_nobody_approves_an_own_act.py")
_WALLS = tuple(
    f"tests/security/test_walls_{name}.py"
    for name in ("forged", "smuggled", "hold_alone", "rights", "rows")
)
_PASSWORDS = (HTTP + "test_sign_in_by_password.py",)


@dataclass(frozen=True, slots=True)
class Area:
    """Files with the tests that guard each."""

    tests: Mapping[str, tuple[str, ...]]
    database: bool
    """Whether any of the tests asks for a database."""


AREAS: Mapping[str, Area] = MappingProxyType(
    {
        "rights": Area(
            {
                "models/rights.py": ("tests/models/test_rights.py",),
                "app/access.py": ("tests/architecture/test_routes.py",),
            },
            database=False,
        ),
        "seals": Area(
            {
                "app/vault/seal.py": ("tests/app/vault/test_seal.py",),
                "app/vault/open.py": ("tests/app/vault/test_seal.py",),
                "app/vault/keys.py": (
                    "tests/app/vault/test_keys.py",
                    "tests/app/vault/test_seal.py",
                ),
                "app/vault/container.py": ("tests/app/vault/test_container.py",),
                "app/vault/custodians.py": ("tests/app/vault/test_custodians.py",),
            },
            database=False,
        ),
        "proofs": Area(
            {
                "app/vault/passwords.py": ("tests/app/vault/test_passwords.py", *_PASSWORDS),
                "app/vault/one_time_codes.py": (
                    "tests/app/vault/test_one_time_codes.py",
                    *_PASSWORDS,
                ),
                "app/vault/passkeys.py": (
                    "tests/app/vault/test_passkeys.py",
                    HTTP + "test_sign_in.py",
                ),
                "app/vault/masters.py": (
                    "tests/app/vault/test_masters.py",
                    "tests/app/vault/test_custodians.py",
                    "tests/app/keeping/test_rotation.py",
                ),
            },
            database=True,
        ),
        "access": Area(
            {
                "app/http/guard.py": (
                    HTTP + "test_sessions.py",
                    HTTP + "test_isolation.py",
                    HTTP + "test_flood.py",
                    HTTP + "test_duress.py",
                    HTTP + "test_sign_in.py",
                    HTTP + "test_devices.py",
                    HTTP + "test_bodies.py",
                    HTTP + "test_who_asks.py",
                    HTTP + "test_service_accounts.py",
                    "tests/app/described/test_published.py",
                ),
                "app/store/walls.py": _WALLS,
                "app/store/members.py": _STANDING,
                "app/store/grants.py": (HTTP + "test_granting.py", HTTP + "test_role_changes.py"),
                "app/use_cases/members.py": _STANDING,
                "app/use_cases/two_persons.py": (
                    *_TWO,
                    "tests/app/use_cases/test_step_up_needed.py",
                    HTTP + "test_kode6.py",
                    HTTP + "test_role_changes.py",
                ),
                "app/use_cases/disclosure/asking.py": _DISCLOSING,
                "app/use_cases/disclosure/opening.py": _DISCLOSING,
                "app/use_cases/disclosure/showing.py": _DISCLOSING,
                "app/use_cases/disclosure/writing.py": (
                    "tests/security/test_writing_sealed.py",
                    HTTP + "test_disclosures.py",
                ),
                "app/use_cases/disclosure/subject_report.py": _DISCLOSING[1:],
                "app/use_cases/disclosure/rotation.py": ("tests/app/keeping/test_rotation.py",),
                "app/use_cases/disclosure/drill.py": ("tests/app/keeping/test_backup.py",),
            },
            database=True,
        ),
        "booking": Area(
            {
                "app/store/holds.py": (*_BOOKING, *_NIGHTS),
                "app/store/placements.py": (*_BOOKING[::-1], *_NIGHTS),
                "app/store/offers.py": (*_BOOKING[::-1], *_NIGHTS),
                "app/store/locks.py": (
                    "tests/app/store/test_row_locks.py",
                    *_BOOKING,
                    "tests/app/store/test_transactions.py",
                ),
                "app/use_cases/booking.py": (*_BOOKING[::-1], *_NIGHTS),
            },
            database=True,
        ),
    }
)

EQUAL: Mapping[tuple[str, str, str], str] = MappingProxyType(
    {
        (
            "app/http/guard.py",
            'if not scope.get("root_path") and not scope["path"].startswith(self.lead):',
            change,
        ): "it spares the match after it, which refuses the same; nothing mounts the service elsewhere"
        for change in ("if False", "condition 1 less", "not taken away")
    }
    | {
        (
            "app/http/guard.py",
            "if roles:",
            "if True",
        ): "every guarded route has a line, or the build stops",
        (
            "app/http/guard.py",
            'return request.client.host if request.client else ""',
            "if True",
        ): "whoever comes to a port has an address",
        ("app/store/holds.py", "if not units:", "if False"): "of no unit no hold is over",
    }
    | {
        (
            "app/vault/seal.py",
            "TAG_BYTES = 16",
            change,
        ): "a blob is 64 bytes longer than the least, and one without its tag is refused by the tag"
        for change in ("number + 1", "number - 1")
    }
    | {
        (
            "app/vault/container.py",
            'text = private_bytes(path, 200, "the private key of the backup")',
            change,
        ): "the file has 86 bytes; it is read to the end whether 199 or 201 are asked for"
        for change in ("number + 1", "number - 1")
    }
    | {
        (
            "app/vault/keys.py",
            'return cls(private_bytes(path, KEY_BYTES + 1, "the file of the master key"))',
            "number + 1",
        ): "whatever is longer than a key is refused, however much of it was read",
        (
            "app/vault/custodians.py",
            "for _ in range(8):",
            "number + 1",
        ): "after eight steps nothing is left of the second number",
        (
            "app/vault/passwords.py",
            "self.key = DataKey(1, secrets.token_bytes(KEY_BYTES))",
            "number + 1",
        ): "the key of nobody stands in no record, so nothing asks for its number",
        (
            "app/use_cases/disclosure/asking.py",
            "if sent.offer is not None and Code.ACCEPTED in entry:",
            "condition 1 less",
        ): "no offer has no id, so it is not found either",
        (
            "app/use_cases/disclosure/asking.py",
            "if not named or not all(records.stands_on(a.tx, a.actor.account, one) for one in named):",
            "condition 1 less",
        ): "of neither a case nor an offer nothing is found later either: the same refusal",
        (
            "app/use_cases/disclosure/asking.py",
            "own = {Code.OWN, Code.STEP_UP} <= entry",
            "LtE -> Lt",
        ): "in the matrix whoever reads such a field of an own case also writes it",
    }
    | {
        (
            "app/vault/masters.py",
            'text = private_bytes(path, 400, "the file of a share")',
            change,
        ): "a share has 101 signs; it is read to the end whether 399 or 401 are asked for"
        for change in ("number + 1", "number - 1")
    }
    | {
        (
            "app/vault/passkeys.py",
            "credential_current_sign_count=0,  # compared below, where it is known to be signed",
            "number - 1",
        ): "no count is below nought, so none is refused there",
    }
    | {
        (
            "app/vault/passwords.py",
            "self.phc = hashed(secrets.token_urlsafe(32), self.key)",
            change,
        ): "nobody knows that password, one sign longer or shorter"
        for change in ("number + 1", "number - 1")
    }
    | {
        (
            "app/use_cases/disclosure/asking.py",
            "if recipient is None or found.agreed_at or found.opened_at or found.closed_at:",
            change,
        ): "what still waits is neither agreed to nor opened: both come after that yes alone"
        for change in ("condition 2 less", "condition 3 less")
    }
    | {
        (
            "app/use_cases/disclosure/asking.py",
            "if sent.referral is None or sent.row is None or not own or sent.group is SealedGroup.ADDRESS:",
            change,
        ): reason
        for change, reason in (
            ("condition 1 less", "no row is of a case that has no id"),
            ("condition 2 less", "a row that has no id is of no case"),
            ("condition 4 less", "in the matrix an address is no role's own field"),
        )
    }
)
"""By file, the line as it stands and the change: why no test can tell it from the original."""
