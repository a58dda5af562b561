"""Small changes of a file's text, one at a time, each in every way that is listed in ``changes``.

Changed are comparisons of two, conditions and their parts, sums and differences, numbers, truths,
``any``, ``all``, ``min`` and ``max``, the closed words below, filters, calls for their effect and
what is returned. Texts are left out: what they say is the matter of those who read them. So is all
that stands in a decorator. Defaults and annotations are changed as anything else.

A change is told by its place in the tree and not by a text of its own, so that thousands of them
are cheap to hold, and the changed code keeps the lines of the original.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]
COMPARED = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}
WORDS = {
    "Answer": ("YES", "NO", "UNKNOWN"),
    "Because": ("FACT", "UNKNOWN"),
    "WaivedBy": ("NOBODY", "COORDINATOR", "TWO", "TWO_WITH_POLICE"),
    "ThreatLevel": ("T1", "T2", "T3", "T4"),
}


@cache
def text_of(path: str) -> str:
    """The file as it stood when it was first asked for: somebody may work on it meanwhile."""
    return (ROOT / path).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: which file, where, and what; the last two say which node and which way."""

    path: str
    line: int
    what: str
    node: int = -1
    way: int = -1

    def tree(self) -> ast.Module:
        """The file with the change."""
        tree = ast.parse(text_of(self.path))
        if self.node < 0:
            return tree
        target = next(node for k, node in enumerate(ast.walk(tree)) if k == self.node)
        _, changed = list(changes(target))[self.way]
        _put(tree, target, changed)
        return ast.fix_missing_locations(tree)

    def code(self) -> CodeType:
        """The module, compiled; each line is where it stood."""
        return compile(self.tree(), str(ROOT / self.path), "exec", dont_inherit=True)

    def stands(self) -> str:
        """The line as it stands in the original."""
        lines = text_of(self.path).splitlines()
        return lines[self.line - 1].strip()


def untouched(path: str) -> Mutant:
    """The file as it is: its tests must pass."""
    return Mutant(path, 1, "nothing")


def mutants_of(path: str) -> list[Mutant]:
    """Every mutant of one file; no text is changed, and nothing inside a decorator."""
    tree = ast.parse(text_of(path))
    decorators = [one for node in ast.walk(tree) for one in getattr(node, "decorator_list", ())]
    alone = {id(part) for decorator in decorators for part in ast.walk(decorator)}
    return [
        Mutant(path, _line_of(node), what, place, way)
        for place, node in enumerate(ast.walk(tree))
        if id(node) not in alone
        for way, (what, _) in enumerate(changes(node))
    ]


def _line_of(node: ast.AST) -> int:
    at = node.target if isinstance(node, ast.comprehension) else node
    return getattr(at, "lineno", 0)


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST | None]]:  # noqa: C901 - one case each
    """What may stand in a node's place; None takes the statement away."""
    match node:
        case ast.Compare(ops=[op]):
            for other in COMPARED.get(type(op), ()):
                changed = copy.deepcopy(node)
                changed.ops = [other()]
                yield f"{type(op).__name__} -> {other.__name__}", changed
        case ast.BoolOp(op=op):
            turned = copy.deepcopy(node)
            turned.op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "and <-> or", turned
            for number in range(len(node.values)):
                fewer = copy.deepcopy(node)
                del fewer.values[number]
                yield (
                    f"condition {number + 1} less",
                    fewer.values[0] if len(fewer.values) == 1 else fewer,
                )
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not taken away", operand
        case ast.BinOp(op=ast.Add()):
            yield "+ -> -", ast.BinOp(node.left, ast.Sub(), node.right)
        case ast.BinOp(op=ast.Sub()):
            yield "- -> +", ast.BinOp(node.left, ast.Add(), node.right)
        case ast.Constant(value=bool() as truth):
            yield "truth turned", ast.Constant(not truth)
        case ast.Constant(value=int() as number):
            yield "number + 1", ast.Constant(number + 1)
            yield "number - 1", ast.Constant(number - 1)
        case ast.Call(func=ast.Name(id=name)) if name in SWAPPED:
            called = copy.deepcopy(node)
            called.func = ast.Name(SWAPPED[name], ast.Load())
            yield f"{name} -> {SWAPPED[name]}", called
        case ast.Attribute(value=ast.Name(id=words), attr=word) if word in WORDS.get(words, ()):
            for rival in WORDS[words]:
                if rival != word:
                    yield f"{word} -> {rival}", ast.Attribute(node.value, rival, ast.Load())
        case ast.If() | ast.IfExp():
            for truth in (True, False):
                always = copy.deepcopy(node)
                always.test = ast.Constant(truth)
                yield f"if {truth}", always
        case ast.Expr(value=ast.Call()):
            yield "not called", ast.Pass()
        case ast.Return(value=told) if told is not None and not isinstance(told, ast.Constant):
            yield "return None", ast.Return(ast.Constant(None))
        case ast.comprehension(ifs=[_, *_]):
            every = copy.deepcopy(node)
            every.ifs = []
            yield "filter taken away", every


def _put(tree: ast.AST, target: ast.AST, changed: ast.AST | None) -> None:
    for parent in ast.walk(tree):
        for name, held in ast.iter_fields(parent):
            if held is target:
                setattr(parent, name, changed)
            elif isinstance(held, list) and any(one is target for one in held):
                setattr(parent, name, [changed if one is target else one for one in held])
