"""Words of closed lists as they are told: a code, and the text in English and Norwegian."""

from __future__ import annotations

from app.contract.base import Value


class Words(Value):
    """A word of a closed list: a code to translate, and its text."""

    code: str
    en: str
    no: str
