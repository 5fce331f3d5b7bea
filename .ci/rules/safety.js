// What the rule of safety.yaml finds in scripts and what it lets pass, for `semgrep scan --test`.
// ruleid: html-out-of-text
place.innerHTML = text;
// ruleid: html-out-of-text
place.insertAdjacentHTML("beforeend", text);
// ruleid: html-out-of-text
eval(text);
// ok: html-out-of-text
place.textContent = text;
