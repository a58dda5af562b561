"""A Python client of the nine answers, generated from the service's own OpenAPI file.

``python -m app.example_client openapi.json docs/examples/intake_client.py`` writes the example that
the repository carries; a test makes it anew from the running service, compares, and takes a call.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROUTES = (("POST", "/api/v1/referrals/phone"),)
_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}

HEAD = '''"""A client of the intake, generated from the service's OpenAPI file; do not edit.

Standard library only. Every field may be left out: what is not sent was not asked, and counts as the
dangerous side. A key is made once per act and sent again with it until there is an answer.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any, Literal, TypedDict


@dataclass(frozen=True)
class Client:
    """Where the service is, and the token of this device."""

    service: str
    token: str

    def _ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        sent = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(  # noqa: S310 - the caller names the service
            self.service + path, data=sent, headers=headers, method=method
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
'''


def client(described: Mapping[str, Any]) -> str:
    """The source of the client."""
    schemas = described["components"]["schemas"]
    operations = [(m, p, described["paths"][p][m.lower()]) for m, p in ROUTES]
    wanted: dict[str, None] = {}
    for _, _, operation in operations:
        for name in (*_named(_sent(operation)), *_named(_answered(operation))):
            _reach(name, schemas, wanted)
    methods = "".join(_method(*one) for one in operations)
    types = "".join(_type(name, schemas[name]) for name in reversed(wanted))
    return f"{HEAD}{methods}{types}"


def _reach(name: str, schemas: Mapping[str, Any], wanted: dict[str, None]) -> None:
    """This schema and all that it names; a schema comes after whoever names it."""
    wanted.pop(name, None)
    wanted[name] = None
    for other in _named(schemas[name]):
        if other != name:
            _reach(other, schemas, wanted)


def _named(schema: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from _named(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _named(part)


def _sent(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return dict(body.get("application/json", {}).get("schema", {}))


def _answered(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    good = next(code for code in operation["responses"] if code.startswith("2"))
    return dict(operation["responses"][good]["content"]["application/json"]["schema"])


def _method(method: str, path: str, operation: Mapping[str, Any]) -> str:
    name = operation["operationId"].partition("_api_")[0]
    ids = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"]
    keyed = any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", ()))
    body = _sent(operation)
    takes = [*(f"{one}: str" for one in ids), *([f"body: {_hint(body)}"] if body else [])]
    takes += ["*", "key: str"] if keyed else []
    given = [f'"{method}"', f'f"{path}"' if ids else f'"{path}"']
    given += ["body"] if body else []
    given += ["key=key"] if keyed else []
    text = operation.get("description") or operation.get("summary", "")
    return (
        f"\n    def {name}(self, {', '.join(takes)}) -> {_hint(_answered(operation))}:\n"
        f'        """{text.splitlines()[0]}"""\n'
        f"        return self._ask({', '.join(given)})  # type: ignore[no-any-return]\n"
    )


def _type(name: str, schema: Mapping[str, Any]) -> str:
    text = schema.get("description", f"{name}.").splitlines()[0]
    if "enum" in schema:
        return f"\n\n{name} = {_hint(schema)}\n"
    needed = set(schema.get("required", ()))
    total = "" if needed else ", total=False"
    lines = "".join(
        f"    {field}: {_hint(part)}\n" for field, part in schema.get("properties", {}).items()
    )
    return f'\n\nclass {name}(TypedDict{total}):\n    """{text}"""\n\n{lines}'


def _hint(schema: Any) -> str:  # noqa: ANN401 - JSON
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        words = schema.get("enum", [schema.get("const")])
        return "Literal[" + ", ".join(json.dumps(word) for word in words) + "]"
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_hint(part) for part in schema[several]))
    if schema.get("type") == "array":
        return f"list[{_hint(schema.get('items', {}))}]"
    return _SIMPLE.get(schema.get("type", ""), "Any")


if __name__ == "__main__":
    read, written = Path(sys.argv[1]), Path(sys.argv[2])
    written.write_text(client(json.loads(read.read_text(encoding="utf-8"))), encoding="utf-8")
