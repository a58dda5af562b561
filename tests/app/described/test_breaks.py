"""Each way to break those who use the API is found and told where; what breaks nobody is passed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from app.described.breaks import Kind, breaks

TODAY = date(2026, 11, 26)
SENT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["house"],
    "properties": {
        "house": {"type": "string", "format": "uuid"},
        "nights": {"type": "integer", "minimum": 1, "maximum": 90, "default": 3},
        "state": {"type": "string", "enum": ["OPEN", "PAUSED"]},
        "note": {
            "anyOf": [{"type": "string", "maxLength": 280, "pattern": "^.*$"}, {"type": "null"}]
        },
        "beds": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Bed"}},
    },
}
TOLD: dict[str, Any] = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "state": {"$ref": "#/components/schemas/State"},
        "free": {"type": "integer", "minimum": 0, "maximum": 9},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Told"}},
        "by_region": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}
OLD: dict[str, Any] = {
    "paths": {
        "/a/{id}": {
            "post": {
                "parameters": [
                    {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}},
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 50}},
                ],
                "requestBody": {"required": True, "content": {"application/json": {"schema": SENT}}},
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Told"}}
                        },
                    },
                    "404": {},
                },
                "security": [{"token": []}],
                "x-roles": ["COORDINATOR", "SHELTER"],
                "x-scopes": ["capacity"],
            },
            "get": {"responses": {"200": {}}},
        }
    },
    "components": {
        "schemas": {
            "Told": TOLD,
            "State": {"type": "string", "enum": ["NEW", "OVER"]},
            "Bed": {"type": "object", "properties": {"size": {"type": "integer"}}},
        }
    },
}  # fmt: skip


def changed(change):
    new = deepcopy(OLD)
    change(new["paths"]["/a/{id}"], new["components"]["schemas"])
    return new


def found(change, old=OLD, today=TODAY):
    return {(one.where, one.what) for one in breaks(old, changed(change), today=today)}


def sent(path):
    return path["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]


def body(path):
    return path["post"]["requestBody"]["content"]["application/json"]["schema"]


POST, IN, OUT = "POST /a/{id}", "POST /a/{id} sent", "POST /a/{id} 200"


CASES = [
    (lambda p, _: p.pop("get"), "GET /a/{id}", Kind.ROUTE_GONE),
    (lambda p, _: p["get"].update(security=[{"token": []}]), "GET /a/{id}", Kind.SIGN_IN_NEEDED),
    (lambda p, _: p["post"].update({"x-roles": ["COORDINATOR"]}), f"{POST} SHELTER", Kind.ROLE_GONE),
    (lambda p, _: p["post"].update({"x-scopes": []}), f"{POST} capacity", Kind.SCOPE_GONE),
    (lambda p, _: p["post"]["parameters"].pop(), f"{POST} query limit", Kind.PARAMETER_GONE),
    (lambda p, _: p["post"]["parameters"].append({"in": "header", "name": "Key", "required": True}), f"{POST} header Key", Kind.PARAMETER_NEEDED),
    (lambda p, _: p["post"]["parameters"][1].update(required=True), f"{POST} query limit", Kind.PARAMETER_NEEDED),
    (lambda p, _: p["post"]["parameters"][1].update(schema={"type": "integer", "maximum": 20}), f"{POST} query limit", Kind.TIGHTER),
    (lambda p, _: p["post"].pop("requestBody"), POST, Kind.BODY_GONE),
    (lambda p, _: p["get"].update(requestBody={"required": True, "content": {}}), "GET /a/{id}", Kind.BODY_NEEDED),
    (lambda p, _: p["post"]["requestBody"].update(content={"text/csv": {}}), f"{IN} application/json", Kind.MEDIA_TYPE_GONE),
    (lambda p, _: p["post"]["responses"].pop("200"), OUT, Kind.STATUS_GONE),
    (lambda p, _: p["post"]["responses"]["200"].pop("headers"), f"{OUT} ETag", Kind.HEADER_GONE),
    (lambda p, _: p["post"]["responses"]["200"].pop("content"), f"{OUT} application/json", Kind.MEDIA_TYPE_GONE),
    (lambda p, _: sent(p).pop("note"), f"{IN} /note", Kind.FIELD_GONE),
    (lambda p, _: body(p)["required"].append("nights"), f"{IN} /nights", Kind.FIELD_NEEDED),
    (lambda p, _: sent(p)["nights"].update(type="string"), f"{IN} /nights", Kind.OTHER_TYPE),
    (lambda p, _: sent(p)["nights"].update(maximum=60), f"{IN} /nights", Kind.TIGHTER),
    (lambda p, _: sent(p)["nights"].update(minimum=2), f"{IN} /nights", Kind.TIGHTER),
    (lambda p, _: sent(p)["nights"].update(multipleOf=2), f"{IN} /nights", Kind.OTHER_FORM),
    (lambda p, _: sent(p)["nights"].update(default=7), f"{IN} /nights", Kind.OTHER_DEFAULT),
    (lambda p, _: sent(p)["nights"].pop("default"), f"{IN} /nights", Kind.OTHER_DEFAULT),
    (lambda p, _: sent(p)["state"].update(enum=["OPEN"]), f"{IN} /state", Kind.WORD_GONE),
    (lambda p, _: sent(p)["state"].update(const="OPEN"), f"{IN} /state", Kind.WORD_GONE),
    (lambda p, _: sent(p)["house"].update(pattern="^a"), f"{IN} /house", Kind.OTHER_FORM),
    (lambda p, _: sent(p)["note"]["anyOf"].pop(), f"{IN} /note", Kind.OTHER_TYPE),
    (lambda p, _: sent(p)["note"]["anyOf"][0].update(maxLength=100), f"{IN} /note", Kind.TIGHTER),
    (lambda p, _: sent(p)["note"]["anyOf"][0].update(pattern="^a"), f"{IN} /note", Kind.OTHER_FORM),
    (lambda p, _: sent(p)["beds"].update(minItems=2), f"{IN} /beds", Kind.TIGHTER),
    (lambda _, s: s["Bed"]["properties"].pop("size"), f"{IN} /beds/[]/size", Kind.FIELD_GONE),
    (lambda _, s: s["Bed"].update(additionalProperties=False), f"{IN} /beds/[]", Kind.OTHER_FORM),
    (lambda _, s: s["Told"]["properties"].pop("free"), f"{OUT} /free", Kind.FIELD_GONE),
    (lambda _, s: s["Told"].update(required=["id"]), f"{OUT} /state", Kind.FIELD_MAY_BE_MISSING),
    (lambda _, s: s["State"].update(enum=["NEW", "OVER", "LOST"]), f"{OUT} /state", Kind.WORD_NEW),
    (lambda _, s: s["Told"]["properties"].update(free={"type": "number", "minimum": 0, "maximum": 9}), f"{OUT} /free", Kind.OTHER_TYPE),
    (lambda _, s: s["Told"]["properties"]["free"].update(maximum=99), f"{OUT} /free", Kind.WIDER),
    (lambda _, s: s["Told"]["properties"]["free"].pop("minimum"), f"{OUT} /free", Kind.WIDER),
    (lambda _, s: s["Told"]["properties"]["id"].pop("format"), f"{OUT} /id", Kind.OTHER_FORM),
    (lambda _, s: s["Told"]["properties"].update(id={"anyOf": [TOLD["properties"]["id"], {"type": "null"}]}), f"{OUT} /id", Kind.OTHER_TYPE),
    (lambda _, s: s["Told"]["properties"]["by_region"].update(additionalProperties={"type": "string"}), f"{OUT} /by_region/*", Kind.OTHER_TYPE),
]  # fmt: skip


@pytest.mark.parametrize(("change", "where", "kind"), CASES)
def test_what_breaks_is_told_where_it_breaks(change, where, kind):
    assert found(change) == {(where, kind.value)}


def test_each_kind_of_break_is_tried_here():
    assert {kind for _, _, kind in CASES} == set(Kind)


def words_more(_, schemas):
    schemas["Told"]["properties"]["more"] = {"type": "string"}


@pytest.mark.parametrize(
    "change",
    [
        lambda *_: None,
        words_more,
        lambda p, _: p.update(delete={"responses": {}}),
        lambda p, _: p["post"]["parameters"].append({"in": "query", "name": "more"}),
        lambda p, _: p["post"]["responses"].pop("404"),
        lambda p, _: p["post"].update({"x-roles": ["BATCH", "COORDINATOR", "SHELTER"], "x-scopes": ["batch", "capacity"]}),
        lambda p, _: [p["post"].pop(word) for word in ("security", "x-roles", "x-scopes")],
        lambda p, _: sent(p).update(more={"type": "string"}),
        lambda p, _: body(p).update(required=[]),
        lambda p, _: sent(p)["state"]["enum"].append("SHUT"),
        lambda p, _: sent(p)["nights"].update(maximum=180, type="number"),
        lambda p, _: sent(p)["house"].update(anyOf=[{"type": "string", "format": "uuid"}, {"type": "null"}]),
        lambda p, _: sent(p)["note"].update(description="Another text.", title="Note"),
        lambda _, s: s["State"].update(enum=["NEW"]),
        lambda _, s: s["Told"]["properties"]["free"].update(minimum=1, maximum=8),
        lambda _, s: s["Told"]["required"].append("free"),
        lambda p, s: (s.update(Other={"type": "object"}), p["post"]["responses"]["200"]["content"]["application/json"].update(
            schema={"anyOf": [{"$ref": "#/components/schemas/Told"}, {"$ref": "#/components/schemas/Other"}]})),
    ],
)  # fmt: skip
def test_what_breaks_nobody_is_passed(change):
    assert found(change) == set()


def test_an_answer_to_one_kind_of_reader_may_not_go_behind_that_to_another():
    def both(p, s, *, lost):
        s["Other"] = {"type": "object", "properties": {} if lost else {"name": {"type": "string"}}}
        names = [{"$ref": f"#/components/schemas/{name}"} for name in ("Told", "Other")]
        p["post"]["responses"]["200"]["content"]["application/json"]["schema"] = {"anyOf": names}

    old = changed(lambda p, s: both(p, s, lost=False))
    told = found(lambda p, s: both(p, s, lost=True), old=old)
    assert told == {(f"{OUT} /name", Kind.FIELD_GONE.value)}


def test_a_route_may_be_gone_when_its_sunset_is_over_and_no_day_before():
    old = changed(lambda p, _: p["get"].update({"deprecated": True, "x-sunset": "2026-11-26"}))
    gone = {("GET /a/{id}", Kind.ROUTE_GONE.value)}
    assert found(lambda p, _: p.pop("get"), old, TODAY) == set()
    assert found(lambda p, _: p.pop("get"), old, date(2026, 11, 25)) == gone
