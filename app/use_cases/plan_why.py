"""Why, and why not: what the plan says of every shelter for one household (domain 9.5, 10.2, 14)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.contract import plans as told
from app.store import plan_lines, plan_verdicts
from app.store.pages import Page
from app.store.plan_verdicts import Said
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from matching.explain_words import MAY_BE_RESTRICTED, RESTRICTED, RULES
from matching.vocabulary import Rule


def in_words(rules: Iterable[Rule]) -> list[str]:
    """Closed words for a set of rules; those that may be restricted are one, whichever they are."""
    hidden = RESTRICTED["COORDINATOR"].code
    return sorted({hidden if rule in MAY_BE_RESTRICTED else RULES[rule].code for rule in rules})


def why(a: Acting, proposal: UUID, page: Page) -> tuple[told.WhyTold, UUID | None]:
    """A page of shelters, by ascending id, each with what the plan says of it; the last if more follow.

    It is told as the plan saw it: of what it was made of nothing is left but hashes, and the records
    of this minute would explain another plan (decision 0265). What changed since is said beside it.

    Raises
    ------
    NotFound
        When there is no such line, or this person may not know of the case.
    WrongState
        When the line was set aside, or a later plan was made: then nobody can tell any more.
    """
    line = plan_lines.line(a.tx, proposal, account=a.actor.account, role=a.actor.role)
    found = plan_verdicts.of_line(a.tx, proposal)
    if found is None:
        raise WrongState
    rest = [one for one in found.said if page.after is None or one.shelter > page.after]
    shown = rest[: page.limit]
    now = plan_verdicts.as_they_are(a.tx, [one.shelter for one in shown])
    placed, bars = line["shelter"] is not None, line["smallest_bars"]
    answer = told.WhyTold(
        proposal=proposal,
        run=line["run"],
        referral=line["referral"],
        state=found.state,
        why=line["reasons"].get("why"),
        household_changed=line["household_version"] != line["household_version_now"],
        shelter_changed=line["shelter_version"] != line["shelter_version_now"] if placed else None,
        smallest_bars=None if bars is None else in_words(bars),
        shelters=[_told(one, now.get(one.shelter)) for one in shown],
        next=None,
    )
    return answer, shown[-1].shelter if len(rest) > len(shown) else None


def _told(one: Said, now: tuple[str, int] | None) -> told.ShelterVerdict:
    name, version = (None, None) if now is None else now
    return told.ShelterVerdict(
        shelter=one.shelter,
        code_name=name,
        verdict=one.verdict,
        tier=one.tier,
        reasons=list(one.reasons),
        call_may_help=one.call_may_help,
        changed_since=version != one.version,
    )
