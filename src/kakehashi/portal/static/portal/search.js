// Searches a still site: reads the index once, finds records that hold every word asked for.
const place = document.querySelector("[data-still-search]");
const asked = new URLSearchParams(location.search).get("q") ?? "";
const plain = (text) => text.normalize("NFKC").toLowerCase();
const most = 100;

function line(row, language) {
  const [path, kinds, reference, ja, en] = row;
  const own = language === "ja" ? ja : en;
  const item = document.createElement("li");
  item.className = "k-records__item";
  const title = document.createElement("h3");
  title.className = "k-records__title";
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = place.dataset.base + path;
  link.textContent = own || (language === "ja" ? en : ja) || reference;
  if (!own) link.lang = language === "ja" ? "en" : "ja";
  title.append(link);
  const meta = document.createElement("p");
  meta.className = "k-records__meta";
  const kind = document.createElement("span");
  kind.textContent = kinds[language === "ja" ? 0 : 1];
  meta.append(kind);
  item.append(title, meta);
  return item;
}

async function search() {
  const words = plain(asked).split(/\s+/u).filter(Boolean);
  for (const field of document.querySelectorAll("input[name=q]")) field.value = asked;
  const said = document.createElement("h2");
  said.className = "govuk-heading-m";
  place.replaceChildren(said);
  place.hidden = false;
  const answer = await fetch(place.dataset.index);
  if (!answer.ok) throw new Error(answer.statusText);
  const found = [];
  for (const row of await answer.json()) {
    const titles = plain([row[2], row[3], row[4]].join("\n"));
    const whole = titles + "\n" + plain(row[5]);
    if (words.every((word) => whole.includes(word))) {
      found.push([words.every((word) => titles.includes(word)) ? 0 : 1, row]);
    }
  }
  found.sort((one, other) => one[0] - other[0]);
  said.textContent = found.length
    ? place.dataset.found.replace("{n}", String(found.length))
    : place.dataset.nothing;
  const list = document.createElement("ol");
  list.className = "k-records";
  const language = document.documentElement.lang;
  list.append(...found.slice(0, most).map(([, row]) => line(row, language)));
  if (found.length) place.append(list);
}

if (place && asked.trim()) {
  search().catch(() => { place.firstChild.textContent = place.dataset.failed; });
}
