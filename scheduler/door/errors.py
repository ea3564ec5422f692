"""The refusal of a request that another site, or a page from before the sign-in, may have sent."""

from scheduler.model import SchedulerError


class StrangeFormError(SchedulerError):
    """No mark of a page of ours, a mark of another session, or sent from another site."""

    http_status = 403
    exit_code = 5
