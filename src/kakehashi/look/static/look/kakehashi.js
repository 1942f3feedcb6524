// What scripts add to pages that work without them: GOV.UK's behaviours and four small ones.
import { initAll } from "./built/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Ctrl+K goes to the first search field. With a modifier, so it never takes a letter from anyone.
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !event.ctrlKey || event.altKey || event.shiftKey) return;
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// On a phone the filters fold away, so that the list is what one sees first.
if (window.matchMedia("(max-width: 40.0525em)").matches) {
  for (const folded of document.querySelectorAll("[data-fold-on-phone]")) folded.open = false;
}

// A form that holds work of one's own warns before it is left.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });
}

// A button of this kind copies the text it names.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const source = document.getElementById(button.dataset.copy);
    if (source) navigator.clipboard.writeText(source.textContent.trim());
  });
}
