// Items of an agenda can be dragged as well; the buttons beside them do the same for everybody.
const order = document.querySelector("[data-order]");
const places = () => [...order.querySelectorAll("[data-place]")];
let held = null;

function drop(target) {
  const form = held.querySelector("form.k-agenda__move");
  const to = document.createElement("input");
  to.type = "hidden";
  to.name = "to";
  to.value = String(places().indexOf(target));
  form.append(to);
  form.submit();
}

for (const place of order ? places() : []) {
  place.draggable = true;
  place.addEventListener("dragstart", (event) => {
    if (event.target !== place) return;
    held = place;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", place.id);
    place.classList.add("k-agenda__item--held");
  });
  place.addEventListener("dragend", () => {
    place.classList.remove("k-agenda__item--held");
    held = null;
  });
  place.addEventListener("dragover", (event) => {
    if (held && held !== place) event.preventDefault();
  });
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (held && held !== place) drop(place);
  });
}
