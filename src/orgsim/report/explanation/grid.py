"""Tables and lists as they are printed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


def grid(
    title: str, heads: list[str], rows: list[tuple[str, ...]], right: tuple[int, ...] = (), wide: int = 0
) -> "RenderableType":
    """Rows under heads; columns by number that stand to the right, and the least width of the first one."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    for k, head in enumerate(heads):
        least = wide if k == 0 and wide else None
        table.add_column(
            Text(head), justify="right" if k in right else "left", overflow="fold", min_width=least
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def points(lines: list[str]) -> "RenderableType":
    """Lines behind points; what goes on below stands under the text, and not under the point."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=3)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row(Text("  •"), Text(line))
    return table
