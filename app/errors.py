"""Every expected no of the service, each with a fixed text; nothing in here repeats what was sent.

What the records refuse stands in app.store.refusals; a use-case and the border add the rest here.
"""

from __future__ import annotations

from app.store.refusals import AskedAlready, Busy, NotFound, Refusal, TooSoon
from models.words import AlarmKind

__all__ = [
    "ApprovalStale",
    "AskedAlready",
    "BadCursor",
    "Blocked",
    "Busy",
    "CallFirst",
    "EventsForgotten",
    "GlassClosed",
    "GraverStands",
    "HoldsFull",
    "CodeRefused",
    "KeysAway",
    "KeyMissing",
    "Malformed",
    "NoSuchPlace",
    "NotFound",
    "NotJson",
    "NotReadable",
    "NotSignedIn",
    "OfferStale",
    "PlanStale",
    "QuotaReached",
    "Refusal",
    "SecondPersonNeeded",
    "SignInRefused",
    "StepUpNeeded",
    "TlsNeeded",
    "TooSoon",
    "TooLarge",
    "TooMany",
    "VersionMissing",
]


class NotSignedIn(Refusal):
    """No token, or one that is unknown, expired or revoked."""

    slug, title, status = "not-signed-in", "A valid token is needed.", 401


class StepUpNeeded(Refusal):
    """Who asks may know of the thing, and must first show again who she is."""

    slug, title, status = "step-up-needed", "Show again who you are, then ask again.", 403


class SignInRefused(Refusal):
    """Whatever was wrong with it: nobody of that name, a wrong password, a used code, another key."""

    slug, title, status = "sign-in-refused", "This does not let you in.", 401


class CodeRefused(Refusal):
    """A code that is wrong, over, or was used."""

    slug, title = "code-refused", "This code does not fit; wait for the next one."


class KeyMissing(Refusal):
    """A write without an idempotency key."""

    slug, title, status = "key-missing", "This write needs an Idempotency-Key.", 400


class NotReadable(Refusal):
    """The body is no JSON text."""

    slug, title, status = "not-readable", "The body is not valid JSON.", 400


class BadCursor(Refusal):
    """A cursor that this service did not make."""

    slug, title, status = "bad-cursor", "This cursor does not lead anywhere.", 400


class EventsForgotten(Refusal):
    """Some of what came after this cursor is kept no more: whoever reads on would miss it."""

    slug, title, status = "events-forgotten", "Read anew what there is, then begin again.", 410


class NotJson(Refusal):
    """A body of another type."""

    slug, title, status = "not-json", "The body must be application/json.", 415


class TlsNeeded(Refusal):
    """A request that came in the clear; whatever it held is to be thought of as read by others."""

    slug, title, status = "tls-needed", "Only HTTPS is answered here.", 426


class TooLarge(Refusal):
    """A body beyond the limits of size."""

    slug, title, status = "too-large", "The body is larger than 64 KiB.", 413


class VersionMissing(Refusal):
    """A write on an aggregate that does not say which version was read."""

    slug, title, status = "version-missing", "This write needs If-Match with the version read.", 428


class Malformed(Refusal):
    """A value that has the right form and cannot be."""

    slug, title, status = "malformed", "The request does not have the form it must have.", 422

    def __init__(self, at: str, rule: str) -> None:
        super().__init__()
        self.wrong = [{"at": at, "rule": rule}]


class NoSuchPlace(Malformed):
    """A place code that is not in the gazetteer; the code is not repeated."""

    def __init__(self, at: str) -> None:
        super().__init__(at, "not_in_gazetteer")


class Blocked(Refusal):
    """A hard rule says no by now; the words are those which the reader may see."""

    slug, title = "blocked", "A rule says no by now."

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.rules = words


class CallFirst(Blocked):
    """Only something unknown stands in the way: a telephone call may lift it."""

    slug, title = "call-first", "The shelter must be called first."


class PlanStale(Blocked):
    """A line of a plan that does not hold any more; why stands in closed words."""

    slug, title = "plan-stale", "What this proposal rests on has changed; it is not valid any more."


class ClientTooOld(Refusal):
    """A program that speaks a form which this service has left behind."""

    slug, title = "client-too-old", "This program is too old for the service; install the newest."


class SecondPersonNeeded(Refusal):
    """The same person cannot be the second one."""

    slug, title = "second-person", "A second, different person must do this."


class GraverStands(Refusal):
    """A reply or a band less grave than what stands: one person alone does not make it so."""

    slug, title = "graver-stands", "Something graver stands; two persons may set a lower level."


class ApprovalStale(Refusal):
    """What was asked for is another thing by now; nothing was changed."""

    slug, title = "approval-stale", "What was asked for has changed; it must be asked anew."


class GlassClosed(Refusal):
    """Not on call, or a review of what was opened last is overdue."""

    slug, title = "glass-closed", "You are not on call, or a review is overdue; ask a colleague."


class QuotaReached(Refusal):
    """Too many different danger places were named by one account."""

    slug, title, status = "quota", "Too many different places in 24 hours; ask a colleague.", 429

    def __init__(self, alarm: AlarmKind | None = None) -> None:
        super().__init__()
        self.alarm = alarm
        """What somebody else hears of, although nothing of the refused act is kept."""


class TooMany(Refusal):
    """A network of strangers, or an account, asks more often than anybody needs to."""

    slug, title, status = "too-many", "Too many requests; wait a moment.", 429

    def __init__(self, wait_s: float = 1.0) -> None:
        super().__init__()
        self.wait_s = wait_s


class KeysAway(Refusal):
    """The master key or a data key cannot be used; nothing is opened and nothing is used up."""

    slug, title, status = "keys-away", "What is sealed cannot be opened now.", 503


class OfferStale(Refusal):
    """An offer whose nights or units would be others by now."""

    slug, title = "offer-stale", "This option is not what it was; ask for options again."


class ReplayNeeded(Refusal):
    """Nobody knows what this version would have done on the last nights."""

    slug, title = "replay-needed", "First the version is replayed on the last thirty nights."


class HoldsFull(Refusal):
    """She has as many holds as one caller may have at once."""

    slug, title = "holds-full", "Enough is held for her; release one first."
