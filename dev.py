#!/usr/bin/env python3
"""One door for working on this project / 개발 명령 모음. Needs only Python and this folder.

    python3 dev.py demo              set up, then plan the demo week       데모 주간 배정안 작성
    python3 dev.py test [ARGS]       set up, then run every check          모든 검사 실행
    python3 dev.py test --changed    the same, of tests only those that the
                                     change since `main` asks for          변경에 딸린 검사만 실행
    python3 dev.py run ARGS          set up, then run `scheduler ARGS`     scheduler 명령 실행
    python3 dev.py serve [ARGS]      set up, then run `scheduler serve`    서버 실행
    python3 dev.py setup             create or refresh .venv               .venv 환경 준비
    python3 dev.py lock [ARGS]       rewrite requirements.lock             잠금 파일 갱신
    python3 dev.py wheelhouse DIR    download every package into DIR       설치 파일 내려받기

Without a network / 폐쇄망: fill a folder on a connected machine with `wheelhouse DIR` (same
Python version and platform), carry it over, and name it before the command,
`python3 dev.py --wheelhouse DIR demo`, or in SCHEDULER_WHEELHOUSE.

`test` passes its ARGS to pytest, and `lock` passes them to uv (for example `--upgrade`).
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

# checked before anything an older Python cannot read
OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit(
        f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed / 이상이 필요합니다; "
        f"{sys.executable} is {sys.version.split()[0]}."
    )

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKED_UV = VENV / "locked-uv.txt"
LOCKED_REST = VENV / "locked-rest.txt"
STAMP = VENV / "installed.sha256"
COOLDOWN = "7 days"  # a release younger than this never enters the lock

CHECKS = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy"],
    ["lint-imports", "--no-logo"],
]


def say(text: str) -> None:
    """Print one step to stderr, so that stdout belongs to the command that runs."""
    print(f"· {text}", file=sys.stderr, flush=True)


def quietly(command: list[str]) -> bool:
    """Run a command and show what it printed only if it failed."""
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        sys.stderr.flush()
    return done.returncode == 0


def python(*args: str) -> int:
    """Run the environment's Python with this process's input and output."""
    return subprocess.run([str(PYTHON), *args], cwd=ROOT, check=False).returncode


def scheduler(*args: str) -> int:
    """Run the project's own command."""
    return subprocess.run([str(BIN / "scheduler"), *args], cwd=ROOT, check=False).returncode


def fingerprint() -> str:
    """Name the state that .venv must match: the lock, the project's metadata and its place."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def create_venv() -> None:
    """Leave an environment with a working pip in .venv, or stop with the way out."""
    if importlib.util.find_spec("ensurepip") is None:
        major, minor = sys.version_info[:2]
        sys.exit(
            f"{sys.executable} cannot create environments: its ensurepip is missing.\n"
            f"Install it and try again / 다음을 설치한 뒤 다시 실행하세요:\n"
            f"    sudo apt-get install python{major}.{minor}-venv"
        )
    say("creating .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if not quietly([sys.executable, "-m", "venv", str(VENV)]):
        sys.exit("Could not create .venv; the reason is above.")


def split_lock() -> None:
    """Copy the lock into .venv in two parts: uv, and all the rest, each with its hashes."""
    text = LOCK.read_text()
    uv = re.search(r"^uv==.*\n(?:[ ].*\n)*", text, re.MULTILINE)
    assert uv, "requirements.lock does not pin uv"
    LOCKED_UV.write_text(uv.group())
    LOCKED_REST.write_text(text.replace(uv.group(), ""))


def install(wheelhouse: str | None) -> None:
    """Install the locked packages by hash and the project itself, by uv or else by pip."""
    source = ["--no-index", "--find-links", str(Path(wheelhouse).resolve())] if wheelhouse else []
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    split_lock()
    get_uv = [*pip, *source, "--require-hashes", "--requirement", str(LOCKED_UV)]
    # a failure to get uv is no news: pip does the same job, only more slowly
    if subprocess.run(get_uv, cwd=ROOT, capture_output=True, check=False).returncode == 0:
        installer = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
        say("installing locked packages")
    else:
        installer = pip
        say("installing locked packages with pip, which takes a minute (uv is not available)")
    started = time.monotonic()
    packages = [*installer, *source, "--require-hashes", "--requirement", str(LOCKED_REST)]
    project = [*installer, *source, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    if not (quietly(packages) and quietly(project)):
        sys.exit("Installation failed; the installer's words are above.")
    say(f"installed in {time.monotonic() - started:.0f} s")


def setup(wheelhouse: str | None) -> None:
    """Leave .venv matching the lock; do nothing if it already does."""
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    if not (PYTHON.exists() and python("-c", "import pip") == 0):
        create_venv()
    install(wheelhouse)
    STAMP.write_text(fingerprint())


def passes(tool: str, *args: str) -> bool:
    """Run one check, say how it went, and show its output only if it failed."""
    started = time.monotonic()
    passed = quietly([str(BIN / tool), *args])
    name = " ".join([tool, *args[:1]]) if tool == "ruff" else tool
    say(f"{name}: {'ok' if passed else 'FAILED'} ({time.monotonic() - started:.1f} s)")
    return passed


def test(args: list[str]) -> int:
    """Run every check and then pytest, whatever failed before; 0 only if all passed."""
    failures = [check for check in CHECKS if not passes(*check)]
    if failures:
        say(f"failed before the tests: {', '.join(' '.join(check) for check in failures)}")
    if "--changed" in args:
        sys.path.insert(0, str(ROOT))
        from tests.changed import asked_for, changed_since

        args.remove("--changed")
        chosen = asked_for(ROOT, changed_since(ROOT))
        say(f"tests the change asks for: {' '.join(chosen) or 'none'}")
        if not chosen:
            return min(len(failures), 1)
        args = [*chosen, *args]
    return python("-m", "pytest", *args) or min(len(failures), 1)


def lock(args: list[str]) -> int:
    """Rewrite requirements.lock for every supported Python and platform, naming no registry."""
    os.environ["UV_CUSTOM_COMPILE_COMMAND"] = "python3 dev.py lock"
    say("resolving")
    return python(
        *("-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
        *("--no-emit-index-url", "--no-emit-find-links", "--exclude-newer", COOLDOWN),
        *("--all-extras", "--group", "dev", "--output-file", LOCK.name, *args, "pyproject.toml"),
    )


def download(args: list[str]) -> int:
    """Put every locked package for this Python and platform into a folder."""
    folder = Path(args[0]).resolve()
    say(f"downloading into {folder}")
    return python(
        *("-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes"),
        *("--only-binary", ":all:", "--dest", str(folder), "-r", LOCK.name),
    )


def main(args: list[str]) -> int:
    """Run the named command and return its exit code."""
    wheelhouse = os.environ.get("SCHEDULER_WHEELHOUSE")
    if args[:1] == ["--wheelhouse"] and len(args) > 1:
        wheelhouse, args = args[1], args[2:]
    commands = {
        "demo": lambda rest: scheduler("plan", "sample_data/demo", "--out", "build/demo", *rest),
        "test": test,
        "run": lambda rest: scheduler(*rest),
        "serve": lambda rest: scheduler("serve", *rest),
        "setup": lambda _: 0,
        "lock": lock,
        "wheelhouse": download,
    }
    name, rest = (args[0], args[1:]) if args else ("", [])
    if name not in commands or (name == "wheelhouse" and len(rest) != 1):
        asked = name in {"help", "-h", "--help"}
        print(__doc__, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    setup(wheelhouse)
    return commands[name](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
