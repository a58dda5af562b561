"""An answer that rests on the last picture: asked again when something happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from app.http.call import Call
from app.pictures import Kept, PictureMoved
from app.store.refusals import Busy

ATTEMPTS = 4


def on_last_picture(call: Call, answer: Callable[[Kept], Response]) -> Response:
    """What is answered with a picture that holds, or with one that was taken after the question came.

    Raises
    ------
    Busy
        When she herself got or lost a bed during each of several answers.
    """
    moved_by = 0
    for _ in range(ATTEMPTS):
        kept = call.service.pictures.last(call.now, moved_by=moved_by)
        try:
            return answer(kept)
        except PictureMoved as moved:
            moved_by = moved.act
    raise Busy
