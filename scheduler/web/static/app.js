"use strict";
// What the keyboard may do beyond what a page does by itself. Without this script every page works.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) return;
  const marked = [...document.querySelectorAll("[data-key]")];
  const wanted = marked.find((element) => element.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("a, button")) wanted.click();
  else wanted.focus();
});
