"""The figures of the reports counted by hand: every row read plainly, one loop per figure, nothing shared.

Nothing of ``app`` is used. What is in no count is worked out here once more, from docs/security.md 5.3.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

OSLO = ZoneInfo("Europe/Oslo")
HOURS = (("UNDER_1_HOUR", 1), ("UNDER_4_HOURS", 4), ("UNDER_24_HOURS", 24))


class Ledger:
    """Every row that a clerk would need, and how she counts them between two days."""

    def __init__(self, connection: Connection) -> None:
        def rows(query: str) -> list[dict[str, Any]]:
            return [dict(row._mapping) for row in connection.execute(text(query))]

        self.everybody = {r["id"]: r for r in rows("SELECT * FROM referrals")}
        self.referrals = self.everybody
        self.case_of = {
            h["id"]: h["referral_id"] for h in rows("SELECT id, referral_id FROM households")
        }
        self.offers = rows("SELECT * FROM offers")
        self.placements = rows(
            "SELECT *, lower(nights) AS first, upper(nights) AS last FROM placements"
        )
        self.expenses = rows(
            "SELECT e.*, o.code_name FROM expenses e"
            " LEFT JOIN organisations o ON o.id = organisation_id"
        )
        police = {
            h["referral_id"]
            for h in rows("SELECT referral_id FROM households WHERE police_involved = 'YES'")
        }
        police |= {case for case, row in self.referrals.items() if row["referrer_kind"] == "POLICE"}
        persons = rows("SELECT household_id, address_block FROM persons")
        self.out: set[Any] = police - {self.case_of[one["household_id"]] for one in persons}
        self.only: Any = None
        """The one case that is counted now; null counts all."""
        for person in persons:
            case = self.case_of[person["household_id"]]
            if person["address_block"] == "KODE6":
                self.out.add(case)
            if person["address_block"] in (None, "UNKNOWN") and case in police:
                self.out.add(case)
        for reader in rows("SELECT referral_id FROM case_readers WHERE listing = 'ALLOWED'"):
            self.out.add(reader["referral_id"])
        for no in rows(
            "SELECT household_id FROM consents WHERE purpose = 'STATISTICS' AND answer = 'REFUSED'"
        ):
            self.out.add(self.case_of[no["household_id"]])

        merged = [
            {case, row["merged_into_id"]}
            for case, row in self.referrals.items()
            if row["merged_into_id"] is not None
        ]
        while more := set().union(*(both for both in merged if both & self.out)) - self.out:
            self.out |= more

    def received(self, first: date, to: date) -> list[Any]:
        """The cases that came from one day to before another, as the clock in Oslo had it; one that went
        into another of the same person is counted by that one."""
        return [
            case
            for case, row in self.referrals.items()
            if first <= row["received_at"].astimezone(OSLO).date() < to
            and case not in self.out
            and self.only in (None, case)
            and row["merged_into_id"] is None
        ]

    def persons(self, cases: frozenset[Any]) -> int:
        """Of how many persons these are: whoever follows another, or went into it, is the same."""
        ties = [
            {case, row[tie]}
            for case, row in self.everybody.items()
            for tie in ("follows_id", "merged_into_id")
            if row[tie] is not None
        ]
        left, number = set(cases), 0
        while left:
            hers = {left.pop()}
            while more := set().union(*(tie for tie in ties if tie & hers)) - hers:
                hers |= more
            left -= hers
            number += 1
        return number

    def referrers(self, first: date, to: date) -> Counter[str]:
        """By who referred."""
        return Counter(
            self.referrals[case]["referrer_kind"] or "UNKNOWN" for case in self.received(first, to)
        )

    def steps(self, first: date, to: date) -> Counter[str]:
        """By how far it came."""
        found: Counter[str] = Counter()
        for case in self.received(first, to):
            came = any(p["state"] in ("ARRIVED", "ENDED") for p in self._of(self.placements, case))
            shown = any(
                o["shown_at"] is not None or o["state"] in ("SHOWN", "TAKEN", "DECLINED")
                for o in self.options(case)
            )
            said_yes = bool(self._of(self.placements, case))
            found["ACCEPTED" if came else "OFFERED" if shown or said_yes else "NOT_OFFERED"] += 1
        return found

    def waits(self, first: date, to: date, until: str) -> Counter[str]:
        """By class and band: until the first of both, ``offers``, or the first of ``placements``."""
        found: Counter[str] = Counter()
        for case in self.received(first, to):
            when = [p["created_at"] for p in self._of(self.placements, case)]
            if until == "offers":
                when += [
                    o["asked_at"] if o["explanation"] else o["created_at"]
                    for o in self.options(case)
                ]
            priority = self.referrals[case]["priority"] or "NO_CLASS"
            if not when:
                found[f"{priority} NOT_AT_ALL"] += 1
                continue
            begun: datetime = self.referrals[case]["received_at"]
            waited = min(when) - begun
            band = "LATER"
            for name, hours in reversed(HOURS):
                if waited < timedelta(hours=hours):
                    band = name
            found[f"{priority} {band}"] += 1
        return found

    def noes(self, first: date, to: date, state: str, column: str, unsaid: str) -> Counter[str]:
        """By the reason of the offer that ended so before any other did."""
        found: Counter[str] = Counter()
        for case in self.received(first, to):
            rows = [o for o in self.options(case) if o["state"] == state]
            if not rows:
                found["NONE"] += 1
                continue
            earliest = min(rows, key=lambda offer: (offer["closed_at"], offer["id"]))
            reason = earliest[column] or unsaid
            found["OTHER" if reason == "SEPARATION" else reason] += 1
        return found

    def options(self, case: Any) -> list[dict[str, Any]]:
        """Offers that passed every rule: of a house that is to be called first, once it was asked."""
        return [
            offer
            for offer in self._of(self.offers, case)
            if not offer["explanation"] or offer["asked_at"] is not None
        ]

    def left(self, first: date, to: date) -> dict[Any, list[dict[str, Any]]]:
        """Cases that ended in the time, by the day on which that was typed, with every place in which
        they lived."""
        found = {}
        for case, row in self.referrals.items():
            if case in self.out or self.only not in (None, case):
                continue
            if row["state"] not in ("LEFT", "CLOSED", "WITHDRAWN", "HANDED_OVER"):
                continue
            if not first <= row["closed_at"].astimezone(OSLO).date() < to:
                continue
            lived = [
                p for p in self._of(self.placements, case) if p["state"] in ("ARRIVED", "ENDED")
            ]
            lived.sort(key=lambda place: place["first"])
            if lived:
                found[case] = lived
        return found

    def nights(self, first: date, to: date) -> Counter[str]:
        """By length of stay."""
        found: Counter[str] = Counter()
        for lived in self.left(first, to).values():
            number = sum(self._slept(place) for place in lived)
            for name, limit in (
                ("UNDER_8_NIGHTS", 8),
                ("UNDER_31_NIGHTS", 31),
                ("UNDER_91_NIGHTS", 91),
                ("UNDER_366_NIGHTS", 366),
                ("LONGER", 10**6),
            ):
                if number < limit:
                    found[name] += 1
                    break
        return found

    @staticmethod
    def _slept(place: dict[str, Any]) -> int:
        """The first night is the one in which she came, from noon to noon: not before it was hers."""
        came = place["arrived_at"].astimezone(OSLO)
        night = came.date() if came.hour >= 12 else came.date() - timedelta(days=1)
        first: date = max(place["first"], night)
        last: date = place["last"]
        return max(1, (last - first).days)

    def moves(self, first: date, to: date) -> Counter[str]:
        """By how often they moved."""
        names = {1: "NO_MOVE", 2: "ONE_MOVE", 3: "TWO_MOVES"}
        return Counter(
            names.get(len(lived), "MORE_MOVES") for lived in self.left(first, to).values()
        )

    def departures(self, first: date, to: date) -> Counter[str]:
        """By where they went."""
        return Counter(
            lived[-1]["departure"] or "UNKNOWN_LEFT" for lived in self.left(first, to).values()
        )

    def paid(self, year: int) -> dict[str, tuple[int, int]]:
        """By who pays: how many cases, and how much in whole money."""
        cases: dict[str, set[Any]] = {}
        ore: Counter[str] = Counter()
        for row in self.expenses:
            when = (row["paid_at"] or row["requested_at"]).astimezone(OSLO)
            if (
                when.year == year
                and row["state"] in ("PAID", "REFUNDED")
                and row["referral_id"] not in self.out
                and self.only in (None, row["referral_id"])
            ):
                name = row["code_name"] or f"NOT_NAMED {row['payer']}"
                cases.setdefault(name, set()).add(row["referral_id"])
                ore[name] += row["amount_ore"]
        return {name: (len(found), ore[name] // 100) for name, found in cases.items()}

    def _of(self, rows: list[dict[str, Any]], case: Any) -> list[dict[str, Any]]:
        return [row for row in rows if self.case_of[row["household_id"]] == case]
