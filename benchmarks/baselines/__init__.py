"""Ways somebody would otherwise solve the problem, each a module with one function."""
