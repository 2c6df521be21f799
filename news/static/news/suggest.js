// Suggestions below a search field: an ARIA combobox with a list.
// Without this script, the field is a plain field of a plain form.
(() => {
  const WAIT = 100;
  const LONGEST = 60;
  const KINDS = { tag: "标签", query: "常搜", name: "名称" };
  const field = document.querySelector("input[data-suggest]");
  if (!field) return;

  const list = document.createElement("ul");
  let timer = 0;
  let overtaken = new AbortController();
  let isComposing = false;
  let typed = "";
  let active = -1;

  list.id = "search-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "搜索建议");
  field.closest("[data-suggestions]").append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-expanded", "false");

  function close() {
    clearTimeout(timer);
    overtaken.abort();
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(index) {
    active = index;
    [...list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
    });
    const option = list.children[index];
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // What is suggested reaches the page as text, never as HTML.
  function makeOption({ text, kind }, index) {
    const option = document.createElement("li");
    option.id = `search-suggestion-${index}`;
    option.dataset.text = text;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const words = document.createElement("span");
    words.textContent = text;
    option.append(words);
    if (Object.hasOwn(KINDS, kind)) {
      const label = document.createElement("small");
      label.textContent = KINDS[kind];
      option.append(" ", label);
    }
    return option;
  }

  function show(items) {
    const others = items.filter((item) => item.text !== typed);
    if (!others.length || document.activeElement !== field) return close();
    list.replaceChildren(...others.map(makeOption));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    choose(-1);
  }

  async function ask() {
    overtaken.abort();
    overtaken = new AbortController();
    typed = field.value.trim();
    if (!typed || typed.length > LONGEST) return close();
    const address = `${field.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
    try {
      const response = await fetch(address, { signal: overtaken.signal });
      if (!response.ok) return close();
      show((await response.json()).items);
    } catch (error) {
      // Suggestions are a help: without them the field still searches.
      if (error.name !== "AbortError") close();
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  }

  function take(option) {
    field.value = option.dataset.text;
    close();
    field.form.requestSubmit();
  }

  function step(by) {
    // One place more than there are options: the field itself, with what was typed.
    const places = list.children.length + 1;
    choose(((active + 1 + by + places) % places) - 1);
  }

  const keys = {
    ArrowDown: () => (list.hidden ? ask() : step(1)),
    ArrowUp: () => !list.hidden && step(-1),
    Escape: () => close(),
    Enter: () => take(list.children[active]),
  };

  field.addEventListener("compositionstart", () => {
    isComposing = true;
  });
  field.addEventListener("compositionend", () => {
    isComposing = false;
    askSoon();
  });
  field.addEventListener("input", () => {
    if (!isComposing) askSoon();
  });
  field.addEventListener("keydown", (event) => {
    // The keys of a composition belong to the input method; 229 is Safari's sign.
    if (isComposing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Tab") return close();
    if (!(event.key in keys)) return;
    // Without a list, Escape empties the field and Enter sends it.
    if (event.key === "Escape" && list.hidden) return;
    if (event.key === "Enter" && active < 0) return close();
    event.preventDefault();
    keys[event.key]();
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  // The field keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
})();
