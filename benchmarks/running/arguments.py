"""What the command line names."""

import argparse
from pathlib import Path


def existing_path(name: str) -> Path:
    """The folder or file of this name, for the ``type`` of an argument.

    Raises:
        argparse.ArgumentTypeError: there is nothing of this name.
    """
    path = Path(name)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"{name}: there is no such folder or file")
    return path
