"""Frozen pools and the current facts."""

from collections.abc import Mapping

from scheduler.access import Principal, demand_right, pool_for
from scheduler.exchange import PoolReading, TableRead, read_pool_files
from scheduler.model import Complaint, Horizon, NotFoundError, Pool, PoolError, RequestError
from scheduler.model.integrity import horizon_complaints, pool_complaints
from scheduler.service.desk import Desk, once
from scheduler.service.errors import demand_seen
from scheduler.service.people_rows import masked_agencies
from scheduler.service.replies import (
    FactsReply,
    FactsRequest,
    PoolReply,
    RowComplaint,
    TableReply,
    Text,
)
from scheduler.service.uploads import unpacked
from scheduler.store import PoolInfo, Transaction


class Pools:
    """Import, read back, and put in charge."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def import_pool(
        self, principal: Principal | None, files: Mapping[str, bytes], *, key: str | None = None
    ) -> PoolReply:
        """The uploaded pool is frozen and can be named by its hash; the current facts stay.

        Raises:
            PoolError: rows are wrong, or names of masked agencies' people are told; all of them
                are listed and nothing was stored.
            RequestError: the upload itself cannot be opened.
        """
        signed = demand_right(principal, "pool.import")
        mark = once(key, "pool.import", *(p for f in sorted(files.items()) for p in f))
        reading = read_pool_files(unpacked(files))
        wrong = [c for c in map(_as_here, reading.complaints) if c.severity == "error"]
        if reading.pool is None or wrong:
            raise PoolError(wrong)
        pool = reading.pool

        def act(tx: Transaction) -> PoolReply:
            info = self._freeze(tx, pool, signed.name)
            return _reply(info, reading)

        return self._desk.effect(signed, mark, PoolReply, act)

    def _freeze(self, tx: Transaction, pool: Pool, by: str) -> PoolInfo:
        now = self._desk.now()
        is_new = tx.pools.info(pool.sha256) is None
        info = tx.pools.keep(pool, now=now, by=by)
        facts = {"is_new": is_new, "specialists": info.specialists, "demands": info.demands}
        tx.log.write("pool.import", info.sha256, at=now, actor=by, facts=facts)
        return info

    def pools(self, principal: Principal | None) -> tuple[PoolReply, ...]:
        """Every frozen pool, newest first."""
        signed = demand_right(principal, "pool.list")
        with self._desk.store.read(signed) as tx:
            return tuple(_reply(info) for info in tx.pools.all())

    def read_pool(self, principal: Principal | None, sha256: str) -> Pool:
        """A frozen pool as the caller may see it; the look is written down.

        Raises:
            NotFoundError: there is none with that hash.
        """
        signed = demand_right(principal, "pool.read")
        with self._desk.store.read(signed) as tx:
            pool, masked = tx.pools.pool(sha256), masked_agencies(tx)
        if pool is None:
            raise NotFoundError("access.not_found")
        with self._desk.store.write(signed) as tx:
            tx.log.write("pool.read", sha256, at=self._desk.now(), actor=signed.name)
        return pool_for(signed, pool, masked=masked)

    def facts(self, principal: Principal | None) -> FactsReply:
        """Version and size of the current facts."""
        signed = demand_right(principal, "facts.read")
        with self._desk.store.read(signed) as tx:
            return FactsReply(version=tx.facts.version(), rows=tx.facts.counts())

    def replace_facts(
        self, principal: Principal | None, request: FactsRequest, *, seen: int | None
    ) -> FactsReply:
        """The current facts are those of a frozen pool; ``seen`` is the version to replace.

        Raises:
            MissingVersionError, StaleError: no version was named, or another one.
            RequestError: there is no such pool.
        """
        signed = demand_right(principal, "facts.replace")
        now = self._desk.now()
        with self._desk.store.write(signed) as tx:
            demand_seen(seen, tx.facts.hold())
            pool = tx.pools.pool(request.pool)
            if pool is None:
                raise RequestError("pool.unknown")
            version = tx.facts.move_on()
            tx.facts.replace_all(pool)
            tx.log.write(
                "facts.replace", request.pool, at=now, actor=signed.name, facts={"version": version}
            )
            return FactsReply(version=version, rows=tx.facts.counts())


def demand_fit(pool: Pool, horizon: Horizon) -> None:
    """Pass a pool that can be planned over a horizon.

    Raises:
        PoolError: it contradicts itself there; every row to correct is named.
    """
    found = (*pool_complaints(pool), *horizon_complaints(pool, horizon))
    if errors := [c for c in found if c.severity == "error"]:
        raise PoolError(errors)


def _as_here(complaint: Complaint) -> Complaint:
    """A complaint as the service sees it: names of masked people are an error and no warning.

    What is not kept cannot get out; a guess could be held against the pool's hash.
    """
    if complaint.code != "integrity.masked_names":
        return complaint
    return complaint.model_copy(update={"severity": "error"})


def _reply(info: PoolInfo, reading: PoolReading | None = None) -> PoolReply:
    warnings = reading.warnings if reading else ()
    return PoolReply.of_record(
        info,
        pool=info.sha256,
        warnings=tuple(RowComplaint.of(c) for c in warnings),
        read=tuple(_table(it) for it in (reading.read if reading else ())),
    )


def _table(it: TableRead) -> TableReply:
    text = Text(ko=it.text("ko"), en=it.text("en"))
    return TableReply(table=it.table, rows=it.rows, text=text)
