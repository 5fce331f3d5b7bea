// Narrows the list while one types or chooses. Without it, or when anything goes wrong, the form's button does the same.
const FORM = ".filterbox form";
const PARTS = ["#list", "#list-sources", ".filterbox summary", ".dated", ".cite"]; // of the page, that say what the list shows
const PAUSE = 250; // milliseconds after a letter
const form = () => document.querySelector(FORM);
const said = document.createElement("p");
let asked, pause, typed;
let shown = location.pathname + location.search;

said.className = "vh";
said.setAttribute("role", "status");
document.querySelector("main").append(said);

async function show(address, withForm) {
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(address, { signal: asked.signal });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("#list")) throw new Error("no list");
  for (const part of withForm ? [...PARTS, FORM] : PARTS) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(fresh);
  }
  const counts = page.querySelectorAll(`${FORM} .opt span`); // none are left once the form is taken over
  document.querySelectorAll(`${FORM} .opt span`).forEach((count, at) => {
    if (counts[at]) count.textContent = counts[at].textContent;
  });
  document.title = page.title;
  said.textContent = document.querySelector("#results").textContent;
  const found = new URL(answer.url);
  shown = found.pathname + found.search;
}

async function narrow(control) {
  clearTimeout(pause);
  const address = new URL(form().action);
  const chosen = [...new FormData(form())].filter(([, value]) => value.trim());
  address.search = new URLSearchParams(chosen);
  address.hash = "";
  try {
    await show(address);
  } catch (error) {
    if (error.name !== "AbortError") form().submit();
    return;
  }
  // Letter after letter is one step back, not many.
  if (shown !== location.pathname + location.search) history[typed === control ? "replaceState" : "pushState"](null, "", shown);
  typed = control.type === "search" ? control : undefined;
}

function heard({ target, isComposing }) {
  if (target.form !== form() || isComposing) return;
  clearTimeout(pause);
  if (target.type === "search") pause = setTimeout(narrow, PAUSE, target);
  else narrow(target);
}

document.addEventListener("input", heard);
document.addEventListener("compositionend", heard);
document.addEventListener("submit", () => { clearTimeout(pause); asked?.abort(); });
addEventListener("popstate", () => {
  typed = undefined;
  if (shown === location.pathname + location.search) return; // only another place on the page
  show(location.href, true).catch((error) => error.name === "AbortError" || location.reload());
});
