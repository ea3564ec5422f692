"""The machine and the code a run is made with, and the memory of a process."""

import hashlib
import os
import platform
import resource
from importlib.metadata import version
from pathlib import Path

from benchmarks.records.rows import Machine

ROOT = Path(__file__).parents[2]
PACKAGES = ("numpy", "ortools", "highspy", "pydantic")
MB = 1024 * 1024


def machine() -> Machine:
    """This machine and what is installed on it."""
    return Machine(
        architecture=platform.machine(),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MB,
        system=platform.system(),
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
    )


def source() -> str:
    """Twelve hexadecimal digits that change with the code of the solver or the benchmarks."""
    digest = hashlib.sha256()
    for folder in ("scheduler", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def load() -> float:
    """Processes that wanted a core in the last minute, on average."""
    return round(os.getloadavg()[0], 2)


def peak_mb() -> float:
    """The most memory this process has held, in MB, and the largest of its ended children with it.

    ``ru_maxrss`` alone would not do on Linux: there a new process starts from its parent's.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                own = int(line.split()[1]) / 1024
    return own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def cap_memory(megabytes: int) -> None:
    """Let this process and its children each reserve no more address space than this."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MB, most))


def lift_cap() -> None:
    """Take the cap away again: who has met it has no memory left to say so."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
