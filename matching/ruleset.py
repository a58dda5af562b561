"""Every number of the rules with its unit and source, as one version.

Source: docs/domain.md 9.0. A number marked [D] there may be changed by its owner in a new version.
"""

from __future__ import annotations

from matching.vocabulary import (
    DomainError,
    Precision,
    SecurityLevel,
    ThreatLevel,
    value,
)


@value(kw_only=True)
class RuleSet:
    """One version of all numbers; the defaults are those of domain 9.0.

    Raises
    ------
    DomainError
        When a number would weaken a rule beyond its meaning (a negative distance, a factor
        above 1, fewer required levels for more threat).
    """

    version: str = "NO-1"

    # H03, domain 9.3. Tuples run T1..T4; km.
    base_km: tuple[float, float, float, float] = (10.0, 30.0, 60.0, 120.0)
    precision_km: tuple[float, float, float, float] = (0.0, 10.0, 25.0, 75.0)
    """EXACT, LOCALITY, MUNICIPALITY, COUNTY."""
    age_start_days: int = 7
    age_km_per_day: float = 1.0
    age_cap_km: float = 60.0
    distance_factor: float = 0.994
    """Great circle times this is nowhere longer than the WGS84 geodesic."""
    stop_factor: float = 0.5
    stop_min_km: float = 15.0
    leg_width_km: float = 10.0

    # Tier 2, domain 10.3.
    margin_bands: tuple[tuple[float, int], ...] = ((25.0, 9), (75.0, 3), (150.0, 1))
    """(margin below, band); at and above the last margin the band is 0."""
    threat_weight: tuple[int, int, int, int] = (1, 2, 4, 8)

    # H02, domain 9.2.
    required_security: tuple[SecurityLevel, SecurityLevel, SecurityLevel, SecurityLevel] = (
        SecurityLevel.S1,
        SecurityLevel.S2,
        SecurityLevel.S3,
        SecurityLevel.S4,
    )

    # Freshness; hours and days.
    vacancy_fresh_hours_tonight: int = 6
    vacancy_fresh_hours_planned: int = 72
    service_valid_days: int = 180

    # H09, domain 9.4 and 11.1; nights.
    default_horizon_nights: int = 180
    unknown_limit_nights: int = 42
    permit_grace_nights: int = 30
    min_planned_segment_nights: int = 14
    """A household with a bed tonight is not moved for a shorter first segment [D]."""
    long_stay_nights: int = 90
    """A longer plan counts as a long stay (domain 10.3 phase, H16)."""

    # H13, domain 9.1: how she travels [D].
    ready_minutes: int = 60
    travel_kmh: float = 60.0
    travel_nok_per_km: float = 6.0

    # Priority and review, domain 10.1 and 3.3.
    bed_needed_within_days: int = 7
    review_days: tuple[int, int, int, int] = (90, 30, 7, 1)
    """T1..T4."""

    # Offers and holds, domain 13.
    hold_minutes_tonight: int = 120
    hold_minutes_planned: int = 1440
    options: int = 3

    # H15, domain 9.0; units per region, tonight only.
    reserve_units_s4: int = 1
    reserve_units_s3: int = 2

    # Tier 6, domain 10.3.
    scarce_utilisation_percent: int = 80

    def __post_init__(self) -> None:
        distances = (*self.base_km, *self.precision_km, self.age_km_per_day, self.age_cap_km)
        if min(*distances, self.stop_min_km, self.leg_width_km) < 0:
            raise DomainError("a safety distance is never negative")
        if not 0 < self.distance_factor <= 1:
            raise DomainError("the distance factor lies above 0 and is at most 1")
        if not 0 < self.stop_factor <= 1:
            raise DomainError("the stop factor lies above 0 and is at most 1")
        for rising in (self.base_km, self.precision_km, self.required_security):
            if list(rising) != sorted(rising):
                raise DomainError("more threat or less knowledge never asks for less safety")
        if list(self.threat_weight) != sorted(self.threat_weight) or self.threat_weight[0] < 1:
            raise DomainError("weights rise with the threat and are at least 1")
        limits = [limit for limit, _ in self.margin_bands]
        bands = [band for _, band in self.margin_bands]
        if limits != sorted(set(limits)) or bands != sorted(set(bands), reverse=True):
            raise DomainError("bands fall as margins grow")
        if self.travel_kmh <= 0 or not 1 <= self.default_horizon_nights <= 730:
            raise DomainError("speed is above 0 and the horizon is 1 to 730 nights")
        if min(self.reserve_units_s3, self.reserve_units_s4) < 0:
            raise DomainError("what is kept for others is never negative")
        if not 1 <= self.options <= 10:
            raise DomainError("there are 1 to 10 options")

    def base(self, level: ThreatLevel) -> float:
        """Safety distance around a danger place at this level; km."""
        return self.base_km[level - 1]

    def vagueness(self, precision: Precision) -> float:
        """Default reach of a report that is no more precise than this; km."""
        return self.precision_km[list(Precision).index(precision)]

    def required(self, level: ThreatLevel) -> SecurityLevel:
        """Security level that this threat level asks for."""
        return self.required_security[level - 1]

    def reserve(self, level: SecurityLevel) -> int:
        """Units of houses of this level that H15 keeps in each region; 0 is none."""
        kept = {SecurityLevel.S3: self.reserve_units_s3, SecurityLevel.S4: self.reserve_units_s4}
        return kept.get(level, 0)

    def weight(self, level: ThreatLevel) -> int:
        """Weight of one residual band at this level."""
        return self.threat_weight[level - 1]

    def band(self, margin_km: float) -> int:
        """Residual band of a margin in km: 9, 3, 1 or 0 with the default numbers."""
        return next((band for below, band in self.margin_bands if margin_km < below), 0)
