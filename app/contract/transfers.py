"""Moves of residents as they are sent and told; a house reads that she moves, and not why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from app.contract.base import Instant, Of, Page, Sent, StrictBool, Told
from models.words import NonArrival, TransferReason, TransferState


class NewTransfer(Sent):
    """Why a move is proposed."""

    reason: TransferReason


class PoliceSaid(Sent):
    """The police were asked where she lives; ``receiving``: and where she goes."""

    receiving: StrictBool


class Firm(Sent):
    """When she is to be in the new house."""

    move_by: Instant


class CallMoveOff(Sent):
    """She does not move; ``not_arrived``: she was on her way and did not come, and why."""

    not_arrived: NonArrival | None = None


class TransferTold(Told):
    """One move: where it stands, and for those who place her why and where to."""

    id: Annotated[UUID, Of("moves")]
    state: Annotated[TransferState, Of("moves")]
    reason: Annotated[TransferReason, Of("why_she_moves")]
    referral: Annotated[UUID, Of("case_id")]
    placement: Annotated[UUID, Of("where_she_lives")]
    agreed_at: Annotated[datetime | None, Of("why_she_moves")]
    police_at: Annotated[datetime | None, Of("why_she_moves")]
    receiving_police_at: Annotated[datetime | None, Of("why_she_moves")]
    offer: Annotated[UUID | None, Of("why_she_moves")]
    move_by: Annotated[datetime | None, Of("moves")]
    to_shelter: Annotated[UUID | None, Of("where_she_lives")]
    to_placement: Annotated[UUID | None, Of("where_she_lives")]
    comes_here: Annotated[bool | None, Of("moves")]
    """To a house: whether she comes to it or leaves it; null for everybody else."""
    units: Annotated[list[UUID] | None, Of("offer_units")]
    """To the house to which she comes: which are kept for her. Which ones she leaves is told nobody."""
    created_at: Annotated[datetime, Of("moves")]
    version: Annotated[int, Of("moves")]


class TransferPage(Page):
    """A page of moves, each as this reader may know it."""

    transfers: Annotated[list[TransferTold], Of("moves")]
