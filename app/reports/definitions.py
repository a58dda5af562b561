"""Each figure of the reports with its definition and where it comes from; docs/reports.md repeats them.

A number carries its definition and is never carried beyond what was counted (domain 1G).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.words import CountOf


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is called, what is counted, and out of which records."""

    title: str
    definition: str
    source: str


LEAVES = (
    "Cases under strict confidentiality, cases in which the police are involved and nobody knows whether "
    "they are, and cases of whoever said no to statistics are in no number. Numbers of eleven persons and more "
    "are told, to the nearest five, eleven and twelve as fifteen; the others are hidden, and so are those by "
    "which a hidden one could be worked out. Whoever came before is counted, and is no further person. A number is as it was when it was first counted and does not change."
)
STAYS = (
    "Stays among those who may see cases. Cases under strict confidentiality, cases in which the police "
    "are involved and nobody knows whether they are, and cases of whoever said no to statistics are in no "
    "number. Numbers of five persons and more, of 24 months; stays of the last eight whole quarters; erased cases are "
    "not in it. Whoever came before is no further person where that case too is in the table."
)
CONTACTS = Figure(
    "Contacts",
    "Referrals received in the time, by telephone, by form or from another system; a second referral of the same person is "
    "a second contact. Of two referrals of one need, of which one went into the other, the one that went on is counted.",
    "referrals.received_at, and case_counts of erased cases",
)
FIGURES: Mapping[CountOf, Figure] = MappingProxyType(
    {
        CountOf.CASES: CONTACTS,
        CountOf.REFERRER: Figure(
            "Contacts by referrer",
            "Contacts by who referred; unknown where nobody asked or could say.",
            "referrals.referrer_kind",
        ),
        CountOf.STEP: Figure(
            "Contacts, offered and accepted",
            "Offered: of the contacts, those to whom at least one place was shown. Accepted: of those, "
            "who came to a place. Who said yes and did not arrive is offered.",
            "offers.shown_at, offers.state, placements.state",
        ),
        CountOf.FIRST_OPTION: Figure(
            "Time to the first option, by class",
            "Time from receiving the referral to the first option that passed every rule, within the "
            "class as it was last judged; not at all where none was found. A house that has to be called "
            "first is an option once it was called and held.",
            "referrals.received_at, referrals.priority, offers.created_at, offers.asked_at",
        ),
        CountOf.FIRST_BED: Figure(
            "Time to the accepted place, by class",
            "Time from receiving the referral to her first yes, within the class as it was last judged; "
            "not at all where she accepted none.",
            "referrals.received_at, referrals.priority, placements.created_at",
        ),
        CountOf.DECLINE: Figure(
            "Why she declined",
            "Contacts by the reason of the first option that she declined, in her words, coded; nobody "
            "asks for one. None: she declined no option.",
            "offers.decline_reason",
        ),
        CountOf.REFUSAL: Figure(
            "Why a house refused",
            "Contacts by the reason of the first house that refused. Other includes what would tell of "
            "another resident. None: no house refused.",
            "offers.refusal_reason",
        ),
        CountOf.NIGHTS: Figure(
            "Length of stay",
            "Cases that were over in the time, as it was written down that she had left or wanted no more, "
            "and in which somebody had lived in a place; by nights in all places together, from that of "
            "her arrival.",
            "referrals.closed_at, placements.nights, placements.arrived_at",
        ),
        CountOf.MOVES: Figure(
            "Moves during the stay",
            "The same cases by how often they moved from one place to another before.",
            "placements",
        ),
        CountOf.LEFT: Figure(
            "Where they went",
            "The same cases by where they went when they left their last place.",
            "placements.departure",
        ),
        CountOf.EXPENSE_CASES: Figure(
            "Expenses by who pays",
            "Cases for which something was paid in the year, and how much, in whole units of the country's "
            "money, by the municipality or other organisation from which it is claimed, under its code name; "
            "where none was named, by the kind of payer, not told which. Organisations that are hidden are not "
            "named, and stand in all together. A case for which several pay stands with each, and as often in all together.",
            "expenses.paid_at, expenses.amount_ore, expenses.payer, expenses.organisation_id",
        ),
        CountOf.GAP: Figure(
            "What one more unit would have placed",
            "The nights at hand solved again with one more unit of that kind in that region, in its "
            "securest house that has the kind; where none has it, in a new house beside its securest, like "
            "the country's securest that has it: households without a bed on at least one night that would "
            "then have had one. One row is one change; rows do not add up. Every other region and kind: fewer "
            "than eleven, or no open house in the region.",
            "re-solving over the stored nights (decision 0141)",
        ),
    }
)


def as_markdown() -> str:
    """The table of all figures, as docs/reports.md has it."""
    lines = ["| figure | what is counted | out of |", "|---|---|---|"]
    lines += [
        f"| {figure.title} | {figure.definition} | {figure.source} |" for figure in FIGURES.values()
    ]
    return "\n".join(lines)
