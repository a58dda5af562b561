"""Names that mean something else: of the demonstration (0261), of a report's row of all together."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from app.contract import organisations
from app.contract.accounts import NewAccount
from app.contract.base import Sent
from app.demo.accounts import BEGINNING
from app.reports import words


def test_a_handle_of_the_demonstration_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValidationError) as told:
        NewAccount.model_validate({"handle": f"{BEGINNING}night-watch", "role": "ON_CALL"})
    (error,) = told.value.errors()
    assert (error["loc"], error["msg"]) == (("handle",), "Value error, handle_of_the_demonstration")
    assert "night-watch" not in str(told.value)
    assert NewAccount.model_validate({"handle": "demos.watch", "role": "ON_CALL"}).handle


def test_each_role_that_may_be_made_goes_through_it() -> None:
    for role in ("ADMIN", "COORDINATOR"):
        with pytest.raises(ValidationError):
            NewAccount.model_validate({"handle": f"{BEGINNING}x", "role": role})


def test_no_organisation_is_called_like_a_reports_row_of_all_together() -> None:
    (taken,) = [
        model
        for model in vars(organisations).values()
        if isinstance(model, type) and issubclass(model, Sent) and "code_name" in model.model_fields
    ]
    adapter: TypeAdapter[str] = TypeAdapter(taken.model_fields["code_name"].rebuild_annotation())
    assert adapter.validate_python("ALLTID-1") == "ALLTID-1"
    with pytest.raises(ValidationError, match="word_of_a_report"):
        adapter.validate_python(words.ALL)
