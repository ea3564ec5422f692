"""Write the sample pools anew from their generators: ``python sample_data/rebuild.py``."""

from pathlib import Path

from scheduler.exchange import write_pool
from scheduler.synth import demo_pool, national_pool

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    for name, make in (("demo", demo_pool), ("national", national_pool)):
        write_pool(make(1), HERE / name)
        print(f"{name}: {HERE / name}")
