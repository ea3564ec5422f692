"""The service as one application: the API under ``/api/v1``, the pages everywhere else."""

from scheduler.serving.app import Serving, create_app

__all__ = ["Serving", "create_app"]
