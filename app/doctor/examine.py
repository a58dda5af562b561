"""All checks over all facts."""

from __future__ import annotations

from datetime import datetime

from app.doctor import host_checks, records_checks, schema_checks
from app.doctor.facts import Facts, Records
from app.doctor.findings import Finding, unknown


def examine(facts: Facts) -> list[Finding]:
    """What every check finds; whatever could not be asked is a finding of its own."""
    found = [one for check in host_checks.CHECKS for one in check(facts.host)]
    if facts.records is None:
        found += unknown("database", facts.records_why, "see DATABASE_URL and that the server runs")
    else:
        found += _of_records(facts.records, facts.host.now)
    if facts.schema is None:
        found += unknown(
            "schema", facts.schema_why, "add --env owner.env, or set DATABASE_OWNER_URL"
        )
    else:
        found += [one for check in schema_checks.CHECKS for one in check(facts.schema)]
    return found


def _of_records(records: Records, now: datetime) -> list[Finding]:
    checks = records_checks.CHECKS
    if records.demonstration is None:  # the rows were not looked at, and nothing is good of them
        checks = tuple(check for check in checks if check not in records_checks.OF_ROWS)
    return [one for check in checks for one in check(records, now)]
