"""The notebooks' way to a service: a week in, a proposal out."""

import hashlib
import json
import re
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from scheduler.access import HIDDEN_STATION, Role, reads_all_rows
from scheduler.model import Language, NotFoundError, Plan, Pool, RequestError, RunRecord, say
from scheduler.whatif.planned import PlannedWeek
from scheduler.whatif.scenarios import Patches, Scenario, scenario
from scheduler.whatif.served.proposal import COLUMNS, Proposal, row
from scheduler.whatif.served.week import ServedWeek
from scheduler.whatif.served.wire import Wire

if TYPE_CHECKING:
    import pandas as pd

_WEEK = re.compile(r"\d{4}-W\d{2}")
_NOT_TOLD = RunRecord(seconds=0.0, phases=())


def connect(
    url: str, token: str, *, language: Language = "ko", timeout_s: float = 60.0
) -> "Service":
    """The service at a URL, as the owner of a token; the token is asked about at once.

    Only this address is ever called, without a proxy; certificates are checked, and a redirect is
    refused. Plain http is taken for this machine alone.

    Raises:
        RequestError: the URL cannot be used, or somebody else answers there.
        NotSignedInError: the token is not valid.
        SchedulerError: nobody answers.
    """
    wire = Wire(url, token, timeout_s)
    me = wire.get("me")
    if not isinstance(me, dict) or not {"name", "role", "agency"} <= me.keys():
        raise RequestError("served.no_service", url=wire.url)
    if me["role"] not in set(Role):
        raise RequestError("served.other_release", url=wire.url)
    return Service(wire, me, language)


class Service:
    """A service and who one is there. It holds a token, so it is neither pickled nor copied."""

    def __init__(self, wire: Wire, me: dict[str, Any], language: Language) -> None:
        self._wire = wire
        self.url = wire.url
        self.name: str = me["name"]
        self.role = Role(me["role"])
        self.agency: str | None = me["agency"]
        self.language = language

    def plans(self) -> "pd.DataFrame":
        """One row a plan, the newest first: id, week, weeks, when, and whether it is in force."""
        import pandas as pd

        in_force = set(self._in_force().values())
        rows = [
            (
                *(it["plan"], it["start"], it["weeks"], datetime.fromisoformat(it["created_at"])),
                it["plan"] in in_force,
            )
            for it in self._wire.get("plans")
        ]
        frame = pd.DataFrame(rows, columns=["plan", "week", "weeks", "at", "in_force"])
        types = {"plan": "string", "week": "string", "weeks": "Int64", "in_force": "boolean"}
        return frame.astype({**types, "at": "datetime64[us, UTC]"})

    def week(self, week: str) -> ServedWeek:
        """The plan in force for a week (``"2026-W49"``), or the one with this id, and its pool.

        Raises:
            NotFoundError: nothing is in force for the week, or there is no such plan for this role.
        """
        plan = self._in_force_for(week) if _WEEK.fullmatch(week) else week
        told = self._wire.get("plans", plan)
        rows = self._wire.get("plans", plan, "pool")
        for person in rows["specialists"]:
            # told as an empty text where it is hidden; the pool itself knows no empty place
            person["station"] = person["station"] or HIDDEN_STATION
        try:
            return ServedWeek(
                pool=Pool.model_validate(rows),
                plan=Plan.model_validate(told["content"]),
                run=self._run(told["run"]),
                language=self.language,
                id=plan,
                frozen=told["pool"] or "",
                role=self.role,
            )
        except ValidationError:
            raise RequestError("served.other_release", url=self.url) from None

    def propose(
        self, week: PlannedWeek | str, patches: Patches, title: str, reason: str = ""
    ) -> Proposal:
        """Send a scenario, or patches, back for a week that was loaded here, or for a plan's id.

        Sent twice with the same words within a week, it is there once.

        Raises:
            RequestError: the week is none of a service, or the scenario is for another pool or
                does not fit; every patch to correct is named.
            NotAllowedError: the role may not propose.
        """
        one = patches if isinstance(patches, Scenario) else scenario(title, patches)
        if isinstance(week, ServedWeek):
            plan, one = week.id, week.own(one)
            week.patched(one)
        elif isinstance(week, str):
            plan, one = week, self._bound(week, one)
        else:
            raise RequestError("served.not_served")
        content = one.model_dump(mode="json", by_alias=True)
        body = {"title": title, "reason": reason, "scenario": content}
        key = hashlib.sha256(json.dumps([plan, body], sort_keys=True).encode()).hexdigest()
        made = self._wire.post("plans", plan, "proposals", body=body, key=key)
        return self._proposal(made, one)

    def proposals(self, plan: PlannedWeek | str | None = None) -> "pd.DataFrame":
        """One row a proposal that this role may see, the newest first; all, or those for a plan."""
        import pandas as pd

        if isinstance(plan, PlannedWeek) and not isinstance(plan, ServedWeek):
            raise RequestError("served.not_served")
        wanted = plan.id if isinstance(plan, ServedWeek) else plan
        query = {} if wanted is None else {"plan": wanted}
        rows = [row(it) for it in self._wire.get("proposals", **query)]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        texts = dict.fromkeys((name for name in COLUMNS if name != "at"), "string")
        return frame.astype({**texts, "at": "datetime64[us, UTC]"})

    def proposal(self, proposal: str) -> Proposal:
        """One proposal with its scenario; ``week.patched(proposal.scenario)`` applies it.

        Raises:
            NotFoundError: there is none, or it is not this role's to see.
        """
        told = self._wire.get("proposals", proposal)
        try:
            return self._proposal(told, Scenario.model_validate(told["scenario"]))
        except ValidationError:
            raise RequestError("served.other_release", url=self.url) from None

    def _proposal(self, told: dict[str, Any], one: Scenario) -> Proposal:
        name, week, title, reason, by, at, plan, _ = row(told)
        return Proposal(name, plan, week, title, reason, by, at, one, self.language)

    def _bound(self, plan: str, one: Scenario) -> Scenario:
        """A scenario of no pool as one of the pool behind a plan."""
        if one.pool_sha256 is not None:
            return one
        pool = self._wire.get("plans", plan)["pool"]
        if pool is None:
            raise RequestError("served.registrar")
        return one.model_copy(update={"pool_sha256": pool})

    def _run(self, run: str) -> RunRecord:
        """How the solve of a plan went, for who may know."""
        if not reads_all_rows(self.role):
            return _NOT_TOLD
        record = self._wire.get("runs", run)["record"]
        return _NOT_TOLD if record is None else RunRecord.model_validate(record)

    def _in_force(self) -> dict[str, str]:
        """Plan by week."""
        items = self._wire.get("publications")["items"]
        return {it["week"]: it["plan"] for it in items if it["superseded_at"] is None}

    def _in_force_for(self, week: str) -> str:
        found = self._in_force().get(week)
        if found is None:
            raise NotFoundError("served.nothing_in_force", week=week)
        return found

    def _summary(self) -> str:
        code = "served.connected" if self.agency is None else "served.connected_for"
        facts = {"url": self.url, "name": self.name, "role": self.role, "agency": self.agency}
        return say(code, self.language, **facts)

    def __repr__(self) -> str:
        return f"<Service {self._summary()}>"

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self._summary())}</strong></p>"
