// Counts a story in the editor while somebody types. What counts as one is a pattern
// that the server hands over (news.counting.rule), and which parts of a body count, a
// table (news.counting.body): there is no second copy of either.

// Longer than the quarter of a second after which the rich text editor hands its text over.
const WAIT = 350;

// Return the function that counts a text.
export function counter(pattern) {
  const counted = new RegExp(pattern, "gu");
  return (text) => (text.match(counted) ?? []).length;
}

export function readingMinutes(count, perMinute) {
  return Math.ceil(count / perMinute);
}

// Return the texts of a block that count: `field` gives a value of the form by the end
// of its name.
export function blockTexts(kind, field, parts) {
  if (kind === "paragraph") return paragraphTexts(read(field("")));
  if (kind === "table") return tableTexts(read(field("")));
  return (parts[kind] ?? []).map((part) => field(`-${part}`) ?? "");
}

// Hidden fields hold JSON, and nothing while a block is being made.
function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function paragraphTexts(content) {
  return (content.blocks ?? []).map((block) => block.text);
}

function tableTexts(table) {
  const rows = (table.data ?? []).map((row) => row.filter((cell) => cell !== null));
  return [table.table_caption ?? "", ...rows.map((row) => row.join(" "))];
}

// Return the counted texts of a body, from the fields of its form.
function bodyTexts(form, parts) {
  const value = (name) => form.elements.namedItem(name)?.value;
  const number = Number(value("body-count") ?? 0);
  return Array.from({ length: number }, (_, place) => `body-${place}`)
    .filter((block) => !value(`${block}-deleted`))
    .flatMap((block) =>
      blockTexts(value(`${block}-type`), (end) => value(`${block}-value${end}`), parts),
    );
}

function show(name, number) {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
    const text = String(number);
    if (place.textContent !== text) place.textContent = text;
  }
}

function begin(form, { pattern, parts, perMinute }) {
  const count = counter(pattern);
  const update = () => {
    const texts = bodyTexts(form, parts);
    const body = texts.reduce((sum, text) => sum + count(text), 0);
    show("body", body);
    show("minutes", readingMinutes(body, perMinute));
    show("title", count(form.elements.namedItem("title")?.value ?? ""));
  };
  let timer;
  const updateSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(update, WAIT);
  };
  // Pasting, dragging and buttons too, and menus that open outside the form.
  for (const event of ["input", "keyup", "change", "click", "drop", "paste"]) {
    document.addEventListener(event, updateSoon);
  }
  updateSoon();
}

// Beside the button that saves, which stays in view; the server's place is above the body.
function moveToFooter(line, form) {
  form.querySelector(".footer")?.append(line);
}

const place = globalThis.document?.querySelector("[data-story-count]");
if (place) {
  const rule = document.getElementById("story-count-rule");
  const form = place.closest("form");
  begin(form, JSON.parse(rule.textContent));
  moveToFooter(place, form);
}
