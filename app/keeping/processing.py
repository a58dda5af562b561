"""The record of processing activities (article 30), written out of the records and the matrix.

What is kept, of which class, how long and who reads it is said once, in models; this page repeats it
for the data-protection officer. ``havn privacy processing`` prints it; a test keeps it fresh.
"""

from __future__ import annotations

from app.store.processing import Group, groups

INTRODUCTION = """\
# Record of processing activities

Made by `havn privacy processing` out of `models/` and `models/rights.toml`; do not edit it by hand.
What the service is for, the risks and the measures stand in `docs/dpia.md`. Controller, contact of
the data-protection officer and legal basis are for the owner to enter (security 10).

| | |
|---|---|
| purpose | finding a safe shelter place for a person who flees, and keeping it safe |
| whose data | people who flee and who is with them; people they fear, by a letter; staff |
| recipients | the house she accepted, and those whom she agreed to; nobody else |
| third countries | none by itself |
| connects to | its database; hooks, a mail server and an identity provider where the host names them; where those stand is for the owner to enter |
| security | `docs/security.md`, `docs/dpia.md` |

Class: P public-safe, I internal, C of a case, X address or identity, sealed. What a role may do is
said in the codes of `models/rights.toml`; a role that is not named may do nothing.
"""


def record_of_processing() -> str:
    """The whole page as Markdown."""
    return "\n".join([INTRODUCTION, *(_section(group) for group in groups())])


def _section(group: Group) -> str:
    roles = ", ".join(f"{role} {codes}" for role, codes in group.readers) or "nobody"
    lines = [
        f"## {group.text}",
        "",
        f"Class {group.secrecy}. Who: {roles}.",
        "",
        "| table | columns | kept |",
        "|---|---|---|",
        *(f"| {t.name} | {', '.join(t.columns)} | {t.kept} |" for t in group.tables),
        "",
    ]
    return "\n".join(lines)
