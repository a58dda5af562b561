"""The commands that run the core on files, without a database; each returns its exit code.

0 is done, 1 is a plan that breaks a rule, 2 is a file or argument that cannot be used.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path

from app.worlds.faults import BadFile
from app.worlds.format import load_world, read_plan, write_plan
from app.worlds.what_if import WhatIfAsked
from app.worlds.writing import check_writable, write_private
from matching.plan import Plan
from matching.situation import Household, Situation

DONE, REFUSED, UNUSABLE = 0, 1, 2


def run_plan(world: Path, out: Path, seconds: float, why: str | None = None) -> int:
    """Plan the night of a world file; a plan is written only when the checker finds no fault.

    ``why``: the household of which every shelter is told as well.
    """
    try:
        check_writable(out)
        found = load_world(world)
        hers = None if why is None else _household(found.situation, "--why", why)
    except BadFile as bad:
        return _unusable(bad)
    from app.worlds.tell_plan import plan_lines, violation_lines
    from app.worlds.tell_why import why_lines
    from matching.check import violations
    from matching.solve import plan_night

    started = time.monotonic()
    plan = plan_night(found.situation, lambda: seconds - (time.monotonic() - started))
    wrong = violations(found.situation, plan)
    if wrong:
        _say(violation_lines(wrong), error=True)
        _say(["error: the plan breaks a rule; nothing was written"], error=True)
        return REFUSED
    try:
        write_plan(out, plan, found.sha256)
    except BadFile as bad:
        return _unusable(bad)
    _say(plan_lines(plan))
    if hers is not None:
        _say(why_lines(hers, plan, found.situation))
    return DONE


def run_options(world: Path, household: str) -> int:
    """Tell the options of one household of a world file."""
    try:
        found = load_world(world)
        hers = _household(found.situation, "--household", household)
    except BadFile as bad:
        return _unusable(bad)
    from app.worlds.tell_options import option_lines
    from matching.columns import Columns
    from matching.options import options
    from matching.standing import Standing

    standing = Standing(found.situation)
    _say(option_lines(options(hers, Columns(standing), standing), hers, standing))
    return DONE


def run_what_if(world: Path, asked: WhatIfAsked, seconds: float) -> int:
    """Tell what one change of a world file would do; nothing is written that could be carried out."""
    try:
        found = load_world(world)
    except BadFile as bad:
        return _unusable(bad)
    from app.worlds.tell_what_if import difference_lines, helpful_lines
    from matching.single_changes import most_helpful
    from matching.solve import Night, plan_night, scarcest_first
    from matching.what_if import NoSuchThing, difference

    def solve(situation: Situation) -> Plan:
        started = time.monotonic()
        return plan_night(situation, lambda: seconds - (time.monotonic() - started))

    situation = found.situation
    try:
        changed = asked.of(situation)
    except (NoSuchThing, ValueError):
        return _unusable(
            BadFile("the change", "names nothing of this file, or no number of a rule")
        )
    if changed is None:
        _say(
            helpful_lines(
                most_helpful(situation, solve, lambda some: Night(some).greedy(scarcest_first))
            )
        )
    else:
        _say(difference_lines(difference(solve(situation), solve(changed))))
    return DONE


def run_check_plan(world: Path, plan: Path) -> int:
    """Judge a plan file against a world file by the independent checker."""
    try:
        found, file = load_world(world), read_plan(plan)
    except BadFile as bad:
        return _unusable(bad)
    from app.worlds.tell_plan import violation_lines
    from matching.check import violations

    lines = list(violation_lines(violations(found.situation, file.plan)))
    if file.world_sha256 != found.sha256:
        lines.insert(0, "plan: OTHER_WORLD")
    if lines:
        _say(lines)
        return REFUSED
    _say([f"no fault: {len(file.plan.placed)} placed, {len(file.plan.unplaced)} without"])
    return DONE


def run_world(size: str, seed: int, out: Path) -> int:
    """Invent a world and write it; the same size and seed give the same bytes."""
    try:
        check_writable(out)
    except BadFile as bad:
        return _unusable(bad)
    from app.worlds.generate.figures import SIZES
    from app.worlds.generate.world import make_world

    if size not in SIZES:
        return _unusable(BadFile("--size", f"must be one of {', '.join(SIZES)}"))
    made = make_world(size, seed)
    try:
        write_private(out, made.content())
    except BadFile as bad:
        return _unusable(bad)
    about = made.about
    _say(
        [
            (
                f"{about['shelters']} shelters, {about['units']} units, "
                f"{about['occupied_tonight']} taken tonight"
            ),
            f"{about['households']} open households by class: {_told(about['households_by_class'])}",
            f"by level: {_told(about['households_by_level'])}",
            f"free units by level: {_told(about['free_units_by_level'])}",
        ]
    )
    return DONE


def run_schema(what: str) -> int:
    """Print the JSON Schema of a world or a plan file."""
    from app.worlds.schema import plan_schema, world_schema

    made = plan_schema() if what == "plan" else world_schema()
    sys.stdout.write(made.decode())
    return DONE


def _household(situation: Situation, asked_by: str, wanted: str) -> Household:
    """The household of that id.

    Raises
    ------
    BadFile
        When there is none.
    """
    hers = next((one for one in situation.households if one.id == wanted), None)
    if hers is None:
        raise BadFile(asked_by, "names no household of this file")
    return hers


def _told(counts: object) -> str:
    assert isinstance(counts, dict)
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _say(lines: Iterable[str], *, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    for line in lines:
        print(line, file=stream)


def _unusable(bad: BadFile) -> int:
    _say([f"error: {bad}"], error=True)
    return UNUSABLE
