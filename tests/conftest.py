"""What every test may rely on, however the suite was started."""

import os
import signal
import tempfile

# A suite that a script starts in the background inherits an ignored SIGINT, and so would every
# process of its tests: nobody who tests an interrupt would ever be heard.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Where Python is told to leave no bytecode, each process of the tests would compile every module
# anew. They share what one of them has compiled, in a folder that ends with the suite.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    COMPILED = tempfile.TemporaryDirectory(prefix="bytecode-", ignore_cleanup_errors=True)
    os.environ["PYTHONPYCACHEPREFIX"] = COMPILED.name
