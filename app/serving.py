"""The server process: one, plain HTTP behind whatever speaks TLS, its own access log off."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import ValidationError

from app.main import create_app
from app.settings import from_environment
from app.upkeep import Upkeep
from app.vault.keys import KeyRefused

UNUSABLE = 2


def run(host: str | None, port: int | None) -> int:
    """Serve until a signal ends it; the exit code."""
    try:
        settings = from_environment()
        app = create_app(settings)
    except ValidationError as wrong:
        names = ", ".join(sorted({str(e["loc"][0]) for e in wrong.errors(include_input=False)}))
        print(f"error: settings that are missing or cannot be used: {names}", file=sys.stderr)
        return UNUSABLE
    except KeyRefused as refused:
        print(f"error: {refused}", file=sys.stderr)
        return UNUSABLE
    Upkeep(app.state.service).start()
    uvicorn.run(
        app,
        host=host or settings.host,
        port=settings.port if port is None else port,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
    )
    return 0
