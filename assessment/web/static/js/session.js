// Five minutes before a session ends for want of work, say so and offer to go on. Other pages of the same session may
// have kept it alive meanwhile, so the server is asked first; asking keeps nothing alive.

const NOTICE = 5 * 60; // seconds before the end
const LOOK = 15 * 1000;
const { address, left: atFirst } = document.getElementById("session").dataset;
let ends = Date.now() + 1000 * Number(atFirst);
let words = null; // what the page says, in its language; comes with the first answer
let shown = null;

const left = () => Math.max(0, Math.round((ends - Date.now()) / 1000));

async function ask(method) {
  const csrf_token = document.querySelector("input[name=csrf_token]").value; // of the form that signs out
  const body = method === "POST" ? new URLSearchParams({ csrf_token }) : undefined;
  const answer = await fetch(address, { method, body });
  if (!answer.ok || answer.redirected) return (ends = 0); // who is signed out is sent to the sign-in page
  const told = await answer.json();
  ends = Date.now() + 1000 * told.left;
  if (told.many) words = told;
}

function made() {
  const warning = document.createElement("div");
  warning.className = "session-warning";
  warning.setAttribute("role", "alertdialog");
  warning.setAttribute("aria-labelledby", "session-words");
  const text = Object.assign(document.createElement("p"), { id: "session-words" });
  const button = Object.assign(document.createElement("button"), { className: "button", type: "button" });
  button.textContent = words.stay;
  button.addEventListener("click", () => ask("POST").then(tick, () => {})); // no network: the warning stays
  warning.append(text, button);
  return warning;
}

function warn() {
  if (!shown) document.body.append((shown = made()));
  const minutes = Math.ceil(left() / 60);
  const text = left() === 0 ? words.over : minutes === 1 ? words.one : words.many.replace("#", minutes);
  const place = shown.querySelector("p");
  if (place.textContent !== text) place.textContent = text;
  shown.querySelector("button").hidden = left() === 0;
}

async function tick() {
  if (left() <= NOTICE && !shown) await ask("GET").catch(() => {}); // no network: go by the clock
  if (left() <= NOTICE && words) return warn();
  shown?.remove();
  shown = null;
}

setInterval(tick, LOOK);
document.addEventListener("visibilitychange", tick);
if (left() <= NOTICE) tick();
