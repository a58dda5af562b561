"""The answer for one household as lines that a coordinator reads; closed words, no distance."""

from __future__ import annotations

from collections.abc import Iterator

from app.worlds.tell_rules import rule_words
from matching.explain import Reader, Words, in_the_open, reasons, tell, tell_assumed
from matching.explain_words import RESTRICTED
from matching.plan import Block, Option, Options
from matching.situation import Household
from matching.standing import Standing

READER = Reader.COORDINATOR


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
        yield f"  {refused.shelter}: {', '.join(barred_words(refused.blocks))}"


def barred_words(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Rule and word of each block; restricted ones stand last, once, and without their rule."""
    for block in in_the_open(blocks):
        told = tell((block,), READER)[0]
        yield f"{block.rule} {told.words.code}{' (call)' if told.call_first else ''}"
    if any(block.restricted for block in blocks):
        yield RESTRICTED[READER.value].code


def _no_safe_bed(answer: Options) -> Iterator[str]:
    yield "NO_SAFE_BED: every shelter is barred"
    for by in answer.would_free:
        yield f"  without {rule_words(by.rule)} alone, free: {by.alone}; barred by it: {by.shelters}"


def _option(head: str, option: Option, household: Household, standing: Standing) -> Iterator[str]:
    span = option.span
    tied = ", staying and moving on cost the same: ask her" if option.mode_tied else ""
    yield f"{head}: {option.shelter} [{' + '.join(option.units)}]"
    yield f"  {span.start} to {span.end}, {span.nights} nights, {option.mode}{tied}"
    if option.call_first:
        yield f"  a telephone yes is needed for: {', '.join(map(rule_words, option.call_first))}"
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
