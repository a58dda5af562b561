"""A rule as one word of the closed list, where several shelters are counted together."""

from __future__ import annotations

from matching.explain import Reader
from matching.explain_words import RESTRICTED, RULES
from matching.vocabulary import Rule

_RESTRICTED = RESTRICTED[Reader.COORDINATOR.value]


def rule_words(rule: Rule) -> str:
    """The rule and its word; neither for one that may tell of somebody else.

    H04 may rest on a network (domain 14), and a count over shelters cannot say whether it does.
    """
    words = RULES[rule]
    if rule is Rule.H04 or words == _RESTRICTED:
        return _RESTRICTED.code
    return f"{rule} {words.code}"
