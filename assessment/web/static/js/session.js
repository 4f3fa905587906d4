// Five minutes before a session ends for want of work, say so and offer to go on. Other pages of the same session may
// have kept it alive meanwhile, so the server is asked first; asking keeps nothing alive.

const NOTICE = 5 * 60; // seconds before the end
const template = document.getElementById("session-warning");
const { address, token, one, many, over } = template.dataset;
let ends = Date.now() + 1000 * Number(template.dataset.left);
let shown = null;

const left = () => Math.max(0, Math.round((ends - Date.now()) / 1000));

async function ask(method) {
  const body = method === "POST" ? new URLSearchParams({ csrf_token: token }) : undefined;
  const answer = await fetch(address, { method, body, headers: { Accept: "application/json" } });
  const lives = answer.ok && !answer.redirected; // who is signed out is sent to the sign-in page
  ends = Date.now() + 1000 * (lives ? (await answer.json()).left : 0);
}

function hide() {
  shown?.remove();
  shown = null;
}

async function stay() {
  try {
    await ask("POST");
  } catch {
    return; // no network: the warning stays
  }
  if (left() > NOTICE) hide();
  tick();
}

function warn() {
  if (!shown) {
    shown = template.content.firstElementChild.cloneNode(true);
    shown.querySelector("button").addEventListener("click", stay);
    document.body.append(shown);
  }
  const minutes = Math.ceil(left() / 60);
  const words = left() === 0 ? over : minutes === 1 ? one : many.replace("#", minutes);
  const place = shown.querySelector("p");
  if (place.textContent !== words) place.textContent = words;
  shown.querySelector("button").hidden = left() === 0;
}

async function tick() {
  if (left() <= NOTICE && !shown) {
    try {
      await ask("GET");
    } catch {
      // no network: go by the clock
    }
  }
  if (left() <= NOTICE) warn();
  else hide();
}

setInterval(tick, 15 * 1000);
document.addEventListener("visibilitychange", tick);
