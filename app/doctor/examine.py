"""All checks over all facts."""

from __future__ import annotations

from app.doctor import host_checks, records_checks, schema_checks
from app.doctor.facts import Facts
from app.doctor.findings import Finding, unknown


def examine(facts: Facts) -> list[Finding]:
    """What every check finds; whatever could not be asked is a finding of its own."""
    found = [one for check in host_checks.CHECKS for one in check(facts.host)]
    if facts.records is None:
        found += unknown("database", facts.records_why, "see DATABASE_URL and that the server runs")
    else:
        now = facts.host.now
        found += [one for check in records_checks.CHECKS for one in check(facts.records, now)]
    if facts.schema is None:
        found += unknown(
            "schema", facts.schema_why, "add --env owner.env, or set DATABASE_OWNER_URL"
        )
    else:
        found += [one for check in schema_checks.CHECKS for one in check(facts.schema)]
    return found
