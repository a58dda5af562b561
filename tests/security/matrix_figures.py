"""The figures of the matrix for ``./dev bench security``."""

from __future__ import annotations

from pydantic import SecretStr

from app.main import create_app
from app.service import open_service
from app.settings import Settings
from app.vault.keys import FileMasterKey
from tests.support.matrix import assertions_and_leaks


def figures() -> dict[str, int]:
    """Every field of every noun for every role, and every route; no database is asked."""
    settings = Settings(database_url=SecretStr("postgresql+psycopg://nobody@localhost/none"))
    app = create_app(settings, service=open_service(settings, master=FileMasterKey(bytes(32))))
    assertions, leaks = assertions_and_leaks(app)
    return {"matrix_assertions": assertions, "matrix_leaks": leaks}
