"""The rules of an allowed plan: a module and a function of the same name for each code."""
