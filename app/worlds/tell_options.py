"""The answer for one household as lines that a coordinator reads; closed words, no distance."""

from __future__ import annotations

from collections.abc import Iterator

from matching.explain import Reader, Words, reasons, tell, tell_assumed
from matching.explain_words import RESTRICTED, RULES
from matching.plan import Option, Options
from matching.situation import Household
from matching.standing import Standing
from matching.vocabulary import Rule

READER = Reader.COORDINATOR
_NEVER_NAMED = RESTRICTED[READER.value]


def option_lines(answer: Options, household: Household, standing: Standing) -> Iterator[str]:
    """Options, shelters to call first, barred shelters with rules, and what was assumed."""
    yield f"{answer.household}: {answer.priority.name}, threat {answer.t_eff.name}"
    yield ""
    if answer.hand_over:
        yield "HAND_OVER: no adult is with them; child welfare must be called now"
    elif answer.keeps_her_bed:
        yield "KEEPS_HER_BED: no other bed is better for her than the one she has"
    elif answer.no_safe_bed:
        yield from _no_safe_bed(answer)
    for option in answer.options:
        yield from _option(f"option {option.rank}", option, household, standing)
    for option in answer.call_first:
        yield from _option(f"CALL FIRST {option.rank}", option, household, standing)
    yield ""
    yield "assumed because unknown:"
    yield from _listed(tell_assumed(answer.assumed))
    yield ""
    yield f"barred shelters: {len(answer.refused)}"
    for refused in answer.refused:
        told = tell(refused.blocks, READER)
        words = [f"{t.words.code}{' (call)' if t.call_first else ''}" for t in told]
        yield f"  {refused.shelter}: {', '.join(words)}"


def _no_safe_bed(answer: Options) -> Iterator[str]:
    yield "NO_SAFE_BED: every shelter is barred"
    for by in answer.would_free:
        yield f"  without {_name(by.rule)} alone, free: {by.alone}; barred by it: {by.shelters}"


def _name(rule: Rule) -> str:
    """The rule with its word; one that would tell of somebody else has neither."""
    words = RULES[rule]
    return words.code if words == _NEVER_NAMED else f"{rule} {words.code}"


def _option(head: str, option: Option, household: Household, standing: Standing) -> Iterator[str]:
    span = option.span
    tied = ", staying and moving on cost the same: ask her" if option.mode_tied else ""
    yield f"{head}: {option.shelter} [{' + '.join(option.units)}]"
    yield f"  {span.start} to {span.end}, {span.nights} nights, {option.mode}{tied}"
    if option.call_first:
        yield f"  a telephone yes is needed for: {', '.join(map(_name, option.call_first))}"
    shelter = standing.shelters[option.shelter]
    for words in reasons(household, shelter, standing, READER):
        yield f"  + {words.en}"
    for words in tell_assumed(option.assumed):
        yield f"  ? {words.en}"


def _listed(words: tuple[Words, ...]) -> Iterator[str]:
    if not words:
        yield "  nothing"
    for one in words:
        yield f"  ? {one.en}"
