"""What every test may rely on, however the suite was started."""

import signal

# A suite that a script starts in the background inherits an ignored SIGINT, and so would every
# process of its tests: nobody who tests an interrupt would ever be heard.
signal.signal(signal.SIGINT, signal.default_int_handler)
