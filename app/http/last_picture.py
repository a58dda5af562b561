"""An answer that rests on the last picture, or on the next when something happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from app.http.call import Call
from app.pictures import Kept, PictureMoved


def on_last_picture(call: Call, answer: Callable[[Kept], Response]) -> Response:
    """What is answered with a picture that holds, or with one that was taken after the question came."""
    pictures = call.service.pictures
    try:
        return answer(pictures.last(call.now))
    except PictureMoved as moved:
        return answer(pictures.last(call.now, moved_by=moved.act))
