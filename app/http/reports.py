"""Reports: as figures and as files, and the one that stays inside."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import access
from app.contract import reports as told
from app.http.call import Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.use_cases import report_reading as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["reports"])

READ = may_refuse(400, 401, 404, 422, 503)
Year = Annotated[int, Query(ge=2000, le=2098)]
OfYear = Annotated[int | None, Query(ge=1, le=4)]


@router.get("/reports/{report}/figures", responses=READ, response_model=told.ReportTold)
def get_report(
    report: told.ReportWord, call: TheCall, year: Year, quarter: OfYear = None
) -> Response:
    """A report that may leave, each figure with its definition."""
    return call.read(lambda a: Reply(acts.read(a, report, year, quarter)))


@router.get("/reports/{report}/files/{form}", responses=READ, response_model=told.ReportFileTold)
def get_file(
    report: told.ReportWord,
    form: told.FileWord,
    call: TheCall,
    year: Year,
    quarter: OfYear = None,
) -> Response:
    """The same as CSV, as a workbook, or as a page to be printed."""
    return call.read(lambda a: Reply(acts.as_file(a, report, form, year, quarter)))


@router.get("/inside-report", responses=READ, response_model=told.InsideReportTold)
def get_inside(call: TheCall) -> Response:
    """The last 24 months, five and more: it stays among those who may see cases."""
    return call.read(lambda a: Reply(acts.read_inside(a)))


@router.get("/inside-report/cases", responses=READ, response_model=told.InsideCasePage)
def get_cases(call: TheCall, page: ThePage) -> Response:
    """A page of the cases behind it, as they are counted."""

    def look(a: Acting) -> Reply:
        found, last = acts.read_cases(a, page)
        return Reply(told.InsideCasePage(cases=found, next=cursor_to(last)))

    return call.read(look)
