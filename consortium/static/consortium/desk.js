// Shortens what works without it: Enter goes on, rows come as they are needed, milestones move by key and by hand.
"use strict";
const desk = document.getElementById("desk");
const sections = [...desk.querySelectorAll("section")];
let changed = false;

const fields = (within) =>
  [...within.querySelectorAll("input:not([type=hidden], [type=checkbox], .pos), textarea, select")].filter((field) => !field.disabled);

function go(field) {
  if (!field) return;
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

// A fresh copy of a list's last row, its fields renumbered and empty.
function addRow(list, after) {
  const prefix = list.dataset.rows;
  const total = desk.elements[`${prefix}-TOTAL_FORMS`];
  const row = list.lastElementChild.cloneNode(true);
  const old = new RegExp(`${prefix}-\\d+-`, "g");
  row.classList.remove("saved");
  row.querySelectorAll(".acts, .errorlist").forEach((part) => part.remove());
  for (const part of row.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(old, `${prefix}-${total.value}-`));
    }
    if ("value" in part && part.type !== "checkbox") part.value = "";
  }
  row.querySelectorAll("[id^=initial-]").forEach((part) => part.remove());
  for (const label of row.querySelectorAll("label")) label.textContent = label.textContent.replace(/\d+/, Number(total.value) + 1);
  total.value = Number(total.value) + 1;
  after.after(row);
  number(list);
  return row;
}

// The order on the screen is the order of the year.
function number(list) {
  if (!list.classList.contains("deeds")) return;
  let position = 0;
  for (const row of list.children) {
    const place = row.querySelector(".pos");
    const empty = fields(row).every((field) => !field.value);
    if (place) place.value = empty ? "" : ++position;
  }
}

function move(row, up) {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  number(row.parentElement);
  changed = true;
}

desk.addEventListener("keydown", (event) => {
  const field = event.target;
  const row = field.closest(".row");
  const list = field.closest("[data-rows]");
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    desk.requestSubmit(desk.querySelector(".default"));
  } else if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && row && list.classList.contains("deeds")) {
    event.preventDefault();
    move(row, event.key === "ArrowUp");
    go(field);
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && row) {
    event.preventDefault();
    go(fields(addRow(list, row))[0]);
  } else if (event.key === "Enter" && !event.shiftKey && field.matches("input:not([type=checkbox]), textarea")) {
    event.preventDefault();
    next(field, row, list);
  }
});

// Enter: the next field of the row, then the next row; from an empty row, or the last field of a part, the next part.
function next(field, row, list) {
  const section = field.closest("section");
  const following = sections.slice(sections.indexOf(section) + 1).flatMap(fields)[0];
  if (!row) {
    const here = fields(section);
    const later = here.slice(here.indexOf(field) + 1).find((other) => other.tagName !== "SELECT" && other.id !== "id_year-introduction");
    return later ? go(later) : go(following || desk.querySelector(".default"));
  }
  const here = fields(row);
  const known = field.name.endsWith("-name") && [...document.querySelectorAll("#districts option")].some((option) => option.value === field.value);
  if (here.every((other) => !other.value)) return go(following);
  const later = here[here.indexOf(field) + 1];
  if (later && !known) return go(later);
  number(list);
  return go(fields(row.nextElementSibling || addRow(list, row))[0]);
}

// By hand
let held = null;
for (const row of desk.querySelectorAll(".deeds .row.saved")) {
  const grip = document.createElement("span");
  grip.textContent = "⠿ drag";
  grip.className = "help";
  grip.draggable = true;
  grip.addEventListener("dragstart", (event) => {
    held = row;
    row.classList.add("dragging");
    event.dataTransfer.setDragImage(row, 0, 0);
  });
  grip.addEventListener("dragend", () => row.classList.remove("dragging"));
  row.querySelector(".acts").append(grip);
}
desk.querySelector(".deeds").addEventListener("dragover", (event) => {
  const over = event.target.closest(".row");
  if (!held || !over || over === held) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(held);
  else over.after(held);
  number(over.parentElement);
  changed = true;
});
desk.querySelector(".deeds").addEventListener("drop", (event) => event.preventDefault());

desk.addEventListener("input", () => { changed = true; });
desk.addEventListener("submit", () => { changed = false; desk.querySelectorAll(".deeds").forEach(number); });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

go(document.getElementById("problems") || document.getElementById("id_joined-0-name"));
