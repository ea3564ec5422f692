"""What a limit is counted in, and who may use how much of it."""

from scheduler.model import SolveOptions
from scheduler.solver.meter import LEAST, Meter


def test_certified_searches_never_go_on_side_by_side() -> None:
    """What threads find depends on the clock."""
    timed = SolveOptions(mode="timed", workers=3)
    assert Meter(timed, lambda: 0.0, 0.0).threads == 3
    certified = SolveOptions(mode="certified", workers=3)
    assert Meter(certified, lambda: 0.0, 0.0).threads == 1


def test_a_tier_gets_its_share_in_the_unit_of_its_mode() -> None:
    """Work where it is certified, else seconds; 2/(n + 1) of what is left."""
    now = [10.0]
    timed = Meter(SolveOptions(mode="timed", time_limit_s=30.0), lambda: now[0], 10.0)
    timed.open(2)
    assert timed.limits(5).seconds == 20.0
    assert timed.limits(5, share=0.25).seconds == 5.0
    assert timed.limits(5).work is None
    now[0] = 25.0
    assert timed.limits(5).seconds == 5.0
    certified = Meter(SolveOptions(work_limit=30.0), lambda: now[0], 10.0)
    certified.open(1)
    certified.charge(12.0)
    assert certified.limits(5).work == 18.0
    assert certified.limits(5).seconds is None
    until = certified.until(0.5)
    certified.charge(4.0)
    assert certified.limits_until(until, 5).work == 5.0
    certified.charge(6.0)
    assert certified.limits_until(until, 5).work == LEAST


def test_more_than_its_share_is_at_most_all_that_is_left() -> None:
    """Coverage of the largest pools weighs more; the last tier has everything in any case."""
    meter = Meter(SolveOptions(mode="timed", time_limit_s=30.0), lambda: 10.0, 10.0)
    meter.open(4, 1.5)
    assert meter.limits(5).seconds == 18.0
    meter.open(1, 1.5)
    assert meter.limits(5).seconds == 30.0


def test_half_of_what_came_before_is_kept_for_afterwards() -> None:
    """The layout, too, has to end within the limit."""
    now = [20.0]
    options = SolveOptions(mode="timed", time_limit_s=100.0)
    timed = Meter(options, lambda: now[0], 0.0, 20.0)
    timed.open(1)
    assert timed.limits(5).seconds == 70.0
    now[0] = 90.0
    assert timed.is_spent()
    assert not timed.is_late()
    now[0] = 100.0
    assert timed.is_late()
    certified = Meter(SolveOptions(work_limit=100.0), lambda: now[0], 0.0, 20.0)
    assert certified.used() == 20.0
    certified.charge(69.0)
    assert not certified.is_spent()
    certified.charge(1.0)
    assert certified.is_spent()
    assert certified.is_late()


def test_a_tier_may_go_on_beyond_its_share_as_far_as_the_limit_goes() -> None:
    """Never less than its share, and never more than there is."""
    now = [0.0]
    meter = Meter(SolveOptions(mode="timed", time_limit_s=60.0), lambda: now[0], 0.0)
    meter.open(5)
    assert meter.stop == 20.0
    assert meter.patience() == 3.0
    meter.reach(10.0)
    assert meter.stop == 20.0
    meter.reach(45.0)
    assert meter.limits(5).seconds == 45.0
    meter.reach(100.0)
    assert meter.stop == 60.0
    assert meter.patience() == 1.0


def test_what_the_judge_takes_is_kept_but_never_more_than_half() -> None:
    """A limit holds for the whole of a plan; a short one leaves the search half of it."""
    for options in (
        SolveOptions(mode="timed", time_limit_s=100.0),
        SolveOptions(mode="certified", work_limit=100.0),
    ):
        assert Meter(options, lambda: 20.0, 0.0, 20.0, after=15.0).limit == 75.0
        assert Meter(options, lambda: 20.0, 0.0, 20.0, after=80.0).limit == 50.0
