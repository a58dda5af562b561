"""The country of this installation."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app import access
from app.contract import countries as told
from app.countries.profile import Country
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.problems import may_refuse

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["country"])

READ = may_refuse(400, 401, 404, 422, 503)


@router.get("/country", responses=READ, response_model=told.CountryTold)
def get_country(call: TheCall) -> Response:
    """Clocks, kinds and labels of the country in which this installation works."""
    country = call.service.country
    return call.read(lambda _: Reply(_told(country).owned(True)))


def _told(country: Country) -> told.CountryTold:
    labels = [
        told.Label(language=language, listing=listing, word=word, label=label)
        for language, lists in country.labels.items()
        for listing, words in lists.items()
        for word, label in words.items()
    ]
    clocks = [
        told.ClockTold(track=track, months=clock.months, days=clock.days, renewable=clock.renewable)
        for track, clock in country.clocks.items()
    ]
    rules = country.rule_set
    return told.CountryTold(
        code=country.code,
        currency=country.currency,
        clock=country.time_zone,
        languages=list(country.languages),
        kinds=sorted(country.kinds),
        clocks=clocks,
        labels=labels,
        teams=[
            told.TeamToEnter(code_name=team.code_name, municipality=team.municipality)
            for team in country.teams
        ],
        rule_set=told.RulesToBegin(
            name=rules.name, because=rules.because, numbers=dict(rules.numbers)
        ),
    )
