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

// An empty row of a list as it came, to make new ones of.
const blanks = new Map([...desk.querySelectorAll("[data-rows]")].map((list) => {
  const row = [...list.children].filter((one) => !one.classList.contains("saved")).pop().cloneNode(true);
  row.querySelectorAll(".errorlist, .asks").forEach((part) => part.remove());
  for (const part of row.querySelectorAll("input, textarea")) {
    part.removeAttribute("aria-invalid");
    part.removeAttribute("autofocus");
    if (part.type === "checkbox") part.checked = false;
    else part.value = "";
  }
  return [list, row];
}));

function addRow(list, after) {
  const prefix = list.dataset.rows;
  const total = desk.elements[`${prefix}-TOTAL_FORMS`];
  const row = blanks.get(list).cloneNode(true);
  for (const part of row.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/-\d+-/, `-${total.value}-`));
    }
  }
  total.value = Number(total.value) + 1;
  after.after(row);
  number(list);
  return row;
}

const placeOf = (row) => row.querySelector(".pos");
const isUsed = (row) => fields(row).some((field) => field.value) && !placeOf(row).disabled;

// The order on the screen is the order of the year: its numbers are handed out anew from top to bottom.
function number(list) {
  const rows = [...list.children];
  rows.forEach((row, index) => row.querySelectorAll(".n").forEach((part) => { part.textContent = index + 1; }));
  if (!list.classList.contains("deeds")) return;
  const used = rows.filter(isUsed);
  const taken = used.map((row) => placeOf(row).value).filter((text) => /^\d+$/.test(text)).map(Number);
  const numbers = [...new Set(taken)].sort((a, b) => a - b);
  let last = Math.max(0, ...rows.map((row) => Number(placeOf(row).value) || 0));
  while (numbers.length < used.length) numbers.push(last += 1);
  for (const row of rows.filter((one) => !placeOf(one).disabled)) placeOf(row).value = "";
  used.forEach((row, index) => {
    placeOf(row).value = placeOf(row).dataset.now = numbers[index];
  });
}

// A number that was typed: the row goes there, before what has it if it moves up, after it if down.
function place(row) {
  const field = placeOf(row);
  const stays = document.activeElement === field; // moving takes the focus away
  const wanted = Number(field.value);
  const before = Number(field.dataset.now || Infinity);
  const others = [...row.parentElement.children].filter((other) => other !== row && isUsed(other));
  if (field.value && wanted < before) {
    const next = others.find((other) => Number(placeOf(other).value) >= wanted);
    if (next) next.before(row);
  } else if (field.value && wanted > before) {
    const previous = others.filter((other) => Number(placeOf(other).value) <= wanted).pop();
    if (previous) previous.after(row);
  }
  field.value = field.dataset.now || "";
  number(row.parentElement);
  tell(row);
  if (stays) field.focus();
}

function move(row, up) {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (other) {
    if (up) other.before(row);
    else other.after(row);
    number(row.parentElement);
    changed = true;
  }
  tell(row);
}

function tell(row) {
  const rows = [...row.parentElement.children];
  document.getElementById("said").textContent = `Milestone ${rows.indexOf(row) + 1} of ${rows.length} now.`;
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
  const following = sections.slice(sections.indexOf(section) + 1).flatMap(fields).find((other) => other.tagName !== "SELECT");
  if (!row) {
    const here = fields(section);
    const later = here.slice(here.indexOf(field) + 1).find((other) => other.tagName !== "SELECT" && other.id !== "id_year-introduction");
    return later ? go(later) : go(following || desk.querySelector(".default"));
  }
  const here = fields(row);
  const known = list.dataset.rows === "joined" && field.name.endsWith("-name") && [...document.querySelectorAll("#districts option")].some((option) => option.value === field.value);
  if (here.every((other) => !other.value)) return go(following);
  const later = here[here.indexOf(field) + 1];
  if (later && !known) return go(later);
  number(list);
  return go(fields(row.nextElementSibling || addRow(list, row))[0]);
}

// By hand
const deeds = desk.querySelector(".deeds");
let held = null;
for (const within of [deeds, blanks.get(deeds)]) within.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
deeds.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (!button) return;
  move(button.closest(".row"), button.dataset.move === "up");
  go(button);
});
deeds.addEventListener("change", (event) => {
  if (event.target.matches(".pos")) place(event.target.closest(".row"));
});
deeds.addEventListener("dragstart", (event) => {
  if (!(event.target instanceof Element && event.target.matches(".grip"))) return;
  held = event.target.closest(".row");
  held.classList.add("dragging");
  event.dataTransfer.setDragImage(held, 0, 0);
});
deeds.addEventListener("dragend", () => {
  if (held) held.classList.remove("dragging");
  held = null;
});
deeds.addEventListener("dragover", (event) => {
  const over = event.target.closest(".row");
  if (!held || !over || over === held) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(held);
  else over.after(held);
  number(deeds);
  changed = true;
});
deeds.addEventListener("drop", (event) => { if (held) event.preventDefault(); });

desk.addEventListener("input", () => { changed = true; });
desk.addEventListener("submit", () => { changed = false; number(deeds); });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

number(deeds);
go(document.getElementById("problems") || document.getElementById("id_joined-0-name"));
