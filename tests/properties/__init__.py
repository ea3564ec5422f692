"""Laws that hold for every pool: equality with brute force, and metamorphic laws."""
