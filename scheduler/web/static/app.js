"use strict";
// What the keyboard may do beyond what a page does by itself. Without this script every page works.

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);

// ---- keys that a page names: "/" to the search, "[" and "]" to the weeks beside this one

document.addEventListener("keydown", (event) => {
  if (!isPlain(event) || event.defaultPrevented) return;
  if (event.target.matches("input, select, textarea")) return;
  const marked = [...document.querySelectorAll("[data-key]")];
  const wanted = marked.find((element) => element.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("a, button")) wanted.click();
  else wanted.select();
});

// ---- the board: one stop of the Tab key, inside of which arrows go from cell to cell

const board = document.querySelector(".board");
const CELLS = ".person, .job, .away";
const cellsOf = (row) => [...row.querySelectorAll(CELLS)];
const shownRows = () => [...board.querySelectorAll(".band[open] .person-row")];

// where a cell begins, in half-days from 1; whose it is: 0
const columnOf = (cell) => Number(/\bat-(\d+)/.exec(cell.className)?.[1] ?? 0);

const hold = (cell) => {
  for (const other of board.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
};

const nearest = (row, column) =>
  cellsOf(row).reduce((best, cell) =>
    Math.abs(columnOf(cell) - column) < Math.abs(columnOf(best) - column) ? cell : best);

// the cell that a key leads to; nothing at the edge and for other keys
const reached = (cell, key) => {
  const row = cell.parentElement;
  const cells = cellsOf(row);
  const at = cells.indexOf(cell);
  if (key === "ArrowRight") return cells[at + 1];
  if (key === "ArrowLeft") return cells[at - 1];
  if (key === "Home") return cells[0];
  if (key === "End") return cells.at(-1);
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  const rows = shownRows();
  const next = step && rows[rows.indexOf(row) + step];
  return next && nearest(next, columnOf(cell));
};

if (board) {
  const first = board.querySelector(".band[open] .person-row");
  if (first) hold(nearest(first, 1));
  board.addEventListener("focusin", ({ target }) => {
    if (target.matches(CELLS)) hold(target);
  });
  board.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!isPlain(event) || !cell.matches(CELLS)) return;
    const next = reached(cell, event.key);
    if (!next) return;
    event.preventDefault();
    hold(next);
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
  // a folded band takes no focus, so the stop moves to one that is open
  board.addEventListener("toggle", () => {
    const held = board.querySelector("[tabindex='0']");
    const open = shownRows()[0];
    if (open && !held?.closest(".band[open]")) hold(nearest(open, 1));
  }, true);
}
