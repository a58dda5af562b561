"""Nobody makes an account by which a real installation would be taken for the demonstration (0261)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.contract.accounts import NewAccount
from app.demo.accounts import BEGINNING


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
