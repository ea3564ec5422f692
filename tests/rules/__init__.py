"""One file a rule and a refusing code: at the limit, one past it, beside it."""
