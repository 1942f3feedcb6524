// Holding a meeting: entries are kept on this device until the node has them, and sent in order.
// Each carries an id made here, so that one sent twice is recorded once. Without scripts, or where
// nothing can be kept, the same forms send themselves.
const script = document.querySelector("script[data-run]");
const words = script.dataset;
const STORE = `kakehashi-run:${words.run}`;
const WAIT = 4000;
const unsent = document.querySelector("[data-unsent]");
let sending = false;
let later = null;

const read = () => JSON.parse(localStorage.getItem(STORE) ?? "[]");
const write = (entries) => {
  if (entries.length) localStorage.setItem(STORE, JSON.stringify(entries));
  else localStorage.removeItem(STORE);
};
const without = (key) => write(read().filter((one) => one.key !== key));
const change = (key, facts) =>
  write(read().map((one) => (one.key === key ? { ...one, ...facts } : one)));

function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function line(text, buttons = []) {
  const one = document.createElement("p");
  one.className = "k-run__entry";
  one.append(text, ...buttons);
  return one;
}

function press(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "k-link-button";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

function show(told = "") {
  const entries = read();
  const lines = entries.map((one) => {
    if (!one.refused) return line(`${one.label} — ${words.waiting}`);
    return line(`${one.label} — ${words.refused} ${one.refused} `, [
      press(words.again, () => { change(one.key, { refused: "" }); send(); }),
      " ",
      press(words.drop, () => { without(one.key); show(); }),
    ]);
  });
  if (told) lines.unshift(line(told));
  unsent.replaceChildren(...lines);
}

async function post(entry) {
  const body = new URLSearchParams(entry.fields);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  return fetch(window.location.pathname, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    redirect: "manual",
  });
}

async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(later);
  let told = "";
  let again = false;
  let entry;
  while ((entry = read().find((one) => !one.refused))) {
    let answer;
    try {
      answer = await post(entry);
    } catch {
      again = true;
      break;
    }
    const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.ok && json) {
      told = (await answer.json()).message || words.sent;
      without(entry.key);
    } else if (json) {
      change(entry.key, { refused: (await answer.json()).message });
    } else if (answer.status >= 500) {
      again = true;
      break;
    } else {
      told = words.signedOut;
      again = true;
      break;
    }
  }
  sending = false;
  show(told);
  if (again) later = setTimeout(send, WAIT);
}

const rows = () => [...document.querySelectorAll("[data-row]")];
const at = () => rows().findIndex((row) => row.hasAttribute("aria-current"));

function come(index) {
  const every = rows();
  const row = every[index];
  if (!row) return;
  for (const one of every) one.removeAttribute("aria-current");
  row.setAttribute("aria-current", "step");
  const now = document.querySelector("[data-now]");
  now.replaceChildren(row.querySelector("template").content.cloneNode(true));
  const ending = now.querySelector("[data-ending]");
  if (ending) ending.textContent = row.querySelector("[data-ending]").textContent;
  for (const field of document.querySelectorAll("[data-here]")) field.value = row.dataset.row;
  for (const [name, step] of [["data-before", -1], ["data-after", 1]]) {
    const field = document.querySelector(`[${name}]`);
    const beside = every[index + step];
    field.value = beside?.dataset.row ?? "";
    field.form.querySelector("button").disabled = !beside;
  }
}

function mark(place, ending) {
  const row = rows().find((one) => one.dataset.row === place);
  if (!row) return;
  row.querySelector("[data-ending]").textContent = ending;
  if (row.hasAttribute("aria-current")) {
    document.querySelector("[data-now] [data-ending]").textContent = ending;
  }
}

function label(form, fields) {
  const typed = [...form.querySelectorAll("textarea")].map((one) => one.value.trim());
  const button = form.querySelector(`button[value="${fields.get("ending")}"]`);
  const heading = document.querySelector("[data-now] h1");
  return typed.find(Boolean) ?? `${heading.textContent}: ${(button ?? form).textContent.trim()}`;
}

function take(event) {
  const form = event.target;
  const kind = form.dataset.entry;
  if (!kind) return;
  const fields = new FormData(form, event.submitter);
  const place = fields.get("place");
  const entry = {
    key: fields.get("key") || fresh(),
    label: label(form, fields),
    fields: [...fields].filter(([name]) => name !== "csrfmiddlewaretoken"),
  };
  try {
    write([...read(), entry]);
  } catch {
    return; // nothing can be kept here: the form sends itself
  }
  event.preventDefault();
  if (kind === "go") come(at() + Number(form.dataset.step));
  if (kind === "end") mark(place, event.submitter?.dataset.words ?? "");
  if (kind === "rest") {
    send().then(() => { if (!read().length) window.location.assign(window.location.pathname); });
    return;
  }
  form.reset();
  for (const field of form.querySelectorAll("[name=key]")) field.value = fresh();
  for (const field of form.querySelectorAll("[data-here]")) field.value = place;
  show();
  send();
}

document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-close") && read().length) {
    event.preventDefault();
    show(words.notYet);
    send();
    return;
  }
  take(event);
});
window.addEventListener("online", send);
window.addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("form[data-entry] textarea")];
  if (typed.some((one) => one.value.trim() && one.value !== one.defaultValue)) event.preventDefault();
});

const button = (selector) => document.querySelector(selector)?.click();
const field = (kind) => {
  const found = document.querySelector(`[data-entry=${kind}] textarea`);
  found?.focus();
  found?.scrollIntoView({ block: "center" });
};
const keys = {
  n: () => button("[data-step='1'] button:not([disabled])"),
  p: () => button("[data-step='-1'] button:not([disabled])"),
  d: () => field("decide"),
  a: () => field("act"),
  r: () => button("[data-entry=rest] button"),
  1: () => button("[data-entry=end] button:nth-of-type(1)"),
  2: () => button("[data-entry=end] button:nth-of-type(2)"),
  3: () => button("[data-entry=end] button:nth-of-type(3)"),
  4: () => button("[data-entry=end] button:nth-of-type(4)"),
};
const typing = (target) =>
  target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && event.target.form?.dataset.entry) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (!("singleKeys" in words) || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.isComposing || event.repeat || typing(event.target)) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

show();
if (read().length) send();
