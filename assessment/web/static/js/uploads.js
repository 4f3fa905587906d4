// Large files go in parts and are taken up again where the line broke. An extra: without it the form sends them whole.
// A form opts in with data-parts="address"; the words it shows stand in its data-… attributes.
"use strict";

const SMALL = 1024 * 1024; // bytes: files up to this go with the form
const PART = 512 * 1024;
const WAITS = [1, 2, 5, 10]; // seconds before the next try; the last one for ever

for (const form of document.querySelectorAll("form[data-parts]")) {
  form.addEventListener("submit", (event) => {
    const box = form.querySelector("input[type=file]");
    const files = [...box.files];
    if (!files.some((file) => file.size > SMALL)) return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) sendAll(form, box, files);
  });
}

async function sendAll(form, box, files) {
  const list = form.querySelector("[data-progress]");
  list.replaceChildren();
  form.setAttribute("aria-busy", "true");
  let refused = 0;
  for (const file of files) {
    const line = list.appendChild(document.createElement("li"));
    const said = await sendOne(form, file, (words) => { line.textContent = `${file.name}: ${words}`; });
    if (said.piece) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "piece", value: said.piece });
      form.append(hidden);
    } else {
      refused += 1;
      line.textContent = said.words;
      line.className = "field-error";
    }
  }
  form.removeAttribute("aria-busy");
  box.value = ""; // what went well is named by its number, the rest was refused
  if (!refused) form.submit();
  else if (form.querySelector("input[type=hidden][name=piece]")) list.append(goOn(form));
}

function goOn(form) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet" });
  button.textContent = form.dataset.goOn;
  button.addEventListener("click", () => form.submit());
  item.append(button);
  return item;
}

async function sendOne(form, file, say) {
  const key = `upload:${file.name}:${file.size}:${file.lastModified}`;
  let { address, offset } = (await taken(form, key, say)) || {};
  if (!address) {
    const begun = await ask(form, form.dataset.parts, say, { body: new URLSearchParams({ name: file.name, size: file.size }) });
    if (!begun.address) return begun;
    ({ address, offset } = begun);
    localStorage.setItem(key, address);
  }
  for (;;) {
    say(form.dataset.sent.replace("{percent}", 10 * Math.floor((10 * offset) / file.size)));
    const body = file.slice(offset, offset + PART);
    const said = await ask(form, address, say, { body, headers: { "Upload-Offset": offset, "Content-Type": "application/octet-stream" } });
    if (said.piece || said.words) {
      localStorage.removeItem(key);
      return said;
    }
    offset = said.offset;
  }
}

async function taken(form, key, say) {
  const address = localStorage.getItem(key);
  if (!address) return null;
  const said = await ask(form, address, say, { method: "GET" });
  return said.offset === undefined ? null : { address, offset: said.offset };
}

// Ask until there is an answer: a broken line is waited out, every other refusal comes back in words.
async function ask(form, address, say, options) {
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, ...options.headers };
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(address, { method: "POST", ...options, headers, redirect: "manual" });
      if (answer.headers.get("Content-Type") === "application/json") return await answer.json();
      if (answer.status < 500) return { words: form.dataset.signedOut };
    } catch { /* the line is down */ }
    const seconds = WAITS[Math.min(tries, WAITS.length - 1)];
    say(form.dataset.waiting.replace("{seconds}", seconds));
    await new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });
  }
}
