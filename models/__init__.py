"""The records: they store and guard and decide nothing. One file per noun; see README.md."""

from models import (  # noqa: F401 - importing a file enters its tables into the metadata
    account,
    alarm,
    approval,
    audit,
    benefit,
    card,
    checklist,
    child_decision,
    complaint,
    compromise,
    consent,
    continuity,
    count,
    credential,
    ddl,
    departure,
    device_code,
    digest,
    disclosure,
    duty,
    ended_round,
    escalation,
    event_feed,
    expense,
    fallback,
    follow_up,
    glass,
    honey,
    house_entrance,
    household,
    journey,
    legal,
    link,
    member,
    not_matched,
    notice,
    offer,
    outdoor_plan,
    phone_call,
    placement,
    plan_run,
    policy,
    provider_link,
    question,
    rectification,
    referral,
    refusal,
    review,
    rights,
    sealed,
    service_grant,
    session,
    shelter,
    shift_note,
    stay,
    step,
    task,
    threat,
    transfer,
    unit,
    visit,
    waiver,
    walls,
    wish,
    zone,
)
from models.base import Base

ddl.attach()

metadata = Base.metadata
rights.check_columns(
    (f"{table.name}.{column.name}", column.info["class"])
    for table in metadata.tables.values()
    for column in table.columns
)

walls.check_tables(metadata.tables)

__all__ = ["Base", "metadata"]
