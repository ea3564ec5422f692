"""The one refusal the model has no word for: nobody has signed in."""

from scheduler.model import SchedulerError


class NotSignedInError(SchedulerError):
    """No token, or one that is unknown, expired or revoked; all three look alike."""

    http_status = 401
    exit_code = 6
