"""Closed lists that only the records need; those of the matching are in matching.vocabulary.

Source: docs/domain.md 3.1, 8.1-8.4, 13.
"""

from __future__ import annotations

from enum import StrEnum


class LevelAnswer(StrEnum):
    """A threat level as somebody set it; UNKNOWN was said, null was not asked."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    UNKNOWN = "UNKNOWN"


class Role(StrEnum):
    """Who somebody is to havn; a role has nothing that access does not grant."""

    COORDINATOR = "COORDINATOR"
    ON_CALL = "ON_CALL"
    SHELTER = "SHELTER"
    REFERRER = "REFERRER"
    BATCH = "BATCH"
    AUDITOR = "AUDITOR"
    ADMIN = "ADMIN"
    STATISTICS = "STATISTICS"
    POLICE = "POLICE"
    LAWYER = "LAWYER"
    MUNICIPALITY = "MUNICIPALITY"
    RETURN_COUNSELLOR = "RETURN_COUNSELLOR"
    FOLLOW_UP = "FOLLOW_UP"


class AccountStatus(StrEnum):
    """Whether an account may act."""

    ACTIVE = "ACTIVE"
    LOCKED = "LOCKED"
    CLOSED = "CLOSED"


class ServiceScope(StrEnum):
    """What a service account may be granted; it begins with none of them."""

    EVENTS = "events"
    CAPACITY = "capacity"
    AGENCY = "agency"
    EXPORT = "export"


class EventKind(StrEnum):
    """What happened, as a program is told it."""

    REFERRAL_TAKEN = "REFERRAL_TAKEN"
    REFERRAL_CHANGED = "REFERRAL_CHANGED"
    REFERRAL_CLOSED = "REFERRAL_CLOSED"
    OFFER_ASKED = "OFFER_ASKED"
    OFFER_ANSWERED = "OFFER_ANSWERED"
    PLACEMENT_ACCEPTED = "PLACEMENT_ACCEPTED"
    PLACEMENT_CALLED_OFF = "PLACEMENT_CALLED_OFF"
    PLACEMENT_ARRIVED = "PLACEMENT_ARRIVED"
    PLACEMENT_EXTENDED = "PLACEMENT_EXTENDED"
    PLACEMENT_ENDED = "PLACEMENT_ENDED"
    SHELTER_CHANGED = "SHELTER_CHANGED"
    VACANCY_CONFIRMED = "VACANCY_CONFIRMED"
    UNIT_CHANGED = "UNIT_CHANGED"
    PLAN_FINISHED = "PLAN_FINISHED"


class PasswordKind(StrEnum):
    """What a password or a passkey opens: her work, or an empty one while an alarm goes out (AT16)."""

    OWN = "OWN"
    DURESS = "DURESS"


class SignedInBy(StrEnum):
    """How somebody signed in."""

    PASSKEY = "PASSKEY"
    PASSWORD = "PASSWORD"  # noqa: S105 - a word, not a password
    DURESS = "DURESS"
    PROVIDER = "PROVIDER"
    DURESS_KEY = "DURESS_KEY"
    PIN = "PIN"
    DURESS_PIN = "DURESS_PIN"


class ChallengeFor(StrEnum):
    """What a challenge may be answered for."""

    SIGN_IN = "SIGN_IN"
    ENROL = "ENROL"
    STEP_UP = "STEP_UP"
    PROVIDER_SIGN_IN = "PROVIDER_SIGN_IN"
    PROVIDER_LINK = "PROVIDER_LINK"
    PROVIDER_PROVEN = "PROVIDER_PROVEN"


class MemberScope(StrEnum):
    """As what somebody stands on a case; it opens no field that the role does not have anyway."""

    ASSIGNED = "ASSIGNED"
    POLICE = "POLICE"
    LEGAL = "LEGAL"
    MUNICIPALITY = "MUNICIPALITY"
    RETURN_COUNSELLING = "RETURN_COUNSELLING"
    FOLLOW_UP = "FOLLOW_UP"


class ReaderListing(StrEnum):
    """What is said of one account and one case: it alone (with others) may open it, or never."""

    ALLOWED = "ALLOWED"
    DENIED = "DENIED"


class AlarmKind(StrEnum):
    """What a person must hear of soon; an alarm says that, and on what, and no content."""

    PLACES_NEAR_QUOTA = "PLACES_NEAR_QUOTA"
    AGENCY_PLACES_NEAR_QUOTA = "AGENCY_PLACES_NEAR_QUOTA"
    MANY_SEALED_READS = "MANY_SEALED_READS"
    HONEY_TOUCHED = "HONEY_TOUCHED"
    DURESS = "DURESS"
    SIGN_IN_ATTACKED = "SIGN_IN_ATTACKED"
    GLASS_BROKEN = "GLASS_BROKEN"
    REVIEW_OVERDUE = "REVIEW_OVERDUE"
    SECOND_PERSON_NEEDED = "SECOND_PERSON_NEEDED"
    NOBODY_ON_DUTY = "NOBODY_ON_DUTY"
    CHAIN_BROKEN = "CHAIN_BROKEN"
    ERASURE_OVERDUE = "ERASURE_OVERDUE"
    BACKUP_FAILED = "BACKUP_FAILED"
    CHILD_DECISION_ENDS = "CHILD_DECISION_ENDS"
    DIGEST_OVERDUE = "DIGEST_OVERDUE"
    RECORD_SET_ASIDE = "RECORD_SET_ASIDE"
    NIGHT_NOT_PLANNED = "NIGHT_NOT_PLANNED"
    TASK_OVERDUE = "TASK_OVERDUE"
    MISSED_ARRIVAL = "MISSED_ARRIVAL"
    SAFETY_GAP = "SAFETY_GAP"
    HOLD_ENDING = "HOLD_ENDING"
    NO_SAFE_BED = "NO_SAFE_BED"
    SERVICE_SILENT = "SERVICE_SILENT"


class RoundOf(StrEnum):
    """What is gone through again and again, by one process for all."""

    UPKEEP = "UPKEEP"
    CHAIN = "CHAIN"


class ApprovalKind(StrEnum):
    """What two distinct persons do together (security 5, issue of trust 4)."""

    LOWER_THREAT = "LOWER_THREAT"
    CLEAR_AREA = "CLEAR_AREA"
    CLEAR_COMPROMISE = "CLEAR_COMPROMISE"
    WAIVE_RULE = "WAIVE_RULE"
    KODE6 = "KODE6"
    GRANT_ROLE = "GRANT_ROLE"
    ACTIVATE_RULE_SET = "ACTIVATE_RULE_SET"
    RECOVER_ACCOUNT = "RECOVER_ACCOUNT"
    WAKE_DORMANT = "WAKE_DORMANT"
    DISCLOSE_ADDRESS = "DISCLOSE_ADDRESS"
    DISCLOSE_IDENTITY = "DISCLOSE_IDENTITY"
    ERASE_CASE = "ERASE_CASE"
    ERASE_ACCOUNT = "ERASE_ACCOUNT"
    ERASE_SHELTER = "ERASE_SHELTER"
    MOVE_AT_ONCE = "MOVE_AT_ONCE"


class ApprovalPurpose(StrEnum):
    """Why it is asked for, as a closed word beside the short text."""

    NEW_FACTS = "NEW_FACTS"
    MISTAKE = "MISTAKE"
    POLICE_ADVICE = "POLICE_ADVICE"
    HEALTH_ADVICE = "HEALTH_ADVICE"
    HER_WISH = "HER_WISH"
    NO_OTHER_PLACE = "NO_OTHER_PLACE"
    TRANSPORT = "TRANSPORT"
    STAFF_CHANGE = "STAFF_CHANGE"
    ACCESS_LOST = "ACCESS_LOST"
    POLICY = "POLICY"
    LAW = "LAW"
    OTHER = "OTHER"


class ApprovalState(StrEnum):
    """Where an approval stands; only OPEN can still be answered."""

    OPEN = "OPEN"
    AGREED = "AGREED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class DutyPost(StrEnum):
    """As what somebody is on duty; it says for which acts they may be the second person."""

    COORDINATOR = "COORDINATOR"
    DUTY_MANAGER = "DUTY_MANAGER"
    POLICE = "POLICE"
    PARTNER_ORGANISATION = "PARTNER_ORGANISATION"


class SealedGroup(StrEnum):
    """Sealed fields that are opened together."""

    ADDRESS = "ADDRESS"
    IDENTITY = "IDENTITY"
    CONTACT = "CONTACT"


class GlassReason(StrEnum):
    """Why the glass is broken: for life and health alone (security 5.2)."""

    LIFE_IN_DANGER = "LIFE_IN_DANGER"
    INJURED_OR_ILL = "INJURED_OR_ILL"
    CHILD_IN_DANGER = "CHILD_IN_DANGER"
    FOUND_BY_HIM = "FOUND_BY_HIM"
    FIRE_OR_DISASTER = "FIRE_OR_DISASTER"


class GlassVerdict(StrEnum):
    """What somebody else finds of it afterwards."""

    JUSTIFIED = "JUSTIFIED"
    NOT_JUSTIFIED = "NOT_JUSTIFIED"


class CasePart(StrEnum):
    """Which part of a case she puts right."""

    REFERRAL = "REFERRAL"
    PEOPLE = "PEOPLE"
    THREAT = "THREAT"
    ACTORS = "ACTORS"
    NETWORKS = "NETWORKS"
    AREAS = "AREAS"
    ROUTES = "ROUTES"
    NO_GO = "NO_GO"
    NEEDS = "NEEDS"
    WISHES = "WISHES"
    CONTINUITY = "CONTINUITY"
    LEGAL = "LEGAL"
    CONSENTS = "CONSENTS"
    CONTACT = "CONTACT"
    IDENTITY = "IDENTITY"
    STAY = "STAY"


class ConfirmedHow(StrEnum):
    """How a vacancy was confirmed; TELEPHONE is reviewed the next day (H14)."""

    STAFF = "STAFF"
    TELEPHONE = "TELEPHONE"


class OutOfServiceReason(StrEnum):
    """Why a unit cannot be used."""

    REPAIR = "REPAIR"
    CLEANING = "CLEANING"
    STAFFING = "STAFFING"
    SAFETY = "SAFETY"
    OTHER = "OTHER"


class Channel(StrEnum):
    """How a referral reached havn."""

    PHONE = "PHONE"
    FORM = "FORM"
    API = "API"


class ReferrerKind(StrEnum):
    """Who refers."""

    POLICE = "POLICE"
    LAWYER = "LAWYER"
    EMERGENCY_CLINIC = "EMERGENCY_CLINIC"
    OUTREACH_NADHEIM = "OUTREACH_NADHEIM"
    OUTREACH_PRO = "OUTREACH_PRO"
    NOAS = "NOAS"
    RECEPTION = "RECEPTION"
    UDI = "UDI"
    CHILD_WELFARE = "CHILD_WELFARE"
    HEALTH = "HEALTH"
    NAV = "NAV"
    CRISIS_CENTRE = "CRISIS_CENTRE"
    HOTLINE = "HOTLINE"
    SELF = "SELF"
    PRIVATE = "PRIVATE"
    FAITH = "FAITH"
    OTHER = "OTHER"


class ReferralState(StrEnum):
    """Where a referral stands (domain 13)."""

    RECEIVED = "RECEIVED"
    SEARCHING = "SEARCHING"
    OPTIONS_READY = "OPTIONS_READY"
    NEEDS_INFO = "NEEDS_INFO"
    NO_SAFE_BED = "NO_SAFE_BED"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    TRAVEL = "TRAVEL"
    ARRIVED = "ARRIVED"
    IN_STAY = "IN_STAY"
    TRANSFER = "TRANSFER"
    LEFT = "LEFT"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"
    HANDED_OVER = "HANDED_OVER"
    SUPPORT_WITHOUT_BED = "SUPPORT_WITHOUT_BED"


class InterpreterGender(StrEnum):
    """Which interpreter she wants."""

    WOMAN = "WOMAN"
    MAN = "MAN"
    ANY = "ANY"
    UNKNOWN = "UNKNOWN"


class ContactChannel(StrEnum):
    """How she may be reached; SHE_CALLS_BACK allows no outgoing call."""

    PHONE = "PHONE"
    MESSAGE = "MESSAGE"
    EMAIL = "EMAIL"
    THROUGH_REFERRER = "THROUGH_REFERRER"
    SHE_CALLS_BACK = "SHE_CALLS_BACK"


class Question(StrEnum):
    """Our own threat picture (domain 3.2)."""

    Q01 = "Q01"
    Q02 = "Q02"
    Q03 = "Q03"
    Q04 = "Q04"
    Q05 = "Q05"
    Q06 = "Q06"
    Q07 = "Q07"
    Q08 = "Q08"
    Q09 = "Q09"
    Q10 = "Q10"
    Q11 = "Q11"
    Q12 = "Q12"


class ThreatReply(StrEnum):
    """A reply to one question: the first four for Q01 alone, the rest for all others."""

    NOT = "NOT"
    LITTLE = "LITTLE"
    VERY = "VERY"
    FOR_MY_LIFE = "FOR_MY_LIFE"
    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Source(StrEnum):
    """Who said it."""

    HERSELF = "HERSELF"
    POLICE = "POLICE"
    REFERRER = "REFERRER"
    SHELTER = "SHELTER"
    OTHER = "OTHER"


class Instrument(StrEnum):
    """Outside instruments whose result is recorded and never reproduced (domain 3.1)."""

    DASH = "DASH"
    SARA = "SARA"
    B_SAFER = "B_SAFER"
    PATRIARK = "PATRIARK"
    DANGER_ASSESSMENT = "DANGER_ASSESSMENT"
    VIOGEN = "VIOGEN"
    OTHER = "OTHER"


class ActorKind(StrEnum):
    """What kind of threat somebody is."""

    INDIVIDUAL = "INDIVIDUAL"
    FAMILY = "FAMILY"
    LOCAL_GROUP = "LOCAL_GROUP"
    NATIONAL = "NATIONAL"
    TRANSNATIONAL = "TRANSNATIONAL"
    UNKNOWN = "UNKNOWN"


class ReachFlag(StrEnum):
    """Through whom a feared person may reach her (Q09)."""

    COMMUNITY = "COMMUNITY"
    TAXI = "TAXI"
    STAFF = "STAFF"
    AUTHORITY = "AUTHORITY"


class LinkBasis(StrEnum):
    """What a link between two households rests on."""

    SAME_NETWORK = "SAME_NETWORK"
    SUSPECTED_RECRUITER = "SUSPECTED_RECRUITER"
    SAME_CASE_WITNESS = "SAME_CASE_WITNESS"
    FAMILY_OF_ACTOR = "FAMILY_OF_ACTOR"
    CONFLICT = "CONFLICT"
    ACQUAINTED = "ACQUAINTED"
    OWN_WISH = "OWN_WISH"


class LegalTrack(StrEnum):
    """Her legal track; a change never changes a placement (domain 8.5, 9)."""

    NONE = "NONE"
    NOT_APPLIED = "NOT_APPLIED"
    REFLECTION = "REFLECTION"
    LIMITED_PERMIT = "LIMITED_PERMIT"
    ASYLUM_PENDING = "ASYLUM_PENDING"
    ASYLUM_GRANTED = "ASYLUM_GRANTED"
    REFUSED = "REFUSED"
    FINAL_REFUSAL = "FINAL_REFUSAL"
    WITNESS_PERMIT = "WITNESS_PERMIT"
    CITIZEN_EEA = "CITIZEN_EEA"
    UNKNOWN = "UNKNOWN"


class Purpose(StrEnum):
    """What a consent is for."""

    SEARCH = "SEARCH"
    TELL_SHELTER = "TELL_SHELTER"
    POLICE_CONTACT = "POLICE_CONTACT"
    FOLLOW_UP_MEMBER = "FOLLOW_UP_MEMBER"
    HEALTH = "HEALTH"
    RETURN_COUNSELLING = "RETURN_COUNSELLING"
    STATISTICS = "STATISTICS"


class ConsentAnswer(StrEnum):
    """What she said when she was asked; no row is not asked."""

    GIVEN = "GIVEN"
    NOT_ANSWERED = "NOT_ANSWERED"
    REFUSED = "REFUSED"


class ConsentForm(StrEnum):
    """How she gave it."""

    VERBAL = "VERBAL"
    WRITTEN = "WRITTEN"


class OfferState(StrEnum):
    """Where an offer stands (domain 13)."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    SHELTER_ASKED = "SHELTER_ASKED"
    SHELTER_YES = "SHELTER_YES"
    SHELTER_NO = "SHELTER_NO"
    SHOWN = "SHOWN"
    TAKEN = "TAKEN"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    RELEASED = "RELEASED"


class RefusalReason(StrEnum):
    """Why a shelter said no (domain 13); SEPARATION is never shown."""

    FULL = "FULL"
    GENDER = "GENDER"
    CHILD_AGE = "CHILD_AGE"
    ACCESSIBILITY = "ACCESSIBILITY"
    STAFFING = "STAFFING"
    SECURITY_NOT_ENOUGH = "SECURITY_NOT_ENOUGH"
    SEPARATION = "SEPARATION"
    SUBSTANCE = "SUBSTANCE"
    HEALTH = "HEALTH"
    STATUS_RULE = "STATUS_RULE"
    OTHER = "OTHER"


class DeclineReason(StrEnum):
    """Why she said no, in her words, coded; never asked for."""

    TOO_FAR = "TOO_FAR"
    TOO_NEAR = "TOO_NEAR"
    NOT_SAFE = "NOT_SAFE"
    WITH_FRIENDS = "WITH_FRIENDS"
    RULES = "RULES"
    CHILDREN_SCHOOL = "CHILDREN_SCHOOL"
    WORK_MONEY = "WORK_MONEY"
    WITH_PARTNER = "WITH_PARTNER"
    NO_TRUST = "NO_TRUST"
    NOT_READY = "NOT_READY"
    OTHER = "OTHER"
    NOT_SAID = "NOT_SAID"


class ChoiceReason(StrEnum):
    """Why somebody chose this option, in one word (SG12)."""

    HER_WISH = "HER_WISH"
    SAFER = "SAFER"
    SERVICES = "SERVICES"
    CHILDREN = "CHILDREN"
    LANGUAGE = "LANGUAGE"
    LONGER_STAY = "LONGER_STAY"
    QUICKER = "QUICKER"
    ONLY_ONE = "ONLY_ONE"
    NO_DIFFERENCE = "NO_DIFFERENCE"
    OTHER = "OTHER"


class Machine(StrEnum):
    """What has states of which one follows another (domain 13)."""

    REFERRAL = "REFERRAL"
    OFFER = "OFFER"
    PLACEMENT = "PLACEMENT"
    TRANSFER = "TRANSFER"


class Party(StrEnum):
    """Whose reason it is that a state changes."""

    PERSON = "PERSON"
    HOUSE = "HOUSE"
    REFERRER = "REFERRER"
    SYSTEM = "SYSTEM"


class Consequence(StrEnum):
    """What a reason means for this house and her from now on."""

    AGAIN = "AGAIN"
    NEVER_HERE = "NEVER_HERE"
    LATER = "LATER"
    NO_EFFECT = "NO_EFFECT"


class OrdinaryReason(StrEnum):
    """Why a state changes where nobody has to say so."""

    SEARCHED = "SEARCHED"
    ANSWERS_MISSING = "ANSWERS_MISSING"
    WANTS_NO_BED = "WANTS_NO_BED"
    APPROVED = "APPROVED"
    HOUSE_ASKED = "HOUSE_ASKED"
    SAID_YES = "SAID_YES"
    TOLD = "TOLD"
    ON_HER_WAY = "ON_HER_WAY"
    CAME = "CAME"
    NOT_THERE = "NOT_THERE"
    SETTLED = "SETTLED"
    POLICE_ASKED = "POLICE_ASKED"
    FELL_THROUGH = "FELL_THROUGH"
    GIVEN_UP = "GIVEN_UP"
    OUT_OF_DATE = "OUT_OF_DATE"
    TIME_OVER = "TIME_OVER"
    WITHDREW = "WITHDREW"
    OTHERS_TOOK_OVER = "OTHERS_TOOK_OVER"
    WORK_DONE = "WORK_DONE"
    SAME_PERSON = "SAME_PERSON"
    RECORDED_WRONGLY = "RECORDED_WRONGLY"


class StayState(StrEnum):
    """How firm a booking of a unit is; the first three hold the unit."""

    HELD = "HELD"
    ACCEPTED = "ACCEPTED"
    ARRIVED = "ARRIVED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    NOT_ARRIVED = "NOT_ARRIVED"
    ENDED = "ENDED"


class PlacementState(StrEnum):
    """Where a placement stands (domain 13)."""

    ACCEPTED = "ACCEPTED"
    ARRIVED = "ARRIVED"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"
    NOT_ARRIVED = "NOT_ARRIVED"


class NonArrival(StrEnum):
    """Why she did not come; never a fault of hers, and UNKNOWN is the one to look into."""

    CHANGED_HER_MIND = "CHANGED_HER_MIND"
    WENT_ELSEWHERE = "WENT_ELSEWHERE"
    NO_TRANSPORT = "NO_TRANSPORT"
    ILL = "ILL"
    STOPPED_ON_THE_WAY = "STOPPED_ON_THE_WAY"
    FOUND_BY_HIM = "FOUND_BY_HIM"
    TURNED_AWAY = "TURNED_AWAY"
    UNKNOWN = "UNKNOWN"


class BedState(StrEnum):
    """What a unit is on one night; computed and stored nowhere."""

    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    OCCUPIED = "OCCUPIED"
    HELD = "HELD"
    TURNAROUND = "TURNAROUND"
    FREE = "FREE"


class MeetingPlace(StrEnum):
    """Where she is met instead of at a house; always a public place."""

    STATION = "STATION"
    BUS_STATION = "BUS_STATION"
    AIRPORT = "AIRPORT"
    QUAY = "QUAY"
    POLICE_STATION = "POLICE_STATION"
    HOSPITAL = "HOSPITAL"
    PUBLIC_OFFICE = "PUBLIC_OFFICE"
    OTHER_PUBLIC = "OTHER_PUBLIC"


class Means(StrEnum):
    """How she travels."""

    TRAIN = "TRAIN"
    BUS = "BUS"
    PLANE = "PLANE"
    BOAT = "BOAT"
    TAXI = "TAXI"
    CAR = "CAR"
    POLICE_CAR = "POLICE_CAR"
    ON_FOOT = "ON_FOOT"


class Escort(StrEnum):
    """Who goes with her; UNKNOWN is not settled, NOBODY was decided."""

    NOBODY = "NOBODY"
    STAFF = "STAFF"
    POLICE = "POLICE"
    REFERRER = "REFERRER"
    FOLLOW_UP = "FOLLOW_UP"
    VOLUNTEER = "VOLUNTEER"
    UNKNOWN = "UNKNOWN"


class PhoneOnTheWay(StrEnum):
    """What becomes of the telephone by which she may be followed."""

    LEFT_BEHIND = "LEFT_BEHIND"
    SWITCHED_OFF = "SWITCHED_OFF"
    ANOTHER_ONE = "ANOTHER_ONE"
    WITH_HER = "WITH_HER"
    UNKNOWN = "UNKNOWN"


class IfMissing(StrEnum):
    """What she agreed to for the case that she does not come; the police only if she said so."""

    CALL_WITH_CODE_WORD = "CALL_WITH_CODE_WORD"
    POLICE = "POLICE"
    WAIT = "WAIT"


class Checklist(StrEnum):
    """A list of things that are done for her."""

    ARRIVAL_KIT = "ARRIVAL_KIT"
    FIRST_DAYS = "FIRST_DAYS"
    STAY_TRACK = "STAY_TRACK"
    RETURN_TRACK = "RETURN_TRACK"


class ChecklistItem(StrEnum):
    """One thing of a list."""

    CLOTHES = "CLOTHES"
    TOILETRIES = "TOILETRIES"
    FOOD = "FOOD"
    BED_READY = "BED_READY"
    SAFE_PHONE = "SAFE_PHONE"
    HOUSE_RULES_EXPLAINED = "HOUSE_RULES_EXPLAINED"
    RIGHTS_EXPLAINED = "RIGHTS_EXPLAINED"
    SAFETY_TALK = "SAFETY_TALK"
    OUTDOOR_PLAN = "OUTDOOR_PLAN"
    NEEDS_ASKED = "NEEDS_ASKED"
    DOCTOR = "DOCTOR"
    LAWYER = "LAWYER"
    MONEY = "MONEY"
    CHILDREN = "CHILDREN"
    PRIMARY_CONTACT = "PRIMARY_CONTACT"
    HOUSING = "HOUSING"
    BENEFITS = "BENEFITS"
    LANGUAGE_COURSE = "LANGUAGE_COURSE"
    MUNICIPALITY_CONTACT = "MUNICIPALITY_CONTACT"
    SAFE_ADDRESS = "SAFE_ADDRESS"
    RETURN_COUNSELLING = "RETURN_COUNSELLING"
    RISK_THERE = "RISK_THERE"
    TRAVEL_PAPERS = "TRAVEL_PAPERS"
    RECEIVED_THERE = "RECEIVED_THERE"
    REINTEGRATION = "REINTEGRATION"


class ReviewFinding(StrEnum):
    """What a review of her needs came to."""

    AS_BEFORE = "AS_BEFORE"
    CHANGED = "CHANGED"
    NOT_SEEN = "NOT_SEEN"


class OutdoorRule(StrEnum):
    """What was agreed for going out."""

    DAYLIGHT_ONLY = "DAYLIGHT_ONLY"
    SAYS_WHEN_BACK = "SAYS_WHEN_BACK"
    OTHER_WAY_EACH_TIME = "OTHER_WAY_EACH_TIME"
    NO_PHOTOS = "NO_PHOTOS"
    NOT_THE_CENTRE = "NOT_THE_CENTRE"
    PHONE_WITHOUT_LOCATION = "PHONE_WITHOUT_LOCATION"
    MEETS_NOBODY_NEAR_THE_HOUSE = "MEETS_NOBODY_NEAR_THE_HOUSE"


class VisitKind(StrEnum):
    """What somebody comes for."""

    MEDIATION = "MEDIATION"
    RETURN_COUNSELLING = "RETURN_COUNSELLING"


class VisitBy(StrEnum):
    """Who comes; never the house itself."""

    ROSA = "ROSA"
    MEDIATOR = "MEDIATOR"
    RETURN_COUNSELLOR = "RETURN_COUNSELLOR"
    IOM = "IOM"


class VisitOutcome(StrEnum):
    """What became of a visit."""

    AGREED = "AGREED"
    NOT_AGREED = "NOT_AGREED"
    SHE_SAID_NO = "SHE_SAID_NO"
    TOLD = "TOLD"
    CALLED_OFF = "CALLED_OFF"


class Destination(StrEnum):
    """Where somebody goes, as coarse as a part of the country."""

    EAST = "EAST"
    SOUTH = "SOUTH"
    WEST = "WEST"
    MID = "MID"
    NORTH = "NORTH"
    ABROAD = "ABROAD"
    NOT_SAID = "NOT_SAID"


class HandOverState(StrEnum):
    """Whether a municipality takes a case over."""

    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"


class ExemptionDecider(StrEnum):
    """Who decided that somebody may stay longer than a house's limit."""

    HOUSE = "HOUSE"
    OWNER = "OWNER"
    MUNICIPALITY = "MUNICIPALITY"
    COORDINATION = "COORDINATION"


class Departure(StrEnum):
    """Where she went."""

    OWN_HOME = "OWN_HOME"
    MUNICIPAL_HOME = "MUNICIPAL_HOME"
    OTHER_SHELTER = "OTHER_SHELTER"
    WITH_FRIENDS = "WITH_FRIENDS"
    ASSISTED_RETURN = "ASSISTED_RETURN"
    DEPORTED = "DEPORTED"
    TO_PERPETRATOR = "TO_PERPETRATOR"
    UNKNOWN_LEFT = "UNKNOWN_LEFT"
    HEALTH = "HEALTH"
    OTHER = "OTHER"


class ExemptionReason(StrEnum):
    """Why a stay limit was lifted for one household."""

    THREAT = "THREAT"
    CHILDREN = "CHILDREN"
    HEALTH = "HEALTH"
    NO_HOME = "NO_HOME"
    LEGAL_TRACK = "LEGAL_TRACK"
    OTHER = "OTHER"


class TransferReason(StrEnum):
    """Why she moves."""

    COMPROMISE = "COMPROMISE"
    THREAT_UP = "THREAT_UP"
    STAY_LIMIT = "STAY_LIMIT"
    COURT = "COURT"
    CONFLICT = "CONFLICT"
    HEALTH = "HEALTH"
    OWN_WISH = "OWN_WISH"
    CAPACITY = "CAPACITY"
    MOVE_ON = "MOVE_ON"


class TransferState(StrEnum):
    """Where a transfer stands (domain 13)."""

    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    POLICE_CONSULTED = "POLICE_CONSULTED"
    FIRM = "FIRM"
    MOVED = "MOVED"
    CANCELLED = "CANCELLED"


class RunState(StrEnum):
    """Where a plan run stands; only PROVEN, NOT_PROVEN and GREEDY have a plan."""

    RUNNING = "RUNNING"
    PROVEN = "PROVEN"
    NOT_PROVEN = "NOT_PROVEN"
    GREEDY = "GREEDY"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class RunStep(StrEnum):
    """What a run that is RUNNING is doing."""

    TIDYING = "TIDYING"
    """Holds whose time is over say so; before the night run alone."""
    READING = "READING"
    THINKING = "THINKING"
    SCREENING = "SCREENING"
    """The planner broke: whose record breaks it is looked for."""
    STORING = "STORING"


class AsideWhy(StrEnum):
    """Why a record was left out of a plan, for a person to look at."""

    UNREADABLE = "UNREADABLE"
    HOUSE_SET_ASIDE = "HOUSE_SET_ASIDE"
    """She has a bed in a house that was set aside."""
    BREAKS_THE_PLAN = "BREAKS_THE_PLAN"
    BY_HAND = "BY_HAND"
    """Under kode 6 those who are named place her, and nobody counts her (security 5.3)."""


class LineReason(StrEnum):
    """Why a person accepts or rejects a line of a plan: one word, for the audit chain."""

    AS_PROPOSED = "AS_PROPOSED"
    HER_WISH = "HER_WISH"
    SAFER = "SAFER"
    HOUSE_SAID = "HOUSE_SAID"
    """The house was asked by telephone."""
    NEW_FACTS = "NEW_FACTS"
    BY_HAND = "BY_HAND"
    """A person places her otherwise."""
    WAIT = "WAIT"
    """She, or what is known of her, needs another day."""


class ProposalState(StrEnum):
    """Where one household's line of a plan stands; UNPLACED and SET_ASIDE have no shelter."""

    PROPOSED = "PROPOSED"
    UNPLACED = "UNPLACED"
    SET_ASIDE = "SET_ASIDE"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    STALE = "STALE"


class CountOf(StrEnum):
    """What is counted of a case before it is erased; each by itself."""

    CASES = "CASES"
    STATE = "STATE"
    CHANNEL = "CHANNEL"
    REFERRER = "REFERRER"
    AGE = "AGE"
    GENDER = "GENDER"
    THREAT = "THREAT"
    DEPARTURE = "DEPARTURE"
    OUTCOME = "OUTCOME"
    COMPLAINT = "COMPLAINT"
    EXCLUSION = "EXCLUSION"
    STEP = "STEP"
    """How far it came: offered, accepted, arrived."""
    FIRST_OPTION = "FIRST_OPTION"
    """Class, and hours to the first option."""
    FIRST_BED = "FIRST_BED"
    """Class, and hours to the first accepted bed."""
    DECLINE = "DECLINE"
    REFUSAL = "REFUSAL"
    NIGHTS = "NIGHTS"
    MOVES = "MOVES"
    LEFT = "LEFT"
    EXPENSE_CASES = "EXPENSE_CASES"
    EXPENSE_PAID = "EXPENSE_PAID"
    GAP = "GAP"
    DECOY = "DECOY"
    """Cases of a quarter that were invented, each under a word that means nothing; which, nothing tells."""


class DisclosurePurpose(StrEnum):
    """Why somebody reads what is sealed (security 5.1)."""

    TRANSPORT = "TRANSPORT"
    ARRIVAL = "ARRIVAL"
    MEDICAL = "MEDICAL"
    POLICE_HELP = "POLICE_HELP"
    COURT = "COURT"
    CHILD_WELFARE = "CHILD_WELFARE"
    MAINTENANCE = "MAINTENANCE"
    HER_REQUEST = "HER_REQUEST"


class CardTopic(StrEnum):
    """What a card tells her: one for each place where her case may stand, and her rights."""

    LOOKING = "LOOKING"
    CHOICES = "CHOICES"
    STILL_LOOKING = "STILL_LOOKING"
    ASKED = "ASKED"
    GOING = "GOING"
    THERE = "THERE"
    MOVING = "MOVING"
    LEAVING = "LEAVING"
    WITHOUT_A_BED = "WITHOUT_A_BED"
    OTHERS_HELP = "OTHERS_HELP"
    GOODBYE = "GOODBYE"
    RIGHTS = "RIGHTS"


class CardWay(StrEnum):
    """How she wants to be told; what she did not choose is never left with her."""

    READ_OUT = "READ_OUT"
    AUDIO = "AUDIO"
    PAPER = "PAPER"
    NONE = "NONE"


class ComplaintKind(StrEnum):
    """Whether she, or somebody for her, objects, or somebody would leave her out (SG4, B16)."""

    COMPLAINT = "COMPLAINT"
    EXCLUSION = "EXCLUSION"


class ComplaintAbout(StrEnum):
    """What a complaint is about; the last four are the reasons an exclusion may have.

    How she behaves, and whether she says no, are no reasons (B16).
    """

    PLACE_OFFERED = "PLACE_OFFERED"
    HOUSE_SAID_NO = "HOUSE_SAID_NO"
    HOW_I_WAS_TREATED = "HOW_I_WAS_TREATED"
    LEFT_WAITING = "LEFT_WAITING"
    TOLD_TOO_LITTLE = "TOLD_TOO_LITTLE"
    PRIVACY = "PRIVACY"
    LEFT_OUT = "LEFT_OUT"
    OTHER = "OTHER"
    NOT_THE_TARGET_GROUP = "NOT_THE_TARGET_GROUP"
    SAFE_ELSEWHERE = "SAFE_ELSEWHERE"
    OTHER_SERVICE = "OTHER_SERVICE"
    DANGER_TO_OTHERS = "DANGER_TO_OTHERS"


class ComplaintFrom(StrEnum):
    """Whose word it is."""

    HERSELF = "HERSELF"
    HER_HELPER = "HER_HELPER"
    STAFF = "STAFF"


class ComplaintVerdict(StrEnum):
    """What somebody independent finds: whoever objects is right, in part, or not; or the exclusion
    stands or is taken back."""

    RIGHT = "RIGHT"
    PARTLY = "PARTLY"
    NOT_RIGHT = "NOT_RIGHT"


class NotMatchedWhy(StrEnum):
    """Why no place is looked for, and somebody else helps first."""

    MINOR = "MINOR"
    HOSPITAL_FIRST = "HOSPITAL_FIRST"
    OWN_WISH = "OWN_WISH"


class ActionKind(StrEnum):
    """What is done around her; what people meet for has a place, which is never where she lives."""

    GROUP_MEETING = "GROUP_MEETING"
    LAWYER_MEETING = "LAWYER_MEETING"
    COUNSELLING_MEETING = "COUNSELLING_MEETING"
    POLICE_MEETING = "POLICE_MEETING"
    HEALTH_APPOINTMENT = "HEALTH_APPOINTMENT"
    COURT_DATE = "COURT_DATE"
    BENEFIT_APPLICATION = "BENEFIT_APPLICATION"
    PERMIT_APPLICATION = "PERMIT_APPLICATION"
    SCHOOL_OR_COURSE = "SCHOOL_OR_COURSE"
    ACTIVITY = "ACTIVITY"
    HOUSING = "HOUSING"
    OTHER = "OTHER"


class ActionState(StrEnum):
    """Whether somebody has to do it still."""

    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"


class FollowUpPlace(StrEnum):
    """Where people meet about her; a house where she lives is not among them (1F)."""

    LAWYERS_OFFICE = "LAWYERS_OFFICE"
    MUNICIPAL_OFFICE = "MUNICIPAL_OFFICE"
    HEALTH_CENTRE = "HEALTH_CENTRE"
    POLICE_STATION = "POLICE_STATION"
    ROSA_OFFICE = "ROSA_OFFICE"
    NEUTRAL_ROOM = "NEUTRAL_ROOM"
    VIDEO = "VIDEO"
    TELEPHONE = "TELEPHONE"


class ExpenseKind(StrEnum):
    """What is paid for: all that is said of its purpose, and of BRIDGING nothing is (K01)."""

    COURSE = "COURSE"
    DOCTOR = "DOCTOR"
    DENTIST = "DENTIST"
    PSYCHOLOGIST = "PSYCHOLOGIST"
    CLOTHES = "CLOTHES"
    TRAVEL = "TRAVEL"
    GYM = "GYM"
    BRIDGING = "BRIDGING"
    ESCORT = "ESCORT"
    OTHER = "OTHER"


class Payer(StrEnum):
    """Who pays for it in the end (K02)."""

    ROSA = "ROSA"
    MUNICIPALITY = "MUNICIPALITY"
    UDI = "UDI"
    POLICE = "POLICE"
    NAV = "NAV"
    CENTRE = "CENTRE"
    OTHER = "OTHER"


class ExpenseState(StrEnum):
    """Where a claim stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    PAID = "PAID"
    REFUNDED = "REFUNDED"
    REFUSED = "REFUSED"


class BenefitKind(StrEnum):
    """What is applied for so that she can live (O12)."""

    SOCIAL_ASSISTANCE = "SOCIAL_ASSISTANCE"
    INTRODUCTION_BENEFIT = "INTRODUCTION_BENEFIT"
    HOUSING_SUPPORT = "HOUSING_SUPPORT"
    CHILD_BENEFIT = "CHILD_BENEFIT"
    HEALTH_BENEFIT = "HEALTH_BENEFIT"
    OTHER = "OTHER"


class KeySubject(StrEnum):
    """Whose fields a data key seals; an account's key is that of her password and codes."""

    CASE = "CASE"
    SHELTER = "SHELTER"
    ACCOUNT = "ACCOUNT"


class AuditAct(StrEnum):
    """Every act that leaves a row in the audit chain."""

    REFERRAL_TAKEN = "REFERRAL_TAKEN"
    REFERRAL_CHANGED = "REFERRAL_CHANGED"
    REFERRAL_CLOSED = "REFERRAL_CLOSED"
    CASE_READ = "CASE_READ"
    THREAT_ASSESSED = "THREAT_ASSESSED"
    THREAT_LOWERED = "THREAT_LOWERED"
    AREA_ADDED = "AREA_ADDED"
    AREA_CLEARED = "AREA_CLEARED"
    LINK_SET = "LINK_SET"
    CONSENT_GIVEN = "CONSENT_GIVEN"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    OPTIONS_SHOWN = "OPTIONS_SHOWN"
    OFFER_APPROVED = "OFFER_APPROVED"
    SHELTER_ASKED = "SHELTER_ASKED"
    SHELTER_ANSWERED = "SHELTER_ANSWERED"
    OFFER_SHOWN = "OFFER_SHOWN"
    OFFER_DECLINED = "OFFER_DECLINED"
    UNIT_HELD = "UNIT_HELD"
    HOLD_RELEASED = "HOLD_RELEASED"
    HOLD_EXPIRED = "HOLD_EXPIRED"
    PLACEMENT_ACCEPTED = "PLACEMENT_ACCEPTED"
    ARRIVED = "ARRIVED"
    NOT_ARRIVED = "NOT_ARRIVED"
    PLACEMENT_CANCELLED = "PLACEMENT_CANCELLED"
    STAY_ENDED = "STAY_ENDED"
    STAY_EXTENDED = "STAY_EXTENDED"
    PLAN_RUN_STARTED = "PLAN_RUN_STARTED"
    PLAN_RUN_FINISHED = "PLAN_RUN_FINISHED"
    PROPOSAL_ACCEPTED = "PROPOSAL_ACCEPTED"
    PROPOSAL_REJECTED = "PROPOSAL_REJECTED"
    RULE_WAIVED = "RULE_WAIVED"
    RULE_SET_ACTIVATED = "RULE_SET_ACTIVATED"
    SHELTER_CHANGED = "SHELTER_CHANGED"
    UNIT_CHANGED = "UNIT_CHANGED"
    VACANCY_CONFIRMED = "VACANCY_CONFIRMED"
    VACANCY_REVIEWED = "VACANCY_REVIEWED"
    COMPROMISE_REPORTED = "COMPROMISE_REPORTED"
    COMPROMISE_CLEARED = "COMPROMISE_CLEARED"
    SEALED_WRITTEN = "SEALED_WRITTEN"
    SEALED_OPENED = "SEALED_OPENED"
    KEY_ERASED = "KEY_ERASED"
    DATA_IMPORTED = "DATA_IMPORTED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    TOKEN_ISSUED = "TOKEN_ISSUED"  # noqa: S105 - a word, not a token
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105
    ACCESS_REFUSED = "ACCESS_REFUSED"
    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    SIGNED_OUT = "SIGNED_OUT"
    SESSIONS_ENDED = "SESSIONS_ENDED"
    STEPPED_UP = "STEPPED_UP"
    ENROLMENT_ISSUED = "ENROLMENT_ISSUED"
    CREDENTIAL_ADDED = "CREDENTIAL_ADDED"
    CREDENTIAL_REMOVED = "CREDENTIAL_REMOVED"
    ACCOUNT_RECOVERED = "ACCOUNT_RECOVERED"
    ROLE_GRANTED = "ROLE_GRANTED"
    ORGANISATION_CHANGED = "ORGANISATION_CHANGED"
    MEMBER_ADDED = "MEMBER_ADDED"
    MEMBER_ENDED = "MEMBER_ENDED"
    READER_LISTED = "READER_LISTED"
    APPROVAL_ASKED = "APPROVAL_ASKED"
    APPROVAL_GIVEN = "APPROVAL_GIVEN"
    APPROVAL_REFUSED = "APPROVAL_REFUSED"
    APPROVAL_EXPIRED = "APPROVAL_EXPIRED"
    ROSTER_CHANGED = "ROSTER_CHANGED"
    NOTICE_SENT = "NOTICE_SENT"
    ALARM_RAISED = "ALARM_RAISED"
    ALARM_ANSWERED = "ALARM_ANSWERED"
    GLASS_BROKEN = "GLASS_BROKEN"
    GLASS_REVIEWED = "GLASS_REVIEWED"
    ADDRESS_DISCLOSED = "ADDRESS_DISCLOSED"
    IDENTITY_DISCLOSED = "IDENTITY_DISCLOSED"
    ADDRESS_BLOCK_SET = "ADDRESS_BLOCK_SET"
    KEY_ROTATED = "KEY_ROTATED"
    CASE_ERASED = "CASE_ERASED"
    RECORD_RECTIFIED = "RECORD_RECTIFIED"
    SUBJECT_REPORT_MADE = "SUBJECT_REPORT_MADE"
    READERS_TOLD = "READERS_TOLD"
    BACKUP_MADE = "BACKUP_MADE"
    RESTORED = "RESTORED"
    BREACH_REPORTED = "BREACH_REPORTED"
    HEAD_EXPORTED = "HEAD_EXPORTED"
    AUDIT_READ = "AUDIT_READ"
    STATISTICS_READ = "STATISTICS_READ"
    RULE_SET_PROPOSED = "RULE_SET_PROPOSED"
    DIGEST_MADE = "DIGEST_MADE"
    DIGEST_READ = "DIGEST_READ"
    DIGEST_ACKNOWLEDGED = "DIGEST_ACKNOWLEDGED"
    ACCOUNT_ERASED = "ACCOUNT_ERASED"
    SHELTER_ERASED = "SHELTER_ERASED"
    TASK_SET = "TASK_SET"
    TASK_TAKEN = "TASK_TAKEN"
    TASK_DONE = "TASK_DONE"
    TASK_DROPPED = "TASK_DROPPED"
    TASK_ESCALATED = "TASK_ESCALATED"
    ALARM_ESCALATED = "ALARM_ESCALATED"
    BACKUP_WRITTEN = "BACKUP_WRITTEN"
    HOST_EXAMINED = "HOST_EXAMINED"


class FreeLevel(StrEnum):
    """How much seemed free in a region: all that a printed list may tell (security AT12)."""

    NONE = "NONE"
    FEW = "FEW"
    SEVERAL = "SEVERAL"
    UNKNOWN = "UNKNOWN"


class TaskKind(StrEnum):
    """What has to be done; the records keep the word, and no CHECK lists them."""

    LOOK_FOR_HER = "LOOK_FOR_HER"
    # Offers (13) and no safe bed (9.5).
    ASK_NEXT_HOUSE = "ASK_NEXT_HOUSE"
    CALL_BACK = "CALL_BACK"
    REVIEW_REFUSAL = "REVIEW_REFUSAL"
    LADDER_CALL_FIRST = "LADDER_CALL_FIRST"
    LADDER_WAIVERS = "LADDER_WAIVERS"
    LADDER_POLICE = "LADDER_POLICE"
    LADDER_PARTNER_REGION = "LADDER_PARTNER_REGION"
    LADDER_DUTY_MANAGER = "LADDER_DUTY_MANAGER"
    # Arrival and stay.
    MISSED_ARRIVAL = "MISSED_ARRIVAL"
    SAFETY_GAP = "SAFETY_GAP"
    CALL_ON_HER_WAY = "CALL_ON_HER_WAY"
    TRAVEL = "TRAVEL"
    ESCORT = "ESCORT"
    ARRIVAL_KIT = "ARRIVAL_KIT"
    FIRST_DAYS = "FIRST_DAYS"
    LEGAL_CLOCK = "LEGAL_CLOCK"
    STAY_LIMIT = "STAY_LIMIT"
    EXEMPTION = "EXEMPTION"
    MOVE_ON = "MOVE_ON"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    THREAT_REVIEW = "THREAT_REVIEW"
    OUTDOOR_PLAN = "OUTDOOR_PLAN"
    QUESTION = "QUESTION"
    MEDIATION_VISIT = "MEDIATION_VISIT"
    # Moves and departure.
    TRANSFER = "TRANSFER"
    POLICE_CONSULT = "POLICE_CONSULT"
    HER_AGREEMENT = "HER_AGREEMENT"
    DEPARTURE = "DEPARTURE"
    RETURN_COUNSELLING = "RETURN_COUNSELLING"
    HAND_OVER = "HAND_OVER"
    # Around her, and saying no.
    FOLLOW_UP_ACTION = "FOLLOW_UP_ACTION"
    LOCAL_TEAM = "LOCAL_TEAM"
    NEXT_STEP_CARD = "NEXT_STEP_CARD"
    INTERPRET_CARD = "INTERPRET_CARD"
    REPEAT_INFO = "REPEAT_INFO"
    EXPENSE = "EXPENSE"
    REVIEW_COMPLAINT = "REVIEW_COMPLAINT"
    REVIEW_EXCLUSION = "REVIEW_EXCLUSION"
    CHILD_WELFARE = "CHILD_WELFARE"
    HOSPITAL_FIRST = "HOSPITAL_FIRST"
    SUPPORT_WITHOUT_BED = "SUPPORT_WITHOUT_BED"


class TaskState(StrEnum):
    """Whether somebody has to do it still."""

    OPEN = "OPEN"
    DONE = "DONE"
    DROPPED = "DROPPED"
    """What it was about is over."""


class TaskOutcome(StrEnum):
    """What came of a task, in one word; details stand where they belong."""

    DONE = "DONE"
    YES = "YES"
    NO = "NO"
    NOT_REACHED = "NOT_REACHED"
    NOT_NEEDED = "NOT_NEEDED"
    PASSED_ON = "PASSED_ON"


class ToldWay(StrEnum):
    """How she was told of an offer (8.3)."""

    SPOKEN = "SPOKEN"
    AUDIO = "AUDIO"
    TEXT = "TEXT"
    PICTOGRAM = "PICTOGRAM"


class RefusalReview(StrEnum):
    """What somebody of ROSA finds of a house's no: it stands, or it keeps nobody out any more."""

    STANDS = "STANDS"
    LIFTED = "LIFTED"
