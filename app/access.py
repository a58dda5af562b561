"""Who may call what: one table of roles and routes. What does not stand here is refused.

A route without a line, and a line without a route, stop the service from being built. Which fields
an answer has is decided by its model, one per reader, in app.contract. Source: security 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from models.words import Role

BASE = "/api/v1"

COORDINATOR = Role.COORDINATOR
ON_CALL = Role.ON_CALL
SHELTER = Role.SHELTER
BATCH = Role.BATCH
ADMIN = Role.ADMIN

_C = frozenset({COORDINATOR})
_S = frozenset({SHELTER})
_CS = frozenset({COORDINATOR, SHELTER})
_CO = frozenset({COORDINATOR, ON_CALL})
_COS = frozenset({COORDINATOR, ON_CALL, SHELTER})
_CB = frozenset({COORDINATOR, BATCH})
_A = frozenset({ADMIN})
_AUDITOR = frozenset({Role.AUDITOR})
_AGENCY = frozenset({Role.REFERRER})
_POLICE = frozenset({Role.POLICE})
_MUNICIPALITY = frozenset({Role.MUNICIPALITY})
_OUTSIDE = frozenset(
    {
        Role.POLICE,
        Role.LAWYER,
        Role.MUNICIPALITY,
        Role.RETURN_COUNSELLOR,
        Role.FOLLOW_UP,
    }
)
_CA = frozenset({COORDINATOR, ADMIN})
_CU = frozenset({COORDINATOR, Role.AUDITOR})
_CAU = frozenset({COORDINATOR, ADMIN, Role.AUDITOR})
_TASKED = _COS | _A | _OUTSIDE
_SECONDS = frozenset({COORDINATOR, ADMIN, Role.POLICE, Role.FOLLOW_UP})

PEOPLE = frozenset(Role) - {BATCH}
"""Everybody who signs in; the batch is no person."""

OPEN: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/"),  # the page, which is the same for everybody
        ("GET", "/dashboard/{file}"),
        ("POST", "/sign-in/passkey/options"),
        ("POST", "/sign-in/passkey"),
        ("POST", "/sign-in/password"),
        ("POST", "/sign-in/pin"),
        ("GET", "/sign-in/ways"),
        ("POST", "/sign-in/provider/begin"),
        ("POST", "/sign-in/provider"),
        ("GET", "/sign-in/back"),
        ("POST", "/devices"),
        ("POST", "/enrolment/begin"),
        ("POST", "/enrolment/passkey"),
        ("POST", "/enrolment/password"),
        ("POST", "/enrolment/totp"),
    }
)
"""Routes for whoever is not known yet: that the service runs, its page, and the ways in."""

ROLES: Mapping[tuple[str, str], frozenset[Role]] = MappingProxyType(
    {
        # Who acts.
        ("POST", "/accounts"): _A,
        ("GET", "/accounts"): _A,
        ("POST", "/tokens"): PEOPLE,
        ("GET", "/tokens"): PEOPLE,
        ("DELETE", "/tokens/{token}"): PEOPLE,
        ("POST", "/device-codes"): _CO | _A,
        ("POST", "/accounts/{account}/enrolment-link"): _A,
        ("POST", "/accounts/{account}/end-sessions"): _A,
        ("POST", "/accounts/{account}/grant"): _A,
        ("POST", "/accounts/{account}/recovery"): _A,
        ("POST", "/accounts/{account}/waking"): _A,
        ("POST", "/accounts/{account}/erasure"): _A,
        # Programs: scopes by two persons, and what happened as kinds and ids.
        ("GET", "/service-accounts"): _A,
        ("POST", "/accounts/{account}/service"): _A,
        ("DELETE", "/accounts/{account}/service"): _A,
        ("POST", "/accounts/{account}/service-tokens"): _A,
        ("PUT", "/accounts/{account}/event-hook"): _A,
        ("POST", "/accounts/{account}/event-hook/replay"): _A,
        ("GET", "/own-events"): _CS | _AGENCY,
        ("GET", "/session"): PEOPLE,
        ("DELETE", "/session"): PEOPLE,
        ("POST", "/session/step-up/options"): PEOPLE,
        ("POST", "/session/step-up"): PEOPLE,
        ("GET", "/sessions"): PEOPLE,
        ("DELETE", "/sessions"): PEOPLE,
        ("DELETE", "/sessions/{session}"): PEOPLE,
        ("GET", "/credentials"): PEOPLE,
        ("POST", "/credentials/enrolment-link"): PEOPLE,
        ("PUT", "/credentials/duress-word"): PEOPLE,
        ("PUT", "/credentials/duress-passkey"): PEOPLE,
        ("POST", "/credentials/provider"): PEOPLE,
        ("GET", "/credentials/provider"): PEOPLE,
        ("DELETE", "/credentials/provider"): PEOPLE,
        ("DELETE", "/credentials/{credential}"): PEOPLE,
        ("GET", "/changes"): PEOPLE,
        # The shared devices of a house, and the PINs of its people.
        ("POST", "/house-devices"): _S,
        ("GET", "/house-devices"): _S,
        ("DELETE", "/house-devices/{house_device}"): _S,
        ("GET", "/house-people"): _S,
        ("PUT", "/house-people/{account}/pin"): _S,
        ("DELETE", "/house-people/{account}/pin"): _S,
        # Shelters; a shelter's account reads and writes its own alone.
        ("GET", "/zones"): _C,
        ("GET", "/zone-map"): _C,
        ("GET", "/house-names"): _A,
        ("POST", "/shelters"): _C,
        ("POST", "/shelters/{shelter}/erasure"): _C,
        ("GET", "/shelters"): _CS,
        ("GET", "/shelters/{shelter}"): _CS,
        ("PATCH", "/shelters/{shelter}"): _CS,
        ("PUT", "/shelters/{shelter}/address"): _CS,
        ("PUT", "/shelters/{shelter}/acceptance"): _CS,
        ("PUT", "/shelters/{shelter}/stay-policy"): _CS,
        ("PUT", "/shelters/{shelter}/staffing"): _CS,
        ("PUT", "/shelters/{shelter}/municipality-support"): _CS,
        ("PUT", "/shelters/{shelter}/services"): _CS,
        ("PUT", "/shelters/{shelter}/intake-hours"): _CS,
        ("PUT", "/shelters/{shelter}/features"): _C,
        ("GET", "/shelters/{shelter}/staff-ties"): _C,
        ("PUT", "/shelters/{shelter}/staff-ties"): _C,
        ("POST", "/shelters/{shelter}/units"): _CS,
        ("GET", "/shelters/{shelter}/units"): _CS,
        ("PATCH", "/shelters/{shelter}/units/{unit}"): _CS,
        ("GET", "/shelters/{shelter}/beds"): _CS,
        ("GET", "/occupancy"): _CS,
        ("POST", "/shelters/{shelter}/units/{unit}/out-of-service"): _CS,
        ("GET", "/shelters/{shelter}/units/{unit}/out-of-service"): _CS,
        ("DELETE", "/shelters/{shelter}/units/{unit}/out-of-service/{span}"): _CS,
        ("POST", "/shelters/{shelter}/vacancy"): _COS,
        ("GET", "/free-units"): _C,
        ("GET", "/vacancy-reviews"): _C,
        ("POST", "/vacancy-reviews/{confirmation}"): _C,
        ("POST", "/compromises"): _CO | _POLICE,
        ("GET", "/compromises"): _C,
        ("GET", "/compromises/{compromise}"): _C,
        ("PATCH", "/compromises/{compromise}"): _C,
        ("POST", "/compromises/{compromise}/clear"): _C,
        # Cases; an on-call worker reads and writes those she took herself.
        ("POST", "/places/search"): _CO | _AGENCY | _POLICE,
        ("POST", "/networks"): _C,
        ("GET", "/networks"): _C,
        ("POST", "/networks/{network}/areas"): _C,
        ("POST", "/calls"): _CO,
        ("POST", "/calls/sealed"): _CO,
        ("GET", "/calls"): _CO,
        ("POST", "/referrals/{referral}/code-word"): _CO,
        ("GET", "/fallback-list"): _CO,
        ("POST", "/referrals/phone"): _CO,
        ("POST", "/referrals"): _CO,
        ("GET", "/referrals"): _CO,
        ("GET", "/waiting"): _C,
        ("GET", "/since-last"): _CO,
        ("GET", "/referrals/{referral}"): _CO,
        ("PATCH", "/referrals/{referral}"): _CO,
        ("GET", "/referrals/{referral}/parts"): _CO,
        ("PUT", "/referrals/{referral}/people"): _CO,
        ("POST", "/referrals/{referral}/threat"): _CO,
        ("GET", "/referrals/{referral}/threat"): _CO,
        ("PUT", "/referrals/{referral}/networks"): _C,
        ("POST", "/referrals/{referral}/actors"): _CO,
        ("GET", "/referrals/{referral}/actors"): _CO,
        ("PATCH", "/referrals/{referral}/actors/{actor}"): _CO,
        ("POST", "/referrals/{referral}/areas"): _CO,
        ("GET", "/referrals/{referral}/areas"): _CO,
        ("POST", "/referrals/{referral}/areas/{area}/clear"): _C,
        ("POST", "/referrals/{referral}/lowering"): _C,
        ("POST", "/referrals/{referral}/address-block"): _C,
        ("POST", "/referrals/{referral}/erasure"): _C,
        ("POST", "/referrals/{referral}/routes"): _CO,
        ("PUT", "/referrals/{referral}/no-go"): _CO,
        ("PUT", "/referrals/{referral}/found-at"): _C,
        ("PUT", "/referrals/{referral}/needs"): _CO,
        ("PUT", "/referrals/{referral}/wishes"): _CO,
        ("PUT", "/referrals/{referral}/continuity"): _C,
        ("PUT", "/referrals/{referral}/legal"): _C,
        ("GET", "/referrals/{referral}/legal"): _C,
        ("POST", "/referrals/{referral}/child-decisions"): _C,
        ("GET", "/referrals/{referral}/child-decisions"): _C,
        ("POST", "/referrals/{referral}/child-decisions/{child_decision}/end"): _C,
        ("POST", "/referrals/{referral}/rectifications"): _CO,
        ("GET", "/referrals/{referral}/rectifications"): _CO,
        ("GET", "/referrals/{referral}/steps"): _CO,
        # Who is never matched, and who objects.
        ("POST", "/referrals/{referral}/not-matched"): _CO,
        ("GET", "/referrals/{referral}/not-matched"): _CO,
        ("POST", "/referrals/{referral}/not-matched/{not_matched}/end"): _CO,
        ("POST", "/referrals/{referral}/complaints"): _CO,
        ("GET", "/referrals/{referral}/complaints"): _CO,
        ("GET", "/complaints"): _CU,
        ("GET", "/complaint-counts"): _CU,
        ("POST", "/complaints/{complaint}/review"): _CU,
        # What she is told, and what is done around her.
        ("GET", "/referrals/{referral}/cards"): _CO,
        ("PUT", "/referrals/{referral}/card-way"): _CO,
        ("POST", "/referrals/{referral}/cards/{card}/tell"): _CO,
        ("POST", "/referrals/{referral}/follow-up-actions"): _CO,
        ("GET", "/referrals/{referral}/follow-up-actions"): _CO,
        ("POST", "/referrals/{referral}/follow-up-actions/{follow_up_action}/owner"): _CO,
        ("POST", "/referrals/{referral}/follow-up-actions/{follow_up_action}/end"): _CO,
        ("GET", "/own-cases/{case}/follow-up-actions"): _OUTSIDE,
        ("POST", "/own-cases/{case}/follow-up-actions/{follow_up_action}/done"): _OUTSIDE,
        ("POST", "/referrals/{referral}/expenses"): _CO,
        ("GET", "/referrals/{referral}/expenses"): _CO,
        ("POST", "/referrals/{referral}/expenses/{expense}/step"): _C,
        ("GET", "/refunds"): _C,
        ("GET", "/own-refunds"): _MUNICIPALITY,
        ("POST", "/referrals/{referral}/benefits"): _CO,
        ("GET", "/referrals/{referral}/benefits"): _CO,
        ("POST", "/referrals/{referral}/benefits/{benefit}/step"): _CO,
        ("GET", "/benefit-times"): _C,
        ("GET", "/own-benefit-times"): _MUNICIPALITY,
        ("GET", "/country"): PEOPLE,
        ("GET", "/referrals/{referral}/proposed-members"): _C,
        ("POST", "/local-teams"): _C,
        ("GET", "/local-teams"): _CO,
        ("PUT", "/local-teams/{local_team}/members"): _C,
        ("GET", "/placements/{placement}/cards"): _S,
        ("POST", "/placements/{placement}/cards/{card}/tell"): _S,
        ("GET", "/card-texts"): _CO,
        ("POST", "/card-reviews"): _C,
        ("POST", "/referrals/{referral}/consents"): _CO,
        ("GET", "/referrals/{referral}/consents"): _CO,
        ("POST", "/referrals/{referral}/consents/{consent}/withdraw"): _CO,
        ("GET", "/referrals/{referral}/readings"): _C,
        ("POST", "/referrals/{referral}/withdraw"): _CO,
        ("POST", "/referrals/{referral}/hand-over"): _CO,
        ("POST", "/referrals/{referral}/options"): _CO,
        ("GET", "/referrals/{referral}/offers"): _CO,
        ("POST", "/referrals/{referral}/open-questions"): _CO,
        ("GET", "/referrals/{referral}/ladder"): _CO,
        ("GET", "/referrals/{referral}/zones"): _C,
        # Who stands on a case, and who may never.
        ("POST", "/referrals/{referral}/take-over"): _C,
        ("GET", "/referrals/{referral}/members"): _C,
        ("POST", "/referrals/{referral}/members"): _C,
        ("POST", "/referrals/{referral}/members/{member}/end"): _C,
        ("GET", "/referrals/{referral}/readers"): _C,
        ("POST", "/referrals/{referral}/readers"): _C,
        ("POST", "/referrals/{referral}/readers/{reader}/lift"): _C,
        ("POST", "/shift/hand-over"): _CO,
        # Those beside ROSA, on the cases on which they stand; an agency on what it referred.
        ("GET", "/own-cases"): _OUTSIDE,
        ("GET", "/own-cases/{case}"): _OUTSIDE,
        ("GET", "/own-cases/{case}/actors"): _POLICE,
        ("GET", "/own-cases/{case}/areas"): _POLICE,
        ("GET", "/own-cases/{case}/compromises"): _POLICE,
        ("GET", "/own-cases/{case}/links"): _POLICE,
        ("POST", "/own-cases/{case}/links"): _POLICE,
        ("POST", "/own-cases/{case}/threat"): _POLICE,
        ("POST", "/own-cases/{case}/areas"): _POLICE,
        ("POST", "/own-cases/{case}/actors/{actor}/whereabouts"): _POLICE,
        ("POST", "/own-cases/{case}/compromises"): _POLICE,
        ("POST", "/own-cases/{case}/consulted"): _POLICE,
        ("GET", "/own-cases/{case}/clocks"): frozenset({Role.LAWYER}),
        ("POST", "/own-referrals"): _AGENCY,
        ("GET", "/own-referrals"): _AGENCY,
        ("GET", "/own-referrals/{reference}"): _AGENCY,
        # Those who read of no case.
        ("GET", "/audit-events"): _AUDITOR,
        ("GET", "/audit/head"): _AUDITOR,
        ("GET", "/statistics"): frozenset({Role.STATISTICS}),
        ("GET", "/reports/{report}/figures"): frozenset({COORDINATOR, Role.STATISTICS}),
        ("GET", "/reports/{report}/files/{form}"): frozenset({COORDINATOR, Role.STATISTICS}),
        ("GET", "/inside-report"): _C,
        ("GET", "/inside-report/cases"): _C,
        ("GET", "/statistics/directory"): frozenset({Role.STATISTICS}),
        ("POST", "/organisations"): _A,
        ("GET", "/organisations"): _A,
        ("POST", "/organisations/{organisation}/verify"): _A,
        ("POST", "/links"): _C,
        ("GET", "/links"): _C,
        ("POST", "/waivers"): _C,
        # Acts of two persons; who is not asked, and need not be, finds nothing.
        ("GET", "/approvals"): _SECONDS,
        ("GET", "/approvals/{approval}"): _SECONDS,
        ("POST", "/approvals/{approval}/agree"): _SECONDS,
        ("POST", "/approvals/{approval}/refuse"): _SECONDS,
        ("POST", "/approvals/{approval}/withdraw"): _SECONDS,
        ("POST", "/duty-spans"): _CA,
        ("GET", "/duty-spans"): _CA,
        ("DELETE", "/duty-spans/{duty_span}"): _CA,
        ("POST", "/accounts/{account}/role"): _CA,
        ("POST", "/rule-sets"): _C,
        ("GET", "/rule-sets"): _CU,
        ("GET", "/rule-sets/in-force"): _CU,
        ("POST", "/rule-sets/{rule_set}/activate"): _C,
        ("PUT", "/accounts/{account}/notice-way"): _A,
        # What somebody has to do; who has no such task finds nothing.
        ("GET", "/tasks"): _TASKED,
        ("POST", "/tasks/{task}/take"): _COS | _A,
        ("POST", "/tasks/{task}/done"): _TASKED,
        ("PUT", "/escalation-contacts"): _A,
        ("GET", "/escalation-contacts"): _A,
        # Break-glass, its review, and alarms.
        ("POST", "/referrals/{referral}/glass-breaks"): _C,
        ("GET", "/glass-breaks"): _CU,
        ("POST", "/glass-breaks/{glass_break}/review"): _CU,
        ("GET", "/reading-digests"): _CU,
        ("GET", "/reading-digests/{digest}"): _CU,
        ("POST", "/reading-digests/{digest}/acknowledge"): _CU,
        ("GET", "/alarms"): _CAU,
        ("POST", "/alarms/{alarm}/answer"): _CA,
        # What is sealed: asked for, agreed to by a second person, shown once.
        ("POST", "/disclosures"): _CS,
        ("GET", "/disclosures"): _CS,
        ("POST", "/disclosures/{disclosure}/open"): _CS,
        ("POST", "/disclosures/{disclosure}/close"): _CS,
        ("POST", "/shelters/{shelter}/address/open"): _S,
        ("PUT", "/referrals/{referral}/people/{person}/identity"): _C,
        ("PUT", "/referrals/{referral}/contacts/{contact}/number"): _CO,
        ("GET", "/referrals/{referral}/sealed"): _C,
        ("POST", "/referrals/{referral}/subject-report"): _C,
        ("GET", "/placements/{placement}/sealed"): _S,
        # Offers and stays; a shelter sees what was asked of itself.
        ("GET", "/offers"): _COS,
        ("GET", "/offers/{offer}"): _COS,
        ("POST", "/offers/{offer}/hold"): _CO,
        ("POST", "/offers/{offer}/answer"): _COS,
        ("POST", "/offers/{offer}/telephone-yes"): _CO,
        ("POST", "/offers/{offer}/show"): _CO,
        ("POST", "/offers/{offer}/accept"): _CO,
        ("POST", "/offers/{offer}/decline"): _CO,
        ("POST", "/offers/{offer}/release"): _CO,
        ("POST", "/offers/{offer}/refusal-review"): _C,
        ("POST", "/referrals/{referral}/declines/{shelter}/lift"): _CO,
        ("GET", "/choice-counts"): _C,
        ("GET", "/placements"): _COS,
        ("GET", "/placements/{placement}"): _COS,
        ("POST", "/placements/{placement}/arrive"): _COS,
        ("POST", "/placements/{placement}/call-off"): _CO,
        ("POST", "/placements/{placement}/end"): _CS,
        # The way to a house, and what is done for a resident.
        ("PUT", "/offers/{offer}/way"): _CO,
        ("GET", "/offers/{offer}/way"): _COS,
        ("POST", "/offers/{offer}/set-out"): _CO,
        ("GET", "/placements/{placement}/checklists"): _CS,
        ("POST", "/placements/{placement}/checklists/done"): _CS,
        ("GET", "/placements/{placement}/reviews"): _CS,
        ("POST", "/placements/{placement}/reviews"): _CS,
        ("GET", "/placements/{placement}/limit"): _CS,
        ("POST", "/placements/{placement}/exemptions"): _C,
        ("POST", "/placements/{placement}/extend"): _CS,
        ("PUT", "/placements/{placement}/departure-plan"): _CS,
        ("GET", "/placements/{placement}/departure-plan"): _CS,
        ("POST", "/placements/{placement}/visits"): _CS,
        ("GET", "/placements/{placement}/visits"): _CS,
        ("POST", "/placements/{placement}/visits/{visit}/over"): _C,
        ("POST", "/referrals/{referral}/municipality-hand-over"): _C,
        ("GET", "/referrals/{referral}/municipality-hand-over"): _C,
        ("GET", "/own-cases/{case}/hand-over"): _MUNICIPALITY,
        ("POST", "/own-cases/{case}/hand-over"): _MUNICIPALITY,
        ("POST", "/referrals/{referral}/close"): _C,
        # Two cases of one person, and arrivals that were recorded wrongly.
        ("POST", "/referrals/{referral}/merge"): _C,
        ("POST", "/referrals/{referral}/follows"): _C,
        ("GET", "/referrals/{referral}/related"): _C,
        ("POST", "/placements/{placement}/right-arrival"): _C,
        ("PUT", "/placements/{placement}/outdoors"): _CS,
        ("GET", "/placements/{placement}/outdoors"): _CS,
        ("POST", "/shelters/{shelter}/shift-notes"): _S,
        ("GET", "/shelters/{shelter}/shift-notes"): _S,
        ("DELETE", "/shelters/{shelter}/shift-notes/{shift_note}"): _S,
        ("POST", "/shelters/{shelter}/questions"): _CS,
        ("GET", "/shelters/{shelter}/questions"): _CS,
        # Moves; a house sees that somebody leaves it, and who is firmly on the way to it. It proposes
        # none: that one is open already would be the answer to it.
        ("POST", "/placements/{placement}/transfers"): _CO,
        ("GET", "/transfers"): _COS,
        ("GET", "/transfers/{transfer}"): _COS,
        ("POST", "/transfers/{transfer}/agree"): _CO,
        ("POST", "/transfers/{transfer}/police"): _CO,
        ("POST", "/transfers/{transfer}/danger"): _C,
        ("POST", "/offers/{offer}/move"): _CO,
        ("POST", "/transfers/{transfer}/arrive"): _COS,
        ("POST", "/transfers/{transfer}/cancel"): _CO,
        ("POST", "/placements/{placement}/travel"): _CO,
        # The plan of the night.
        ("POST", "/plan-runs"): _CB,
        ("GET", "/plan-runs"): _CB,
        ("GET", "/plan-runs/last"): _C,
        ("GET", "/plan-runs/{run}"): _CB,
        ("GET", "/plan-runs/{run}/proposals"): _C,
        ("GET", "/plan-runs/{run}/difference"): _C,
        ("POST", "/what-ifs"): _C,
        ("GET", "/plan-runs/{run}/what-if"): _C,
        ("GET", "/proposals/{proposal}/why"): _C,
        ("POST", "/proposals/{proposal}/accept"): _C,
        ("POST", "/proposals/{proposal}/reject"): _C,
    }
)


AUDIENCES: Mapping[str, frozenset[tuple[str, str]]] = MappingProxyType(
    {
        "intake": frozenset(
            {
                ("POST", "/places/search"),
                ("POST", "/calls"),
                ("POST", "/calls/sealed"),
                ("GET", "/calls"),
                ("POST", "/referrals/{referral}/code-word"),
                ("GET", "/fallback-list"),
                ("POST", "/shift/hand-over"),
                ("POST", "/offers/{offer}/telephone-yes"),
                ("POST", "/offers/{offer}/answer"),
                ("POST", "/placements/{placement}/travel"),
                ("POST", "/referrals/phone"),
                ("POST", "/referrals"),
                ("POST", "/referrals/{referral}/options"),
                ("POST", "/offers/{offer}/hold"),
                ("POST", "/offers/{offer}/show"),
                ("POST", "/offers/{offer}/accept"),
                ("POST", "/offers/{offer}/decline"),
                ("POST", "/offers/{offer}/release"),
                ("POST", "/compromises"),
            }
        ),
        "agency": frozenset(
            {
                ("POST", "/places/search"),
                ("POST", "/own-referrals"),
                ("GET", "/own-referrals"),
                ("GET", "/own-referrals/{reference}"),
            }
        ),
        "events": frozenset({("GET", "/own-events")}),
        "capacity": frozenset(
            {
                ("GET", "/shelters/{shelter}/units"),
                ("GET", "/shelters/{shelter}/beds"),
                ("POST", "/shelters/{shelter}/vacancy"),
                ("POST", "/shelters/{shelter}/units/{unit}/out-of-service"),
                ("GET", "/shelters/{shelter}/units/{unit}/out-of-service"),
                ("DELETE", "/shelters/{shelter}/units/{unit}/out-of-service/{span}"),
            }
        ),
        "export": frozenset({("GET", "/statistics"), ("GET", "/statistics/directory")}),
        "batch": frozenset(
            {("POST", "/plan-runs"), ("GET", "/plan-runs"), ("GET", "/plan-runs/{run}")}
        ),
    }
)
"""What a token may be made for: nothing else is open to it, whatever the role may (AT01, AT13).

The telephone takes calls and reads no case back: of an open one its code name and its times.
"""

UNDER_DURESS: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/session"),
        ("DELETE", "/session"),
        ("POST", "/session/step-up/options"),
        ("POST", "/session/step-up"),
        ("GET", "/credentials"),
        ("GET", "/credentials/provider"),
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
        ("GET", "/changes"),
        ("POST", "/places/search"),
        # The same for everybody, of no case, house or person: without them it is seen at once.
        ("GET", "/country"),
        ("GET", "/zones"),
        ("GET", "/card-texts"),
        ("GET", "/rule-sets/in-force"),
    }
)
"""What is as always for somebody who was made to sign in; of everything else there is nothing."""


WATCHING: frozenset[tuple[str, str]] = frozenset({("GET", "/changes")})
"""What a page asks by itself for as long as it is open: nobody's touch, so no session lives by it."""


class UndeclaredRoute(AssertionError):
    """A fault of the build: routes and the table of roles do not agree."""


def allowed(method: str, path: str) -> frozenset[Role]:
    """The roles that may call this route; ``path`` is its template without the base.

    Raises
    ------
    UndeclaredRoute
        When nobody was declared for it.
    """
    try:
        return ROLES[method, path]
    except KeyError:
        raise UndeclaredRoute(f"{method} {path} has no declared role") from None


def check(routes: Iterable[tuple[str, str]]) -> None:
    """Every route has its roles, and every line of the table its route.

    Raises
    ------
    UndeclaredRoute
        When one of them is missing.
    """
    met = set(routes)
    for method, path in sorted(met):
        if (method, path) not in OPEN:
            allowed(method, path)
    named = UNDER_DURESS.union(WATCHING, *AUDIENCES.values())
    left = sorted((set(ROLES) | named) - met)
    if left:
        raise UndeclaredRoute(f"{left[0][0]} {left[0][1]} has roles and no route")
