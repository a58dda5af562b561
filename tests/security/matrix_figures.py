"""The figures of the matrix for ``./dev bench security``."""

from __future__ import annotations

from app.postgres_cluster import Cluster
from models.words import Role
from tests.support.ids_of_others import not_hers, walked
from tests.support.matrix import Swept, sweep_models, sweep_routes
from tests.support.two_worlds import theatre


def figures(cluster: Cluster, template: str) -> dict[str, int]:
    """Every field of every noun for each role, the models of each route, and requests of each role:
    each route that she may not call, and each of her own about a row of somebody else."""
    swept = Swept()
    sweep_models(swept)
    with theatre(cluster, template) as played:
        sweep_routes(swept, played.left.app)
        by_model = swept.assertions
        for role in Role:
            walks = [not_hers(played, role)]
            if role is not Role.COORDINATOR:  # who may know of every case; test_matrix.py has her
                walks.append(walked(played, role))
            for walk in walks:
                swept.assertions += walk.met.total()
                swept.leaks += [f"{role} {where}" for where in walk.told_apart]
    for leak in swept.leaks:
        print("LEAK", leak)
    return {
        "matrix_assertions": swept.assertions,
        "matrix_requests": 2 * (swept.assertions - by_model),
        "matrix_leaks": len(swept.leaks),
    }
