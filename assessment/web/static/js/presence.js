// Tells the others who is at which indicator, and shows who else is: a notice, never a lock. The page says where it is
// every half minute, and at once when somebody steps into another indicator; it says goodbye when it is closed.

const EVERY = 30 * 1000;
const form = document.getElementById("answers");
const list = document.getElementById("presence");
const page = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
const { ping, form: submission } = form.dataset;
let told = "";
let active = false;
let stopped = false;

const here = () => document.activeElement?.closest?.("fieldset.indicator")?.id ?? "";

function body(more) {
  const token = form.elements.csrf_token.value;
  return new URLSearchParams({ csrf_token: token, form: submission, page, ...more });
}

function show(lines) {
  const before = [...list.children].map((line) => line.textContent);
  if (before.join("\n") === lines.join("\n")) return;
  list.replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
  );
}

async function tell() {
  if (stopped) return;
  told = here();
  const sent = body({ indicator: told, ...(active ? { active: "1" } : {}) });
  active = false;
  try {
    const answer = await fetch(ping, { method: "POST", body: sent, signal: AbortSignal.timeout(EVERY) });
    if (answer.ok) show((await answer.json()).lines);
    else stopped = answer.status < 500; // signed out, or another unit's page: nothing more to say
  } catch {
    // no network: the next half minute tries again
  }
}

form.addEventListener("focusin", () => {
  if (here() === told) return;
  active = true;
  setTimeout(() => here() !== told && tell(), 800); // not for every step of the Tab key
});
form.addEventListener("input", () => (active = true));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tell());
window.addEventListener("pagehide", () => !stopped && navigator.sendBeacon(ping, body({ left: "1" })));
setInterval(tell, EVERY);
tell();
