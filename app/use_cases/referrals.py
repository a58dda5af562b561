"""Taking a referral, by telephone or on paper, and what is answered later (domain 6, 8.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from app.contract import cases as told
from app.errors import Malformed
from app.places.entry import GazetteerEntry, PlaceKind
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.settings import PlacesAllowed
from app.store import (
    cases,
    disclosures,
    members,
    not_matched,
    offers,
    phone_calls,
    referrals,
    tasks,
    threat_facts,
)
from app.store.referrals import Case
from app.store.refusals import WrongState
from app.use_cases import moves_needed
from app.use_cases.acting import Acting
from app.use_cases.local_teams import propose
from app.use_cases.members import act_on
from app.use_cases.own_typing import stands_beside
from app.use_cases.places import Counting, count_places, known, refusing
from matching.vocabulary import (
    AgeBand,
    Answer,
    AreaKind,
    Criticality,
    Gender,
    MemberRole,
    Precision,
    Together,
)
from models.words import (
    AuditAct,
    Channel,
    ConsentAnswer,
    ConsentForm,
    ContactChannel,
    NotMatchedWhy,
    Purpose,
    Question,
    ReferralState,
    ReferrerKind,
    Role,
    Source,
    TaskKind,
    ThreatReply,
)

LOOKED_FOR_WITHIN = timedelta(minutes=15)
"""So soon somebody looks for her whose case came without anybody who has her on the line."""
SEARCH_DAYS, OTHER_DAYS = 7, 30
"""How long a consent counts when nothing else is said (domain 8.2)."""
REFERRAL_FIELDS = ("referrer_org", "she_knows", "danger_now", "tonight_need", "safe_until")


Further = Mapping[Question, Answer]
"""Threat questions beyond the nine answers."""


def take_call(
    a: Acting, sent: told.PhoneReferral, places: Gazetteer, quota: PlacesAllowed
) -> told.Taken:
    """A call is taken with whatever of the nine answers she gave; nothing given is enough.

    Raises
    ------
    NoSuchPlace, QuotaReached
        As for ``new_call``.
    """
    return _taken(new_call(a, sent, places, refusing(quota)))


def new_call(
    a: Acting,
    sent: told.PhoneReferral,
    places: Gazetteer,
    count: Counting,
    further: Further = MappingProxyType({}),
) -> Case:
    """The case of a call that nobody knew yet.

    Raises
    ------
    NoSuchPlace
        When a place is not one of the gazetteer's.
    QuotaReached
        When this account named too many different places, and ``count`` refuses them.
    """
    named = _places_named(sent, places)
    case = referrals.add(
        a.tx,
        now=a.now,
        by=a.actor.account,
        referral={
            "channel": Channel.FORM if a.actor.role is Role.REFERRER else Channel.PHONE,
            "tonight_need": Answer.YES,
            **_root(sent),
        },
        household={"together": Together.MUST, **_household(sent)},
        stands=a.actor.role is not Role.REFERRER,
    )
    referrals.put_people(a.tx, case.household, _people(sent.people))
    _grown_up(a, case)
    _put_contact(a, case, sent)
    _count(a, case, named, count)
    cases.put_no_go(a.tx, case.household, _no_go(named))
    cases.put_needs(a.tx, case.household, _needs(sent.must_have))
    _dangers(a, case, named.his, named.hers)
    _fear(a, case, sent, further)
    for _, purpose, answer in consents(sent):
        _consent(a, case, purpose, answer)
    propose(a, case.referral, places, sent.where_now)
    a.record(AuditAct.REFERRAL_TAKEN, "referral", case.referral, channel="PHONE")
    return case


def tell_of(a: Acting, case: Case) -> None:
    """Somebody has to look for her: whoever sent this case has not, and cannot (0298)."""
    due = a.now + LOOKED_FOR_WITHIN
    tasks.set_(a.tx, TaskKind.LOOK_FOR_HER, now=a.now, due_at=due, referral=case.referral)


def refine_call(
    a: Acting,
    case: Case,
    sent: told.PhoneReferral,
    places: Gazetteer,
    count: Counting,
    changed: Collection[str],
    further: Further,
) -> None:
    """The same call goes on: of its answers these have changed, and no others are written.

    ``changed``: single answers by their columns, and parts by their names.

    A place of danger that was said before stays, whatever was said since: two people take one out.
    Places where she will not go and needs are added to: what a call takes back, or never knew, may
    be what somebody else has heard. What a person judged of the threat stays beside new answers,
    and so does a graver reply that somebody else recorded, or that is older than an hour.

    Raises
    ------
    NoSuchPlace, QuotaReached
        As for a new call.
    WrongState
        When the case is closed.
    """
    named = _places_named(sent, places)
    root, household = (
        {column: said for column, said in of_one.items() if column in changed}
        for of_one in (_root(sent), _household(sent))
    )
    referrals.change(a.tx, case, case.version, referral=root, household=household)
    if "people" in changed:
        referrals.put_people(a.tx, case.household, _people(sent.people))
        _grown_up(a, case)
    if "contact" in changed:
        _put_contact(a, case, sent)
    if "places" in changed:
        _count(a, case, named, count)
        cases.add_no_go(a.tx, case.household, _no_go(named))
        known_now = phone_calls.dangers(a.tx, case.household)
        his = [e for e in named.his if (e.code, AreaKind.HOME) not in known_now]
        hers = [e for e in named.hers if (e.code, AreaKind.HER_KNOWN_PLACE) not in known_now]
        _dangers(a, case, his, hers)
    if "needs" in changed:
        cases.add_needs(a.tx, case.household, _needs(sent.must_have))
    if "fear" in changed:
        _fear(a, case, sent, further)
    for part, purpose, answer in consents(sent):
        if part in changed and cases.newest_consent(a.tx, case.household, purpose) != answer:
            _consent(a, case, purpose, answer)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", case.referral, part="call")


@dataclass(frozen=True, slots=True, repr=False)
class _Named:
    """The places of a call, each of the gazetteer."""

    here: list[str]
    his: list[GazetteerEntry]
    hers: list[GazetteerEntry]
    no_go: list[GazetteerEntry]


def _places_named(sent: told.PhoneReferral, places: Gazetteer) -> _Named:
    avoid, at = sent.places_to_avoid, "/places_to_avoid"
    here = _here(places, sent.where_now)
    # Who lives in a reception is known in its town, whether she says so or not (O09).
    reception = here if sent.referrer_kind is ReferrerKind.RECEPTION else []
    hers = dict.fromkeys((*avoid.where_i_am_known, *reception))
    return _Named(
        here=here,
        his=[known(places, code, f"{at}/his") for code in avoid.his],
        hers=[known(places, code, f"{at}/where_i_am_known") for code in hers],
        no_go=[known(places, code, f"{at}/not_there") for code in avoid.not_there],
    )


def single_answers(sent: told.PhoneReferral) -> dict[str, Any]:
    """The answers of a call that are one value each, by their columns: the case's, its household's."""
    return _root(sent) | _household(sent)


def _root(sent: told.PhoneReferral) -> dict[str, Any]:
    return {
        "referrer_kind": sent.referrer_kind,
        "she_knows": sent.she_knows,
        "danger_now": sent.danger_now,
        "safe_until": sent.safe_contact.safe_until,
    }


def _household(sent: told.PhoneReferral) -> dict[str, Any]:
    people, must = sent.people, sent.must_have
    return {
        "members_known": Answer.UNKNOWN if people.adults is None else Answer.YES,
        "women_only": people.women_only,
        "wheelchair": must.wheelchair,
        "acute_psychosis": must.acute_psychosis,
        "pets": must.pets,
        "must_have_known": must.known,
        "danger_places_known": sent.places_to_avoid.known,
        "languages": sent.language.languages,
        "reads": sent.language.reads,
        "interpreter_gender": sent.language.interpreter_gender,
        "where_now": sent.where_now,
    }


def _put_contact(a: Acting, case: Case, sent: told.PhoneReferral) -> None:
    referrals.put_contact(
        a.tx,
        case.household,
        {
            "channel": ContactChannel.SHE_CALLS_BACK,
            "message_ok": sent.safe_contact.message_ok,
            "phone_tracked": sent.fear.phone_tracked,
        },
    )


def _count(a: Acting, case: Case, named: _Named, count: Counting) -> None:
    codes = [e.code for e in (*named.his, *named.hers, *named.no_go)]
    # Where she is stands for whom she fears only while nothing else was named (domain 11.2); a
    # caller's own town would else use up the night's quota of the worker who answers.
    count(a, case.referral, codes or named.here)


def _no_go(named: _Named) -> list[dict[str, Any]]:
    return [{"place_code": e.code, "radius_km": e.extent_km} for e in dict.fromkeys(named.no_go)]


def _needs(must: told.MustHave) -> list[dict[str, Any]]:
    safety = {"criticality": Criticality.SAFETY_CRITICAL, "max_minutes": must.max_minutes}
    return [{"service": service, **safety} for service in dict.fromkeys(must.services)]


CONSENTS: Mapping[Purpose, str] = MappingProxyType(
    {Purpose.SEARCH: "search", Purpose.TELL_SHELTER: "tell_shelter"}
)
"""What she is asked to agree to in a call, by the name of its answer."""


def consents(sent: told.PhoneReferral) -> list[tuple[str, Purpose, str]]:
    """By the part of a call that each one is: what she took back is not given anew by another one."""
    return [
        (part, purpose, getattr(sent.consent, name))
        for (purpose, name), part in zip(CONSENTS.items(), consent_parts(CONSENTS), strict=True)
    ]


def consent_parts(purposes: Iterable[Purpose]) -> list[str]:
    """The parts of a call in which she says whether she agrees to these."""
    return [f"consent.{CONSENTS[purpose]}" for purpose in purposes]


def without_consents(sent: told.PhoneReferral, but: Iterable[Purpose]) -> told.PhoneReferral:
    """The same answers of somebody who was not asked whether she agrees to these."""
    unsaid = dict.fromkeys((CONSENTS[purpose] for purpose in but), "NOT_ANSWERED")
    return sent.model_copy(update={"consent": sent.consent.model_copy(update=unsaid)})


def take_form(
    a: Acting, sent: told.NewReferral, places: Gazetteer, quota: PlacesAllowed
) -> told.Taken:
    """A full referral is taken; what it leaves out was not asked."""
    here = _here(places, sent.where_now)
    said = sent.model_dump(exclude={"members", "channel", "referrer_kind"})
    root = {name: said.pop(name) for name in REFERRAL_FIELDS}
    case = referrals.add(
        a.tx,
        now=a.now,
        by=a.actor.account,
        referral={**root, "channel": sent.channel, "referrer_kind": sent.referrer_kind},
        household=said,
    )
    referrals.put_people(a.tx, case.household, [m.model_dump() for m in sent.members])
    _grown_up(a, case)
    count_places(a, case.referral, here, quota)
    if sent.referrer_kind is ReferrerKind.RECEPTION:
        _dangers(a, case, [], [known(places, code, "/where_now") for code in here])
    propose(a, case.referral, places, sent.where_now)
    a.record(AuditAct.REFERRAL_TAKEN, "referral", case.referral, channel=sent.channel.value)
    return _taken(case)


def change(
    a: Acting,
    referral: UUID,
    seen: int,
    sent: told.CaseChange,
    places: Gazetteer,
    quota: PlacesAllowed,
) -> told.CaseChanged:
    """The answers that were sent are changed.

    Raises
    ------
    Malformed
        When her plan would end before it starts.
    """
    case = mine(a, referral)
    said = sent.model_dump(exclude_unset=True)
    here = _here(places, sent.where_now)
    _dates_fit(a, case, said)
    root = {name: said.pop(name) for name in REFERRAL_FIELDS if name in said}
    with moves_needed.looked_at(a, places, households=[case.household]):
        version = referrals.change(a.tx, case, seen, referral=root, household=said)
        count_places(a, referral, here, quota)
        propose(a, referral, places, sent.where_now)
        a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="answers")
    return told.CaseChanged(id=referral, version=version)


def put_people(a: Acting, referral: UUID, seen: int, sent: told.People) -> told.CaseChanged:
    """The household is these people."""
    case = mine(a, referral)
    with moves_needed.looked_at(a, load_gazetteer(), households=[case.household]):
        version = referrals.change(a.tx, case, seen, household={"members_known": Answer.YES})
        referrals.put_people(a.tx, case.household, [m.model_dump() for m in sent.members])
        _grown_up(a, case)
        a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="people")
    return told.CaseChanged(id=referral, version=version)


def end(a: Acting, referral: UUID, seen: int, state: ReferralState) -> told.CaseChanged:
    """The search ends: WITHDRAWN by her, or HANDED_OVER to child welfare or others.

    Raises
    ------
    WrongState
        When she has a bed, or one is held for her; that comes first.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    if referrals.has_bed(a.tx, case.household, a.now):
        raise WrongState
    not_matched.over(
        a.tx,
        referral,
        handed_over=state is ReferralState.HANDED_OVER,
        by=a.actor.account,
        now=a.now,
    )
    referrals.close(a.tx, case, state, by=a.actor.account, now=a.now)
    offers.end_all(a.tx, case.household, a.by)
    a.record(AuditAct.REFERRAL_CLOSED, "referral", referral, state=state.value)
    return told.CaseChanged(id=referral, version=version)


def _grown_up(a: Acting, case: Case) -> None:
    """Nobody among them who is surely grown up: child welfare has the task, within 15 minutes (H17)."""
    if referrals.has_surely_an_adult(a.tx, case.household):
        not_matched.end_why(a.tx, case.referral, NotMatchedWhy.MINOR, by=a.actor.account, now=a.now)
    else:
        not_matched.begin(a.tx, case.referral, NotMatchedWhy.MINOR, by=None, now=a.now)


def give_consent(a: Acting, referral: UUID, seen: int, sent: told.NewConsent) -> told.PartMade:
    """What she answered is recorded; it counts until it runs out or she takes it back."""
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    consent = _consent(a, case, sent.purpose, sent.answer.value, form=sent.form, days=sent.days)
    return told.PartMade(id=consent, version=version)


def withdraw_consent(a: Acting, referral: UUID, consent: UUID, seen: int) -> told.CaseChanged:
    """She took it back: new disclosure stops at once; a placement goes on (domain 8.5, 8)."""
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    cases.withdraw_consent(a.tx, case.household, consent, a.now)
    members.end_by_consent(a.tx, consent, by=a.actor.account, now=a.now)
    disclosures.close_of(a.tx, referral, a.now)
    a.record(AuditAct.CONSENT_WITHDRAWN, "referral", referral)
    return told.CaseChanged(id=referral, version=version)


def mine(a: Acting, referral: UUID) -> Case:
    """The case that this person may act on, locked; a coordinator who acts on it stands on it.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, lock=True)
    act_on(a, referral)
    return case


def open_case(a: Acting, referral: UUID | None) -> Case:
    """The case that this person may know of, locked, which is not closed; she need not stand on it.

    Raises
    ------
    NotFound
        When there is none, or it is not for this person.
    WrongState
        When it is closed.
    """
    assert referral is not None, "this act is of a case"
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, lock=True)
    if case.state in referrals.CLOSED:
        raise WrongState
    return case


def _here(places: Gazetteer, where_now: str | None) -> list[str]:
    """Where she is, as a place that may count: the way from there ranks, and it may bar."""
    return [] if where_now is None else [known(places, where_now, "/where_now").code]


def _taken(case: Case) -> told.Taken:
    return told.Taken(
        id=case.referral, code_name=case.code_name, state=case.state, version=case.version
    )


def _people(sent: told.PeopleTonight) -> list[dict[str, Any]]:
    """Her people by band; a number of adults nobody knows is one (domain 6.2)."""
    adults = 1 if sent.adults is None else sent.adults
    children = list(sent.children)
    if adults + len(children) == 0:
        adults = 1
    grown = {"role": MemberRole.ADULT, "age_band": AgeBand.UNKNOWN, "gender": sent.gender}
    first = {**grown, "apparent_minor": sent.apparent_minor}
    people: list[dict[str, Any]] = [first] if adults else []
    people += [dict(grown, apparent_minor=None) for _ in range(adults - 1)]
    people += [
        {
            "role": MemberRole.CHILD,
            "age_band": AgeBand(band),
            "gender": Gender.UNDISCLOSED,
            "apparent_minor": None,
        }
        for band in children
    ]
    return people


def _dangers(a: Acting, case: Case, his: list[GazetteerEntry], hers: list[GazetteerEntry]) -> None:
    actor = None
    if his:
        actor = phone_calls.actor(a.tx, case.household, "A")
        actor = actor or cases.add_actor(a.tx, case.household, label="A")
    for entry, kind, whose in [
        *((e, AreaKind.HOME, actor) for e in dict.fromkeys(his)),
        *((e, AreaKind.HER_KNOWN_PLACE, None) for e in dict.fromkeys(hers)),
    ]:
        town = entry.kind is PlaceKind.TOWN
        cases.add_area(
            a.tx,
            case.household,
            actor_id=whose,
            place_code=entry.code,
            kind=kind,
            precision=Precision.LOCALITY if town else Precision.MUNICIPALITY,
            last_confirmed=a.today,
            source=Source.HERSELF,
        )


def _fear(a: Acting, case: Case, sent: told.PhoneReferral, further: Further) -> None:
    """The replies as she gave them, UNKNOWN among them; what somebody judged already stays.

    So does what somebody else has recorded and is graver: a call is never refused for it.
    """
    fear, stands = sent.fear, stands_beside(a, case.household)
    replies = (
        (Question.Q01, fear.self_fear),
        (Question.Q05, fear.knows_location.value),
        (Question.Q06, fear.organised.value),
        (Question.Q10, fear.phone_tracked.value),
        *((question, reply.value) for question, reply in further.items()),
    )
    cases.add_assessment(
        a.tx,
        case.household,
        {
            "level_human": cases.judged_level(a.tx, case.household),
            "nationwide": stands.or_nationwide(sent.places_to_avoid.nationwide),
            "assessed_at": a.now,
            "assessed_by": a.actor.account,
            "by_role": a.actor.role,
        },
        threat_facts.gravest(
            stands,
            [
                {
                    "question": question,
                    "reply": ThreatReply(reply),
                    "source": Source.HERSELF,
                    "known_at": a.now,
                    "last_on": None,
                }
                for question, reply in replies
            ],
        ),
        [],
    )


def _consent(
    a: Acting,
    case: Case,
    purpose: Purpose,
    answer: str,
    *,
    form: ConsentForm | None = None,
    days: int | None = None,
) -> UUID:
    given = answer == ConsentAnswer.GIVEN.value
    lasts = days or (SEARCH_DAYS if purpose is Purpose.SEARCH else OTHER_DAYS)
    consent = cases.add_consent(
        a.tx,
        case.household,
        purpose=purpose,
        answer=ConsentAnswer(answer),
        form=(form or ConsentForm.VERBAL) if given else None,
        given_at=a.now,
        expires_at=a.now + timedelta(days=lasts) if given else None,
        witnessed_by_role=a.actor.role,
    )
    if given:
        a.record(AuditAct.CONSENT_GIVEN, "referral", case.referral, purpose=purpose.value)
    else:
        a.record(AuditAct.REFERRAL_CHANGED, "referral", case.referral, consent=answer)
    return consent


def _dates_fit(a: Acting, case: Case, said: dict[str, Any]) -> None:
    if not {"needed_from", "planned_until"} & said.keys():
        return
    known_now = referrals.row(a.tx, case)
    first = said.get("needed_from", known_now["needed_from"])
    until = said.get("planned_until", known_now["planned_until"])
    if first is not None and until is not None and not first < until:
        raise Malformed("/planned_until", "ends_after_it_starts")
