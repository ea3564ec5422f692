"""A child that stays for long after its last word, as a large process takes its time to end."""

import time

from scheduler.worker.child import main

if __name__ == "__main__":
    main()
    time.sleep(600)
