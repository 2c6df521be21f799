// 推荐相关稿件: asks for stories like the draft, and puts chosen ones into its body.

const BLOCK = "related";
let body = null;

// Wagtail keeps the form's blocks to itself: the body is noted when it is rendered.
const { StreamBlockDefinition } = window.wagtailStreamField.blocks;
const { render } = StreamBlockDefinition.prototype;
StreamBlockDefinition.prototype.render = function renderAndNote(placeholder, prefix, ...rest) {
  const block = render.call(this, placeholder, prefix, ...rest);
  if (prefix === "body") body = block;
  return block;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-related-ask]");
  if (button) ask(button.closest("[data-related]"));
});

async function ask(panel) {
  const list = panel.querySelector("[data-related-list]");
  list.replaceChildren(row("正在查找…"));
  try {
    const response = await fetch(`${panel.dataset.url}?${parameters(panel)}`);
    if (!response.ok) throw new Error(response.status);
    const { items } = await response.json();
    const fresh = items.filter((item) => !chosen().has(item.id));
    list.replaceChildren(...fresh.map(candidate));
    if (!fresh.length) list.replaceChildren(row("没有找到相近的稿件。写好标题、加上标签后再试。"));
  } catch {
    list.replaceChildren(row("没有查到，请稍后再试。"));
  }
}

function parameters(panel) {
  const form = document.querySelector("[data-edit-form]");
  const value = (name) => form?.elements.namedItem(name)?.value ?? "";
  return new URLSearchParams({
    // After the first save the address names the story.
    page: panel.dataset.page || location.pathname.match(/\/pages\/(\d+)\/edit/)?.[1] || "",
    title: value("title").slice(0, 200),
    words: value("summary").slice(0, 200),
    tags: value("tags").slice(0, 500),
  });
}

function chosen() {
  const blocks = body?.children ?? [];
  const values = blocks.filter((child) => child.type === BLOCK).map((child) => child.block.getValue());
  return new Set(values.map((value) => Number(value?.id ?? value)));
}

function candidate(item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-secondary";
  button.textContent = "加入正文";
  button.addEventListener("click", () => add(item, button));
  const link = document.createElement("a");
  Object.assign(link, { href: item.path, target: "_blank", rel: "noreferrer", textContent: item.title });
  const line = row("");
  line.append(link, ` ${item.category} ${item.date} `, button);
  return line;
}

function add(item, button) {
  if (!body) return;
  body.insert({ type: BLOCK, value: item.value, id: crypto.randomUUID() }, body.children.length, {
    animate: true,
  });
  button.disabled = true;
  button.textContent = "已加入";
}

function row(words) {
  const line = document.createElement("li");
  line.textContent = words;
  return line;
}
