"""What a person at a terminal asks to be changed in a world, one thing at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from matching.ruleset import RuleSet
from matching.situation import Situation
from matching.vocabulary import HouseholdId, ShelterId, ThreatLevel, ZoneId
from matching.what_if import house_added, house_closed, level_changed, rules_changed

_RULES = TypeAdapter(RuleSet)


@dataclass(frozen=True, slots=True)
class WhatIfAsked:
    """The words of the command line; at most one change."""

    close: str | None = None
    add_like: str | None = None
    zone: str | None = None
    units: int | None = None
    rule: str | None = None
    level: str | None = None

    def of(self, situation: Situation) -> Situation | None:
        """The situation with that change; None when none is asked for.

        Raises
        ------
        NoSuchThing, ValueError
            When what it names is not there, it is no number of a rule, or there is more than one.
        """
        asked = [one for one in (self.close, self.add_like, self.rule, self.level) if one]
        if len(asked) > 1:
            raise ValueError("one change at a time")
        if self.close:
            return house_closed(situation, ShelterId(self.close))
        if self.add_like:
            zone = None if self.zone is None else ZoneId(self.zone)
            return house_added(situation, ShelterId(self.add_like), zone, self.units)
        if self.rule:
            name, _, number = self.rule.partition("=")
            plain = {**_RULES.dump_python(situation.rules, mode="json"), name: json.loads(number)}
            changed = _RULES.validate_python(plain, strict=False)
            return rules_changed(situation, replace(changed, version="WHAT-IF"))
        if self.level:
            who, _, word = self.level.partition("=")
            if word not in ThreatLevel.__members__:
                raise ValueError("no level")
            return level_changed(situation, HouseholdId(who), ThreatLevel[word])
        return None
