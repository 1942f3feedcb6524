// What scripts add to the editor of joint texts: keys, findings while one types, and a copy of what
// was typed in this browser, for after a crash. The page does everything without them.
const script = document.querySelector("script[data-texts]");
const form = document.querySelector("[data-editor]");
const paragraphs = () => [...form.querySelectorAll("[data-par]")];
const fields = () => [...form.querySelectorAll("textarea[data-language]")];
const PAUSE = 900;
const KEEP_DAYS = 7;

// --- what was typed is kept in this browser until it is saved ---

const storeKey = `kakehashi.text.${script.dataset.key}`;
const original = Object.fromEntries(fields().map((field) => [field.id, field.value]));

function typedNow() {
  const changed = {};
  for (const field of fields()) {
    if (field.value !== original[field.id]) changed[field.id] = field.value;
  }
  return changed;
}

function keep() {
  const changed = typedNow();
  const note = form.querySelector("[data-kept-note]");
  try {
    if (Object.keys(changed).length) {
      localStorage.setItem(storeKey, JSON.stringify({ at: Date.now(), words: changed }));
      if (note) note.textContent = script.dataset.kept;
    } else {
      localStorage.removeItem(storeKey);
      if (note) note.textContent = "";
    }
  } catch {
    // A browser that keeps nothing: the form still warns before it is left.
  }
}

function offerBack() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(storeKey) || "null");
  } catch {
    kept = null;
  }
  if (!kept) return;
  const old = Date.now() - kept.at > KEEP_DAYS * 86400000;
  const words = Object.entries(kept.words || {}).filter(([id, text]) => {
    const field = document.getElementById(id);
    return field && field.value.trim() !== String(text).trim();
  });
  if (old || !words.length) {
    localStorage.removeItem(storeKey);
    return;
  }
  const notice = document.createElement("div");
  notice.className = "govuk-inset-text";
  notice.setAttribute("role", "status");
  const said = document.createElement("p");
  said.textContent = script.dataset.restore;
  const yes = document.createElement("button");
  const no = document.createElement("button");
  for (const [button, label] of [[yes, script.dataset.restoreYes], [no, script.dataset.restoreNo]]) {
    button.type = "button";
    button.className = "k-par__do";
    button.textContent = label;
  }
  yes.addEventListener("click", () => {
    for (const [id, text] of words) {
      const field = document.getElementById(id);
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    notice.remove();
    document.getElementById(words[0][0]).focus();
  });
  no.addEventListener("click", () => {
    localStorage.removeItem(storeKey);
    notice.remove();
  });
  notice.append(said, yes, " ", no);
  form.before(notice);
}

// --- findings while one types ---

const waiting = new Map();
const asked = new Map();

async function check(par) {
  const key = par.dataset.par;
  const place = par.querySelector("[data-findings-of]");
  const shape = par.querySelector("select[name^='shape-']");
  const number = (asked.get(key) || 0) + 1;
  asked.set(key, number);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("par", key);
  body.set("form", shape ? shape.value.split("-")[0] : par.dataset.form);
  for (const field of par.querySelectorAll("textarea[data-language]")) {
    body.set(field.dataset.language, field.value);
  }
  try {
    const answer = await fetch(script.dataset.findings, { method: "POST", body });
    if (!answer.ok || asked.get(key) !== number) return;
    if (place.contains(document.activeElement)) return;
    place.innerHTML = await answer.text();
  } catch {
    // Offline: the findings of the last saving stay.
  }
}

form.addEventListener("input", (event) => {
  const par = event.target.closest("[data-par]");
  if (!par || !event.target.matches("textarea[data-language]")) return;
  clearTimeout(waiting.get(par));
  waiting.set(par, setTimeout(() => { check(par); keep(); }, PAUSE));
});
window.addEventListener("pagehide", keep);

// --- where the cursor stands goes with the form, for splitting ---

let here = null;
form.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea[data-language]")) here = event.target;
});

function noteCursor(par) {
  form.elements.cursor.value =
    here && par && par.contains(here) ? `${here.dataset.language}:${here.selectionStart}` : "";
}

form.addEventListener("submit", (event) => {
  const value = event.submitter ? event.submitter.value : "";
  if (value.startsWith("split|")) noteCursor(document.getElementById(`par-${value.slice(6)}`));
});

// --- keys: always with a modifier, so that none takes a letter; an account can switch them off ---

function press(value) {
  const button = form.querySelector(`button[name="do"][value="${CSS.escape(value)}"]`);
  if (button) form.requestSubmit(button);
}

function go(step) {
  const all = paragraphs();
  const at = all.findIndex((par) => par.contains(document.activeElement));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  const language = here ? here.dataset.language : "";
  const shown = [...next.querySelectorAll("textarea[data-language]")].filter((f) => f.offsetParent);
  const field = shown.find((one) => one.dataset.language === language) || shown[0];
  if (field) field.focus();
  next.scrollIntoView({ block: "nearest" });
}

function otherLanguage(par) {
  if (!par || !here) return;
  const language = here.dataset.language === "ja" ? "en" : "ja";
  const field = par.querySelector(`textarea[data-language="${language}"]`);
  if (!field) return;
  if (!field.offsetParent) document.getElementById(`shown-${language}`).checked = true;
  field.focus();
}

function nextFinding() {
  const all = [...form.querySelectorAll("[data-finding]")];
  if (!all.length) return;
  const from = document.activeElement;
  const next = all.find(
    (one) => from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !one.contains(from),
  );
  (next || all[0]).focus();
}

// The offered words go into the field at once; nothing is saved by that.
function put(par) {
  const finding = document.activeElement.closest("[data-finding]");
  const button = (finding || par)?.querySelector("[data-put]");
  if (!button) return;
  const owner = button.closest("[data-par]");
  const field = owner.querySelector(`textarea[data-language="${button.dataset.language}"]`);
  const words = field.value.replace(/\r\n/g, "\n");
  const lead = words.length - words.trimStart().length;
  const [start, end] = [Number(button.dataset.start) + lead, Number(button.dataset.end) + lead];
  field.focus();
  field.setRangeText(button.dataset.putWords, codeUnits(words, start), codeUnits(words, end), "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  clearTimeout(waiting.get(owner));
  check(owner);
  keep();
}

// Offsets are counted in characters; a field counts those beyond the first 65,536 as two.
const codeUnits = (words, count) => [...words].slice(0, count).join("").length;

const keys = {
  ArrowDown: (par, key, shift) => (shift ? press(`down|${key}`) : go(1)),
  ArrowUp: (par, key, shift) => (shift ? press(`up|${key}`) : go(-1)),
  Enter: (par, key) => press(key === "title" ? "insert|" : `insert|${key}`),
  KeyL: (par) => otherLanguage(par),
  KeyX: (par, key) => press(`split|${key}`),
  KeyM: (par, key) => press(`merge|${key}`),
  KeyN: () => nextFinding(),
  KeyR: (par) => put(par),
};

if ("keys" in script.dataset) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === "KeyS") {
      event.preventDefault();
      press("save");
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const act = keys[event.code];
    const par = document.activeElement.closest("[data-par]");
    if (!act || (event.shiftKey && !event.code.startsWith("Arrow"))) return;
    event.preventDefault();
    act(par, par ? par.dataset.par : "", event.shiftKey);
  });
}

offerBack();

// A paragraph that was just put in is where one goes on writing, once the page's message has had
// the focus that it takes.
window.addEventListener("load", () => {
  const came = /^#par-/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (!came) return;
  const fields = [...came.querySelectorAll("textarea[data-language]")].filter((f) => f.offsetParent);
  if (fields.length && fields.every((one) => !one.value)) fields[0].focus();
});
