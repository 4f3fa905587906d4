// Draft saving in the background, an extra to the button: what changed is sent two seconds after the last change and
// when a box is left, one request after another. What is typed stays in sessionStorage until the server has it. No
// field is ever rewritten, so that input methods (Telex, VNI) and the caret are left in peace.

const QUIET = 2000; // milliseconds after the last change
const PATIENCE = 60 * 1000;
const PARTS = ["answer", "note", "evidence", "declared"];

const form = document.getElementById("answers");
const state = document.getElementById("save-state");
const done = document.getElementById("save-done");
const failed = document.getElementById("save-failed");
const store = `answers:${form.dataset.user}:${form.dataset.form}:${location.pathname}`;

const items = [...form.querySelectorAll("input[name^='seen__']")].map((seen) => seen.name.slice(6));
const known = new Map(items.map((item) => [item, written(item, true)])); // what the server has
const clashing = new Set(); // saved by somebody else meanwhile: only the button settles that

let composing = false;
let timer = 0;
let sending = null;
let leaving = false;

function controls(item) {
  return PARTS.flatMap((part) => [...form.querySelectorAll(`[name='${CSS.escape(`${part}__${item}`)}']`)]);
}

// The fields of an item as the form would send them; `first`: as they were when the page was made, whatever a browser
// may have filled in since.
function written(item, first = false) {
  const pairs = controls(item)
    .filter((box) => !["radio", "checkbox"].includes(box.type) || (first ? box.defaultChecked : box.checked))
    .map((box) => [box.name, first ? box.defaultValue : box.value]);
  return new URLSearchParams(pairs).toString();
}

const seen = (item) => form.elements[`seen__${item}`];
const changed = () => items.filter((item) => written(item) !== known.get(item));

function keep(sent = false) {
  const left = Object.fromEntries(changed().map((item) => [item, { seen: seen(item).value, text: written(item) }]));
  try {
    if (Object.keys(left).length) sessionStorage.setItem(store, JSON.stringify({ sent, left }));
    else sessionStorage.removeItem(store);
  } catch {
    // private windows may refuse: the page itself still has the text
  }
}

function schedule(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function save() {
  clearTimeout(timer);
  if (composing) return Promise.resolve();
  sending ??= send().finally(() => {
    sending = null;
    if (!failed.hasChildNodes() && wanted().length) schedule(QUIET);
  });
  return sending;
}

const wanted = () => changed().filter((item) => !clashing.has(item));

async function send() {
  const sent = new Map(wanted().map((item) => [item, written(item)]));
  if (!sent.size) return;
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  for (const [item, text] of sent) {
    body.append(`seen__${item}`, seen(item).value);
    for (const [name, value] of new URLSearchParams(text)) body.append(name, value);
  }
  let answer;
  try {
    answer = await fetch(form.dataset.save, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    return fail(error.name === "TimeoutError" ? "late" : "network");
  }
  if (answer.status === 401 || answer.status === 400) return fail("ended");
  if (answer.status === 409) return fail("refused", (await answer.json()).refused);
  if (!answer.ok) return fail("server");
  accept(sent, await answer.json());
}

function accept(sent, told) {
  for (const [item, text] of sent) {
    if (item in told.conflicts) {
      clashing.add(item);
    } else {
      known.set(item, text);
      if (told.items[item]) seen(item).value = told.items[item].version;
    }
  }
  keep();
  const clashes = Object.values(told.conflicts);
  failed.replaceChildren(...clashes.map(paragraph));
  done.textContent = clashes.length && clashes.length === sent.size ? "" : told.saved;
  show(told);
}

function show(told) {
  put(document.querySelector("[data-total]"), told.points);
  put(document.querySelector("[data-maximum]"), told.maximum);
  for (const [code, card] of Object.entries(told.cards)) {
    const place = document.getElementById(code);
    if (!place) continue;
    put(place.querySelector("[data-points]"), card.points);
    put(place.querySelector("[data-quotient]"), card.quotient, true);
    put(place.querySelector("[data-needed]"), card.needed, true);
  }
  for (const [item, found] of Object.entries(told.items)) {
    const line = document.getElementById(`answer__${item}`)?.closest(".line");
    if (!line) continue;
    // What another saved says nothing of the text in the box.
    const { figure, words, fault } = item in told.conflicts ? { figure: "", words: "", fault: "" } : found;
    const echo = shownIf(figure, line, "echo");
    put(echo?.querySelector("b"), figure);
    put(echo?.querySelector("span"), words);
    put(shownIf(fault, line, "advice"), fault);
  }
}

// The element of that class beside a box, made from its template when there is something to say and gone when not.
function shownIf(words, line, name) {
  const place = line.querySelector(`.${name}`);
  if (!words) return place?.remove();
  return place ?? line.appendChild(offered(name));
}

function put(place, words, hides = false) {
  if (!place) return;
  if (place.textContent !== words) place.textContent = words;
  if (hides) place.hidden = !words;
}

function paragraph(words) {
  return Object.assign(document.createElement("p"), { textContent: words });
}

function offered(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function fail(cause, words = state.dataset[cause]) {
  keep();
  done.textContent = "";
  const parts = [paragraph(words)];
  if (cause === "ended") {
    const link = offered("save-sign-in");
    link.href = form.dataset.signIn;
    link.addEventListener("click", () => (leaving = true)); // the text waits in sessionStorage
    parts.push(link);
  }
  if (cause !== "refused") {
    const button = offered("save-again");
    button.addEventListener("click", save);
    parts.push(button);
  }
  failed.replaceChildren(...parts);
  document.activeElement.scrollIntoView({ block: "nearest" }); // the bar has grown
}

// What was not saved when the page was left, by sign-in or by accident.
function offer() {
  const kept = JSON.parse(sessionStorage.getItem(store) ?? "{}");
  const signedIn = document.referrer && new URL(document.referrer).pathname === new URL(form.dataset.signIn, location).pathname;
  const lost = kept.sent && !signedIn ? {} : (kept.left ?? {}); // what the button sent has arrived, unless nobody was signed in
  const left = Object.entries(lost).filter(([item, { text }]) => items.includes(item) && text !== written(item));
  if (!left.length) return sessionStorage.removeItem(store);
  const notice = offered("kept-text");
  const typed = ([, { text }]) => [...new URLSearchParams(text)].filter(([name, words]) => words && !name.startsWith("declared__"));
  put(notice.querySelector("[data-typed]"), left.map((each) => typed(each).map(([, words]) => words).join(", ")).join("; "));
  notice.querySelector("[data-put-back]").addEventListener("click", () => {
    for (const [item, { seen: version, text }] of left) fill(item, version, text);
    notice.remove();
    save();
  });
  notice.querySelector("[data-forget]").addEventListener("click", () => {
    sessionStorage.removeItem(store);
    notice.remove();
  });
  form.before(notice);
}

function fill(item, version, text) {
  const fields = new URLSearchParams(text);
  for (const box of controls(item)) {
    if (["radio", "checkbox"].includes(box.type)) box.checked = fields.getAll(box.name).includes(box.value);
    else if (fields.has(box.name)) box.value = fields.get(box.name);
  }
  seen(item).value = version; // the version it was typed over, so that somebody else's later save is seen
}

function explain(event) {
  if (!event.target.name?.startsWith("declared__") || event.target.value === "data") return;
  const note = event.target.closest("fieldset.indicator").querySelector("details.explanation");
  if (note) note.open = true;
}

form.addEventListener("compositionstart", () => (composing = true));
form.addEventListener("compositionend", () => {
  composing = false;
  keep();
  schedule(QUIET);
});
form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  keep();
  schedule(QUIET);
});
form.addEventListener("change", (event) => {
  explain(event);
  keep();
  schedule(0);
});
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  leaving = true;
  keep(true);
  if (!sending) return;
  event.preventDefault(); // the answer under way brings the versions that this save must carry
  const { submitter } = event;
  await sending;
  clearTimeout(timer);
  form.requestSubmit(submitter);
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && changed().length) event.preventDefault();
});
window.addEventListener("online", () => failed.hasChildNodes() && save());
offer();
