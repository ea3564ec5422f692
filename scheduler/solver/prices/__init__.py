"""Prices: bounds from specialists who sell seats and cases that buy them.

A seat of a demand is written twice, once as what specialists serve and once as what cases use,
and the two are tied by prices (Lagrangian decomposition). Given prices, each specialist picks the
best pattern of the horizon and each case the best team, both in whole numbers and on their own; the
sum bounds every plan, whatever the prices (``docs/proofs.md`` has the theorem, ``check/proof`` does
the sum again). ``terms`` says what a tier is worth in these words, ``specialists`` and ``teams``
solve the two sides, ``market`` adds them up, ``linear`` finds first prices and ``generation``
better ones, by column generation; ``shortfall`` says where a plan misses the bound, ``leeway`` how
much a pattern of a plan of some worth may lose, ``complete`` writes down all that a better plan
could be made of, and ``subsets`` cuts its mixtures; ``diving`` settles a mixture on whole patterns,
batch after batch.
"""

from scheduler.solver.prices.columns import Columns
from scheduler.solver.prices.complete import Contenders, contenders
from scheduler.solver.prices.diving import Dives, Remainder
from scheduler.solver.prices.generation import Known, Prices, PriceSearch
from scheduler.solver.prices.leeway import Leeway, Leeways
from scheduler.solver.prices.listing import can_be_listed
from scheduler.solver.prices.market import Bound, Market
from scheduler.solver.prices.rows import add_price_rows
from scheduler.solver.prices.shortfall import Shortfall
from scheduler.solver.prices.sides import Sides
from scheduler.solver.prices.terms import Terms, terms_of
from scheduler.solver.prices.witness import Witnesses, witness_of

__all__ = [
    "Bound",
    "Columns",
    "Contenders",
    "Dives",
    "Known",
    "Leeway",
    "Leeways",
    "Market",
    "PriceSearch",
    "Prices",
    "Remainder",
    "Shortfall",
    "Sides",
    "Terms",
    "Witnesses",
    "add_price_rows",
    "can_be_listed",
    "contenders",
    "terms_of",
    "witness_of",
]
