"""The error of pins that cannot hold together: it names a smallest clash and a way out."""

from scheduler.model import Horizon, InfeasibleError, Pool, SchedulerError


def infeasible(pool: Pool, horizon: Horizon) -> SchedulerError:
    """The error to raise when the solver has proven that there is no plan.

    An ``InfeasibleError`` with the clash in words; if the explanation cannot find the clash that
    the solver has proven, one of the two has a defect, and the error says that.
    """
    from scheduler.explain import find_clash

    clash = find_clash(pool, horizon)
    if clash is None:
        return SchedulerError("whatif.no_clash", sha256=pool.sha256)
    return InfeasibleError(
        "whatif.infeasible",
        clash_ko=clash.text("ko"),
        clash_en=clash.text("en"),
        way_out_ko=clash.way_out("ko"),
        way_out_en=clash.way_out("en"),
    )
