"""An answer that rests on the last picture: asked again when something happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from app.http.call import Call
from app.pictures import Kept, PictureMoved
from app.store.refusals import Busy

ATTEMPTS = 4


def on_last_picture(call: Call, answer: Callable[[Kept], Response]) -> Response:
    """What is answered with a picture that still holds.

    Raises
    ------
    Busy
        When each of several pictures was another one by the time of its answer.
    """
    moved: Kept | None = None
    for _ in range(ATTEMPTS):
        kept = call.service.pictures.last(call.now, but=moved)
        try:
            return answer(kept)
        except PictureMoved:
            moved = kept
    raise Busy
