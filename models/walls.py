"""Behind which wall the rows of each table stand, and what a role sees over it (security AT02).

A table stands behind one wall. What a wall shows to a role is one condition on a row, which
``models.wall_sql`` makes a policy of; the columns that it may read or write come from the matrix,
``models.rights``. A table that stands here behind no wall stops the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.words import Role

OF_CASES = (
    Role.ON_CALL,
    Role.REFERRER,
    Role.POLICE,
    Role.LAWYER,
    Role.MUNICIPALITY,
    Role.RETURN_COUNSELLOR,
    Role.FOLLOW_UP,
)
"""They see the cases which they took or on which they stand."""
OVER_CASES = (Role.COORDINATOR, Role.BATCH, Role.AUDITOR)
"""They see every case that is not hidden from them; the matrix says which columns of it."""
OVER_HOUSES = (Role.COORDINATOR, Role.BATCH, Role.AUDITOR, Role.ADMIN)
"""They see every shelter; the matrix says which columns of it."""
OVER_ACCOUNTS = (Role.ADMIN, Role.AUDITOR)
HIDDEN_CASES = (Role.COORDINATOR,)
"""From whom a case may be hidden: by a list of its readers, or because it is KODE6."""

NOTHING = "false"


def is_for(role: Role) -> str:
    """Whether this transaction is for somebody of that role."""
    return f"(SELECT walls.said('{role}') IS NOT NULL)"


def account(role: Role) -> str:
    """The account for which this transaction is."""
    return f"(SELECT (walls.said('{role}'))[2]::uuid)"


def _among(column: str, listing: str, role: Role) -> str:
    return f"{column} = ANY ((SELECT walls.{listing}('{role}'))::uuid[])"


def _not_hidden(role: Role) -> str:
    """Whether no list of readers keeps this household from whoever the transaction is for."""
    return f"NOT {_among('household_id', 'hidden_households', role)}"


def case_seen(role: Role, *, referral: str | None = None, household: str | None = None) -> str:
    """Whether the role sees a row of the case that one of these columns names."""
    column, kind = (referral, "cases") if referral else (household, "households")
    assert column is not None, "a case is named by its referral or its household"
    if role in HIDDEN_CASES:
        return f"{is_for(role)} AND NOT {_among(column, f'hidden_{kind}', role)}"
    if role in OVER_CASES:
        return is_for(role)
    if role in OF_CASES or role is Role.SHELTER:
        return _among(column, kind, role)
    return NOTHING


def house_seen(role: Role, column: str) -> str:
    """Whether the role sees a row of the shelter that this column names."""
    if role in OVER_HOUSES:
        return is_for(role)
    if role in (Role.SHELTER, Role.ON_CALL, Role.POLICE):
        return _among(column, "houses", role)
    return NOTHING


class WallMissing(AssertionError):
    """A fault of the build: a table stands behind no wall, or a wall has no table."""


class Wall:
    """What rows of one table a role sees; it changes no row that it does not see."""

    def seen(self, role: Role) -> str:
        """A condition on a row of the table."""
        raise NotImplementedError

    def written(self, role: Role) -> str:
        """A condition on a row as the role leaves it: unless a wall says otherwise, the same."""
        return self.seen(role)


@dataclass(frozen=True, slots=True)
class OfCase(Wall):
    """Rows of a case, found by its household."""

    residents: bool = False
    """Whether a shelter sees them too, of those whom it was asked for or who live there."""

    def seen(self, role: Role) -> str:
        """Rows of cases that the role sees."""
        if role is Role.SHELTER and not self.residents:
            return NOTHING
        return case_seen(role, household="household_id")


class Households(Wall):
    """The people of a case; a shelter sees those whom it was ever asked for."""

    def seen(self, role: Role) -> str:
        """Rows of cases that the role sees."""
        return case_seen(role, referral="referral_id")


class OfReferral(Households):
    """Rows of a case, found by its referral, which no shelter sees."""

    def seen(self, role: Role) -> str:
        """Rows of cases that the role sees."""
        return NOTHING if role is Role.SHELTER else super().seen(role)


class OverCases(Wall):
    """Rows about a case that only those see who see all cases."""

    def seen(self, role: Role) -> str:
        """All that is not hidden, or nothing."""
        return case_seen(role, household="household_id") if role in OVER_CASES else NOTHING


class Referrals(Wall):
    """The root of a case, which whoever takes it writes before it is anybody's."""

    def seen(self, role: Role) -> str:
        """Cases that the role sees; an agency knows what it referred, whoever stands on it."""
        known = case_seen(role, referral="id")
        if role is Role.REFERRER:
            return f"referrer_account_id = {account(role)} OR {known}"
        return known

    def written(self, role: Role) -> str:
        """The same, and calls that she takes: she stands on one only when it is there."""
        if role is Role.ON_CALL:
            return f"referrer_account_id = {account(role)} OR {self.seen(role)}"
        return self.seen(role)


class Members(Wall):
    """Who stands on a case: whoever stands there sees it, and the others of that case."""

    def seen(self, role: Role) -> str:
        """Rows of cases that the role sees, and rows that name the one who asks."""
        if role in OF_CASES:
            return f"account_id = {account(role)} OR {case_seen(role, referral='referral_id')}"
        return case_seen(role, referral="referral_id")


class Links(Wall):
    """A pair of households: readable by the role that said so, and by the batch."""

    def seen(self, role: Role) -> str:
        """Pairs that this role set, of households that it sees."""
        if role is Role.BATCH:
            return is_for(role)
        if role not in (Role.COORDINATOR, Role.POLICE):
            return NOTHING
        one, other = (case_seen(role, household=f"household_{side}") for side in "ab")
        joined = "AND" if role is Role.COORDINATOR else "OR"
        return f"set_by_role = '{role}' AND ({one} {joined} {other})"


class Networks(Wall):
    """A network that several cases may fear; who sees no such case does not see it."""

    def seen(self, role: Role) -> str:
        """Every network, or those that an own case fears."""
        if role in OVER_CASES:
            return is_for(role)
        if role in OF_CASES:
            return _among("id", "networks", role)
        return NOTHING


@dataclass(frozen=True, slots=True)
class OfHouse(Wall):
    """Rows of a shelter."""

    shelter: str = "shelter_id"

    def seen(self, role: Role) -> str:
        """Rows of shelters that the role sees."""
        return house_seen(role, self.shelter)


@dataclass(frozen=True, slots=True)
class OfOwnHouse(Wall):
    """Rows of a shelter that nobody outside of it but ROSA sees."""

    shelter: str = "shelter_id"

    def seen(self, role: Role) -> str:
        """Rows of the own shelter, or of all."""
        if role is Role.ON_CALL:
            return NOTHING
        return house_seen(role, self.shelter)


class OfHouseAlone(Wall):
    """Rows of a shelter that nobody outside of it sees, nor ROSA."""

    def seen(self, role: Role) -> str:
        """Rows of the own shelter."""
        return house_seen(role, "shelter_id") if role is Role.SHELTER else NOTHING


class Reports(Wall):
    """That a shelter may be known to somebody, which the shelter itself does not read."""

    def seen(self, role: Role) -> str:
        """Reports on shelters that the role sees."""
        return NOTHING if role is Role.SHELTER else house_seen(role, "shelter_id")


@dataclass(frozen=True, slots=True)
class Between(Wall):
    """Rows of a case in a shelter: the shelter sees its own, others those of their cases."""

    asked: str | None = None
    """What must hold before the shelter sees it."""

    def seen(self, role: Role) -> str:
        """Rows of the own shelter, or of cases that the role sees."""
        if role is Role.SHELTER:
            own = f"{house_seen(role, 'shelter_id')} AND {_not_hidden(role)}"
            return f"{own} AND {self.asked}" if self.asked else own
        return case_seen(role, household="household_id")


class Stays(Wall):
    """A unit for a household: the shelter of the unit sees it, others those of their cases."""

    def seen(self, role: Role) -> str:
        """Rows of the own units, or of cases that the role sees."""
        if role is Role.SHELTER:
            return f"{_among('unit_id', 'units', role)} AND {_not_hidden(role)}"
        return case_seen(role, household="household_id")


class Moves(Wall):
    """A move: who sees the place that she leaves sees it, a house only what was ever firm; and the
    house that keeps a place for her."""

    def seen(self, role: Role) -> str:
        """Moves out of placements that the role sees, and those into the own house once firm."""
        out_of = PartOf("placements", "from_placement_id").seen(role)
        if role is not Role.SHELTER:
            return out_of
        into = f"{house_seen(role, 'to_shelter_id')} AND state IN ('FIRM', 'MOVED')"
        return f"({out_of} AND offer_id IS NOT NULL) OR ({into})"


@dataclass(frozen=True, slots=True)
class PartOf(Wall):
    """Rows that belong to a row of another table: who sees that one sees these."""

    table: str
    by: str
    key: str = "id"

    def seen(self, role: Role) -> str:
        """Rows whose owner the role sees, over the owner's own wall."""
        owner = f"FROM public.{self.table} o WHERE o.{self.key} = {self.by}"
        return f"EXISTS (SELECT {owner})"


@dataclass(frozen=True, slots=True)
class OfPerson(Wall):
    """Rows of an account: its own, and all for those who keep the accounts."""

    by: str = "account_id"

    def seen(self, role: Role) -> str:
        """The own rows, or all."""
        return is_for(role) if role in OVER_ACCOUNTS else f"{self.by} = {account(role)}"


class Organisations(Wall):
    """Whom people work for: the own one, and all for those who keep the accounts."""

    def seen(self, role: Role) -> str:
        """The own organisation, or all."""
        if role in OVER_ACCOUNTS:
            return is_for(role)
        return f"id = (SELECT (walls.said('{role}'))[4]::uuid)"


class Chain(Wall):
    """The audit chain: the auditor reads all of it, everybody the own acts."""

    def seen(self, role: Role) -> str:
        """Acts of the one who asks, or all; the batch may read the numbers of all and no more."""
        if role in (Role.AUDITOR, Role.BATCH):
            return is_for(role)
        return f"actor_id = {account(role)}"


@dataclass(frozen=True, slots=True)
class For(Wall):
    """Rows that name neither a case nor a shelter; these roles see all of them."""

    roles: tuple[Role, ...]

    def seen(self, role: Role) -> str:
        """All or nothing."""
        return is_for(role) if role in self.roles else NOTHING


NOBODY = For(())
"""The service alone: sealed keys, kept answers, what is counted against a person."""

WALLS: Mapping[str, Wall] = MappingProxyType(
    {
        # The case.
        "referrals": Referrals(),
        "households": Households(),
        "case_members": Members(),
        "case_readers": Members(),
        "rectifications": OfReferral(),
        "child_decisions": OfReferral(),
        "steps": OfReferral(),
        "phone_calls": OfReferral(),
        "follow_up_actions": OfReferral(),
        "expenses": OfReferral(),
        "benefits": OfReferral(),
        "local_teams": For((Role.COORDINATOR,)),
        "local_team_members": PartOf("local_teams", "team_id"),
        "complaints": OfReferral(),
        "not_matched": OfReferral(),
        "cards": OfReferral(),
        "card_tellings": PartOf("cards", "card_id"),
        "card_choices": OfReferral(),
        "card_reviews": For((Role.COORDINATOR, Role.AUDITOR)),
        "persons": OfCase(residents=True),
        "persons_sealed": NOBODY,
        "contact_safety": OfCase(residents=True),
        "contacts_sealed": NOBODY,
        "consents": OfCase(),
        "continuity": OfCase(),
        "continuity_zones": PartOf("continuity", "continuity_id"),
        "declines": OfCase(),
        "refusals": OverCases(),
        "found_at": OfCase(),
        "legal_periods": OfCase(),
        "needs": OfCase(residents=True),
        "next_steps": OfCase(),
        "no_go_areas": OfCase(),
        "wishes": OfCase(),
        "threat_assessments": OfCase(),
        "threat_answers": PartOf("threat_assessments", "assessment_id"),
        "instrument_results": PartOf("threat_assessments", "assessment_id"),
        "threat_actors": OfCase(),
        "household_networks": OfCase(),
        "actor_areas": OfCase(),
        "actor_routes": OfCase(),
        "actor_route_stops": PartOf("actor_routes", "route_id"),
        "threat_networks": Networks(),
        "person_links": Links(),
        "waivers": OfCase(),
        "stay_exemptions": Between(),
        "place_uses": NOBODY,
        # The house.
        "shelters": OfHouse("id"),
        "shelters_sealed": NOBODY,
        "acceptance_policies": OfOwnHouse(),
        "intake_hours": OfOwnHouse(),
        "municipality_support": OfOwnHouse(),
        "security_features": OfOwnHouse(),
        "service_offers": OfOwnHouse(),
        "staff_ties": For((Role.COORDINATOR, Role.BATCH)),
        "staffing": OfOwnHouse(),
        "stay_policies": OfOwnHouse(),
        "units": OfHouse(),
        "out_of_service": PartOf("units", "unit_id"),
        "vacancy_confirmations": OfHouse(),
        "vacancy_reviews": PartOf("vacancy_confirmations", "confirmation_id"),
        "compromises": Reports(),
        "zones": For((Role.COORDINATOR, Role.BATCH, Role.SHELTER, Role.AUDITOR)),
        # A case in a house.
        "offers": Between("asked_at IS NOT NULL"),
        "offer_units": PartOf("offers", "offer_id"),
        "placements": Between(),
        "plan_segments": PartOf("placements", "placement_id"),
        "transfers": Moves(),
        "journeys": Between(),
        "checklist_items": PartOf("placements", "placement_id"),
        "stay_reviews": PartOf("placements", "placement_id"),
        "outdoor_plans": PartOf("placements", "placement_id"),
        "visits": PartOf("placements", "placement_id"),
        "departure_plans": PartOf("placements", "placement_id"),
        "hand_overs": OfReferral(),
        "questions": OfOwnHouse(),
        "shift_notes": OfHouseAlone(),
        "stays": Stays(),
        "travel_plans": PartOf("placements", "placement_id"),
        # The plan.
        "plan_runs": For((Role.COORDINATOR, Role.BATCH, Role.AUDITOR)),
        "plan_proposals": OverCases(),
        "plan_proposal_units": PartOf("plan_proposals", "proposal_id"),
        "unit_prices": For((Role.BATCH,)),
        "rule_sets": For((Role.COORDINATOR, Role.BATCH, Role.AUDITOR)),
        # Who acts.
        "accounts": OfPerson("id"),
        "api_tokens": OfPerson(),
        "organisations": Organisations(),
        "idempotency_keys": NOBODY,
        "alarms": For((Role.COORDINATOR, Role.AUDITOR, Role.ADMIN)),
        "audit_events": Chain(),
        "data_keys": NOBODY,
        "service_keys": NOBODY,
        "honey_records": NOBODY,
        "case_counts": NOBODY,
        "told_counts": NOBODY,
        # Whether the clock still brings about what it should.
        "rounds": NOBODY,
        # What is sealed is told by a disclosure, which the service looks up for whoever asks.
        "disclosures": NOBODY,
        # Two persons: who asks, who is asked and who is on duty is looked up by the service.
        "approvals": NOBODY,
        "approval_asks": NOBODY,
        "duty_spans": NOBODY,
        # Made of all houses, told by region alone.
        "fallback_levels": NOBODY,
        # What others read is told to one second person, whom the service finds.
        "reading_digests": NOBODY,
        "reading_digest_lines": NOBODY,
        "notice_ways": NOBODY,
        "notices": NOBODY,
        "glass_breaks": NOBODY,
        # Whose a task is, and who may take it, is looked up by the service for whoever asks.
        "tasks": NOBODY,
        "escalation_contacts": For((Role.ADMIN,)),
        # What a program may do, and what it is told: gathered by the service through its own wall.
        "service_grants": NOBODY,
        "event_feeds": NOBODY,
        "feed_events": NOBODY,
        # What somebody proves herself with: the entrance alone reads it.
        "passkeys": NOBODY,
        "provider_links": NOBODY,
        "passwords": NOBODY,
        "code_factors": NOBODY,
        "enrolment_links": NOBODY,
        "device_codes": NOBODY,
        "house_devices": NOBODY,
        "house_pins": NOBODY,
        "sessions": NOBODY,
        "challenges": NOBODY,
        "sign_in_attempts": NOBODY,
    }
)
"""Every table and its wall."""


def check_tables(names: Iterable[str]) -> None:
    """Every table stands behind one wall, and no wall is of another table.

    Raises
    ------
    WallMissing
        When one is missing or too many.
    """
    there = set(names)
    for name in sorted(there - WALLS.keys()):
        raise WallMissing(f"{name} stands behind no wall of models/walls.py")
    for name in sorted(WALLS.keys() - there):
        raise WallMissing(f"models/walls.py has a wall for {name}, which is not there")
