"""Whatever a page of docs/operate names is there: commands and their options, settings, routes, buttons."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]

from app.cli import app
from app.doctor.gathering import known_names
from tests.operate.test_units import must_be_ours
from tests.support.demo import ROOT
from tests.support.named_runs import names
from tests.support.typed_pages import BLOCK, PAGES, page

EVERY = sorted(path.name for path in PAGES.glob("*.md"))
IN_LINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
ENDS = {"&&", "||", ";", "|", "(", ")", "do", "done"}
COMPOSE: dict[str, Any] = yaml.safe_load((PAGES / "compose.yaml").read_text(encoding="utf-8"))
OF_COMPOSE = {"HAVN_NAME", "HAVN_RELEASE"}
"""Names that compose.yaml itself reads."""
SHORT = {"havn keys rotate --new-master"}
"""Said without the file that it needs; to be mended with the page of several processes."""


def in_blocks(text: str) -> Iterator[list[str]]:
    """Each command that is to be typed as it stands, as words."""
    for _, block in BLOCK.findall(text):
        for line in block.splitlines():
            lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words: list[str] = []
            for word in [*lexer, ";"]:
                if word not in ENDS:
                    words.append(word)
                    continue
                while words and re.match(r"[A-Z_]+=", words[0]):
                    words.pop(0)
                if words[:3] == ["sudo", "-u", "havn"]:
                    del words[:3]
                if words:
                    yield words
                words = []


def in_line(text: str) -> Iterator[list[str]]:
    """Each command that a sentence speaks of: what it needs besides may be left out."""
    for said in IN_LINE.findall(BLOCK.sub("", text)):
        if said not in SHORT:
            yield said.split()


def plain(words: list[str]) -> list[str]:
    """The same without the settings, which any command may be given."""
    while words[:1] == ["--env"]:
        words = words[2:]
    return words


def must_be_named_right(words: list[str]) -> None:
    """A command of ours with options that it has, or a group; what it needs besides may be missing."""
    try:
        must_be_ours(words)
    except IndexError:
        pass  # only the group is named
    except Exception as seen:
        if type(seen).__name__ != "MissingParameter":  # the library's own kind has no public name
            raise


def options_of_all(command: Any = None) -> set[str]:
    """Every option that any command has."""
    command = command or typer.main.get_command(app)
    found = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    for below in getattr(command, "commands", {}).values():
        found |= options_of_all(below)
    return found


@pytest.mark.parametrize("name", EVERY)
def test_what_is_to_be_typed_on_a_page_is_a_command_with_those_options(name: str) -> None:
    text = page(name)
    for words in in_blocks(text):
        if words[0] == "havn":
            must_be_ours(plain(words[1:]))
        must_be_there(words)


@pytest.mark.parametrize("name", EVERY)
def test_what_a_sentence_of_a_page_names_is_a_command_with_those_options(name: str) -> None:
    for words in in_line(page(name)):
        if words[0] == "havn" and len(words) > 1:
            must_be_named_right(plain(words[1:]))
        elif words[0].startswith("--"):
            assert words[0] in options_of_all() | OF_OTHERS, words
        must_be_there(words)


OF_OTHERS = {"--rm", "--no-deps", "--no-TTY", "-e"}
"""Options of the engine."""


def must_be_there(words: list[str]) -> None:
    """What is ours beside ``havn``: the commands of the checkout and the services of the compose file."""
    if words[0].endswith("/dev") and len(words) > 1:
        told = re.findall(r"^  ([a-z-]+) ", (ROOT / "dev").read_text(encoding="utf-8"), re.M)
        assert words[1] in {*told, "help"}, words
        if words[1] == "drill":
            assert words[2] in names("drills"), words
    if words[:3] == ["docker", "compose", "run"]:
        must_be_a_task(words[3:])


def must_be_a_task(words: list[str]) -> None:
    """A service of the compose file, which takes what follows its name."""
    words = list(words)
    while words and words[0].startswith("-"):
        option = words.pop(0)
        assert option in OF_OTHERS, option
        if option == "-e":
            words.pop(0)
    if not words:
        return
    assert words[0] in COMPOSE["services"], words
    service = COMPOSE["services"][words[0]]
    said = [
        *service.get("entrypoint", ["python", "-m", "app.cli"]),
        *(words[1:] or service["command"]),
    ]
    if said[0] == "python":
        must_be_ours(said[3:])


@pytest.mark.parametrize("name", EVERY)
def test_every_setting_that_a_page_names_is_read(name: str) -> None:
    said = set(re.findall(r"\b(?:HAVN|DATABASE)_[A-Z_]*[A-Z]\b", page(name)))
    assert said <= known_names() | OF_COMPOSE


@pytest.mark.parametrize("name", EVERY)
def test_every_route_that_a_page_names_is_there(name: str) -> None:
    routes = json.loads((ROOT / "docs/api/openapi.json").read_text(encoding="utf-8"))["paths"]
    for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`]*)`", page(name)):
        there = {re.sub(r"\{\w+\}", "{}", route): found for route, found in routes.items()}
        route = "/api/v1" + re.sub(r"\{\w+\}", "{}", path)
        assert method.lower() in there.get(route, {}), f"{method} {path}"


def test_what_a_page_says_of_the_view_of_programs_stands_there() -> None:
    texts = "".join(path.read_text("utf-8") for path in (ROOT / "app/dashboard/texts").glob("*.js"))
    said = re.findall(r'"([A-Z][^"\n]+)"', page("programs.md").replace("\n   ", " "))
    assert "People and rights" in said
    for words in said:
        assert f'"{words}"' in texts, words


@pytest.mark.parametrize(
    "text",
    [
        "```sh\nhavn archive begin --nonsense\n```\n",
        "```\ntrue && havn nonsense # said so\n```\n",
        "```sh\nX=1 havn backup --to FILE\n```\n",
        "`havn archive nonsense`",
        "`havn keys rotate --nonsense FILE`",
        "`havn backup --to`",
        "`--nonsense`",
        "`./dev nonsense`",
        "`docker compose run --rm nonsense`",
        "```console\ndocker compose run --rm restore --nonsense\n```\n",
    ],
)
def test_what_is_not_there_is_seen(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "page", lambda _: text)
    with pytest.raises(Exception, match=r"no command|No such|Missing|requires|nonsense"):
        test_what_is_to_be_typed_on_a_page_is_a_command_with_those_options("x.md")
        test_what_a_sentence_of_a_page_names_is_a_command_with_those_options("x.md")
