// Single keys for those who like them: j, k, /, c, ?. Only where the page says data-keys, never
// while somebody types, and never with a modifier; an account can switch them off.
const script = document.querySelector("script[data-keys]");

const typing = (target) =>
  target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);

const items = () =>
  [...document.querySelectorAll("[data-item]")].filter((item) => item.querySelector("a[href]"));

function move(step) {
  const found = items();
  if (!found.length) return;
  const here = found.findIndex((item) => item.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : found.length - 1) : here + step;
  const item = found[Math.min(Math.max(next, 0), found.length - 1)];
  item.querySelector("a[href]").focus();
  item.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.querySelector("[data-search]");
  if (!field) {
    window.location.assign(script.dataset.searchPage);
    return;
  }
  field.focus();
  field.select();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  "/": search,
  c: () => window.location.assign(script.dataset.confirm),
  "?": () => window.location.assign(script.dataset.help),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.defaultPrevented || event.repeat && event.key === "c" || typing(event.target)) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
