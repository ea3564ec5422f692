"""What is written down of a run, the files it is kept in, and the tables made of it."""
