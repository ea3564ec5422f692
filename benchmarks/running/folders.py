"""A folder that the command line names."""

import argparse
from pathlib import Path


def existing_folder(name: str) -> Path:
    """The folder of this name, for the ``type`` of an argument.

    Raises:
        argparse.ArgumentTypeError: there is no such folder.
    """
    folder = Path(name)
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"{name}: there is no such folder")
    return folder
