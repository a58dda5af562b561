"""A kind of import contract: these packages see of our own modules only the listed ones.

The list names what is allowed, so a module that arrives later is forbidden until it is listed.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

OURS = ("app", "models", "matching", "migrations", "tests")


class OnlyContract(Contract):
    """``modules`` and all below import of our packages nothing but ``allowed`` and all below."""

    type_name = "only"

    modules = fields.ListField(subfield=fields.StringField())
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import that is not allowed, by importer."""
        del verbose
        modules = self.contract_options["modules"]
        allowed = [*self.contract_options["allowed"], *modules]
        broken = [
            f"{importer} -> {imported}"
            for importer in sorted(graph.modules)
            if _below(importer, modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.split(".")[0] in OURS and not _below(imported, allowed)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line per import that is not allowed."""
        for line in check.metadata["broken"]:
            output.print_error(f"-   {line}", bold=False)


def _below(name: str, packages: list[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)
