"""The one look of this terminal's tables."""

from rich import box
from rich.table import Table


def plain_table(*heads: str, title: str = "") -> Table:
    """A table with a rule under its heading and no frame; it folds to the terminal's width."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
    )
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
