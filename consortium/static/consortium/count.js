// Says while one types how many characters are left; a screen reader hears it once the typing pauses.
for (const area of document.querySelectorAll("textarea[data-count]")) {
  const most = Number(area.dataset.count);
  const seen = document.createElement("p");
  const heard = document.createElement("p");
  seen.className = "note";
  seen.setAttribute("aria-hidden", "true");
  heard.className = "vh";
  heard.setAttribute("role", "status");
  area.after(seen, heard);
  const left = () => {
    const rest = most - [...area.value].length;
    const number = Math.abs(rest).toLocaleString("en-US");
    return rest < 0 ? `${number} too many` : `${number} left`;
  };
  let pause;
  area.addEventListener("input", () => {
    seen.textContent = left();
    clearTimeout(pause);
    pause = setTimeout(() => { heard.textContent = left(); }, 1000);
  });
  seen.textContent = left();
}
