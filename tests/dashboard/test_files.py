"""What the page is made of: our own files, vendored ones that are what they were, nothing else."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from app.http.pages import FILES, FOLDER
from app.use_cases import ladder
from matching import explain_words, plain_words
from models.words import AlarmKind, Role, TaskKind

OURS = sorted(path for path in FOLDER.rglob("*.js"))
TEXT = re.compile(
    r'^  "?([a-zA-Z0-9_.-]+)"?: \[' + r'\s*"((?:[^"\\]|\\.)+)",?' * 3 + r"\s*\]", re.M
)
TEXTS = sorted((FOLDER / "texts").glob("*.js"))
FORBIDDEN = {
    "another origin": r"https?://|(?<![:\w])//[a-z]",
    "markup from a text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser",
    "code from a text": r"\beval\(|new Function|setTimeout\(\s*[\"']",
    "something kept in the browser": r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.",
    "a style that the policy refuses": r"style=",
    "a text on the console": r"console\.",
}


def texts() -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for path in TEXTS:
        whole = path.read_text(encoding="utf-8")
        lines = TEXT.findall(whole)
        assert len(lines) == len(re.findall(r'^  "?[a-zA-Z0-9_.-]+"?: \[', whole, re.M)), path.name
        for key, nb, nn, en in lines:
            assert key not in found, f"{key} stands twice"
            found[key] = (nb, nn, en)
    return found


def where_texts_stand() -> dict[str, str]:
    return {
        key: f"texts/{path.name}"
        for path in TEXTS
        for key, *_ in TEXT.findall(path.read_text(encoding="utf-8"))
    }


def without_comments(path: Path) -> str:
    return re.sub(r"^\s*(//|\*|/\*).*$", "", path.read_text(encoding="utf-8"), flags=re.M)


def test_vendored_files_are_the_ones_that_were_looked_at() -> None:
    told = (FOLDER / "vendor" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+\.mjs)` .* ([0-9a-f]{64}) \|$", told, flags=re.M)
    assert {name for name, _ in rows} == {p.name for p in (FOLDER / "vendor").glob("*.mjs")}
    for name, expected in rows:
        content = (FOLDER / "vendor" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected, name


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.name)
def test_a_module_is_checked_short_and_keeps_nothing(path: Path) -> None:
    whole = path.read_text(encoding="utf-8")
    assert whole.startswith("// @ts-check\n")
    assert len(whole.splitlines()) < 300 or path in TEXTS
    for what, pattern in FORBIDDEN.items():
        assert not re.search(pattern, without_comments(path)), what


def test_v14_3_3_no_file_keeps_anything_in_the_browser() -> None:
    for name, (content, _) in FILES.items():
        for word in (b"localStorage", b"sessionStorage", b"indexedDB", b"document.cookie"):
            assert word not in content, name


def test_the_page_itself_holds_no_script_no_style_and_a_neutral_title() -> None:
    page = FILES["index.html"][0].decode()
    assert re.findall(r"<title>(.*)</title>", page) == ["Arbeidsflate"]
    assert re.findall(r"<script[^>]*>([^<]+)</script>", page) == []
    assert not re.search(r" style=| on[a-z]+=|<style", page)
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)
    assert [*re.findall(r'(?:src|href)="([^"]+)"', page)] == [
        "data:,",
        "/dashboard/styles.css",
        *preloaded,
        "/dashboard/main.js",
    ]


IMPORTED = re.compile(r'^(?:import|export) [^;]*?from "(\.[^"]+)";', re.M)


def needed_by(*names: str) -> set[str]:
    """These modules and all that they import, however deep."""
    found: set[str] = set()
    ahead = [FOLDER / name for name in names]
    while ahead:
        path = ahead.pop().resolve()
        name = path.relative_to(FOLDER).as_posix()
        if name not in found:
            found.add(name)
            ahead += [path.parent / told for told in IMPORTED.findall(path.read_text())]
    return found


def test_what_the_first_view_needs_is_asked_for_at_once_and_nothing_else() -> None:
    page = FILES["index.html"][0].decode()
    preloaded = re.findall(r'<link rel="modulepreload" href="/dashboard/([^"]+)">', page)
    assert {"main.js", *preloaded} == needed_by("main.js", "views/now.js")
    assert len(set(preloaded)) == len(preloaded)


def test_every_text_stands_in_all_languages_and_is_shown_somewhere() -> None:
    known = texts()
    assert len(known) > 100
    code = "".join(without_comments(p) for p in OURS if p not in TEXTS)
    asked = set(re.findall(r'\bt\("([^"]+)"\)', code))
    assert asked <= set(known), asked - set(known)
    named = set(re.findall(r'"([A-Za-z.-]+)"', code))
    views = set(re.findall(r"^  (\w+): \{ View", (FOLDER / "views.js").read_text(), re.M))
    families = {"problem", *re.findall(r'(?:of=|worded\(t, )"([a-z]+)"', code)}
    unused = {
        key
        for key in known
        if key not in asked | named | views and key.split(".")[0] not in families
    }
    assert unused == set()


def test_the_texts_of_the_first_view_are_those_that_are_there_at_once() -> None:
    first = needed_by("main.js", "views/now.js")
    at_once = {key for key, file in where_texts_stand().items() if file in first}
    elsewhere = set(texts()) - at_once
    code = "".join(without_comments(FOLDER / n) for n in first if not n.startswith("texts/"))
    assert not elsewhere & set(re.findall(r'\bt\("([^"]+)"\)', code))
    families = set(re.findall(r'(?:of=|worded\(t, )"([a-z]+)"', code))
    assert families and not {key for key in elsewhere if key.split(".")[0] in families}


@pytest.mark.parametrize(
    ("family", "words"), [("role", Role), ("alarm", AlarmKind), ("task", TaskKind)]
)
def test_every_closed_word_has_its_text(
    family: str, words: type[Role | AlarmKind | TaskKind]
) -> None:
    told = {key.split(".")[1] for key in texts() if key.startswith(f"{family}.")}
    assert told == {word.value for word in words}


def closed_words_on_the_page() -> set[str]:
    """Every sentence of the service that the page shows as it came, in bokmål."""
    told = {rung.say.no for rung in ladder.RUNGS} | {word.no for word in ladder.ALWAYS}
    for module in (explain_words, plain_words):
        for list_ in vars(module).values():
            of = list_.values() if isinstance(list_, dict) else (list_,)
            told |= {word.no for word in of if isinstance(word, explain_words.Words)}
    return told


def test_every_closed_word_of_the_service_has_its_nynorsk() -> None:
    module = (FOLDER / "referral" / "nynorsk.js").read_text(encoding="utf-8")
    pairs = re.findall(r'^  "([^"]+)":\s+"([^"]+)",$', module, re.M)
    assert len({bokmal for bokmal, _ in pairs}) == len(pairs)
    assert {bokmal for bokmal, _ in pairs} == closed_words_on_the_page()
