/** A front-end in small: reads the paper at the address that it is given. */

import createClient from "openapi-fetch";

import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
type Story = Schemas["Story"];
type StoryCard = Schemas["StoryCard"];
type Block = Schemas["Block"];

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error("usage: reader.js ADDRESS");
const api = createClient<paths>({
  baseUrl: root,
  querySerializer: { array: { style: "form", explode: false } },
});

/** Cards are what a listing of stories shows unless `fields` asks for parts. */
function isCard(item: { meta?: { type?: string } }): item is StoryCard {
  return item.meta?.type === "news.NewsPage" && "summary" in item;
}

function isStory(page: { meta?: { type?: string } }): page is Story {
  return isCard(page) && "body" in page;
}

/** A block that this program does not know would not compile. */
function textOf(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return block.value.replace(/<[^>]+>/g, "");
    case "heading":
      return `${"#".repeat(block.value.level)} ${block.value.text}`;
    case "quote":
      return `${block.value.text} ${block.value.attribution}`;
    case "image":
      return block.value.image?.src ?? block.value.address;
    case "embed":
      return block.value?.url ?? "";
    case "document":
      return block.value?.title ?? "";
    case "table":
      return (block.value?.rows ?? []).map((row) => row.join(" ")).join("\n");
    case "related":
      return block.value?.path ?? "";
    case "code":
      return block.value.text;
    default:
      return unknownBlock(block);
  }
}

function unknownBlock(block: never): never {
  throw new Error(`unknown block ${JSON.stringify(block)}`);
}

async function storiesAt(cursor: string, limit: number): Promise<Schemas["PageListing"]> {
  const { data, error } = await api.GET("/api/v2/pages/", {
    params: { query: { type: ["news.NewsPage"], cursor, limit } },
  });
  if (data === undefined) throw new Error(error?.message);
  return data;
}

/** Follows the links of cursor pages to the end. */
async function allStories(limit: number): Promise<{ titles: string[]; pages: number }> {
  const titles: string[] = [];
  let cursor: string | null = "";
  let pages = 0;
  while (cursor !== null) {
    const listing = await storiesAt(cursor, limit);
    titles.push(...listing.items.filter(isCard).map((card) => card.title));
    pages += 1;
    const { next } = listing.meta;
    cursor = next ? new URL(next).searchParams.get("cursor") : null;
  }
  return { titles, pages };
}

async function readStory(path: string): Promise<Story> {
  const { data, error } = await api.GET("/api/v2/resolve/", {
    params: { query: { path } },
  });
  if (data === undefined) throw new Error(error?.message);
  if (data.kind !== "page") throw new Error(`${path} leads to ${data.to}`);
  if (!isStory(data.document)) throw new Error(`${path} is no story`);
  return data.document;
}

async function newestPath(): Promise<string> {
  const { data } = await api.GET("/api/v2/site/");
  const card = data?.sections[0]?.items[0];
  if (card === undefined) throw new Error("the front page is empty");
  return `${card.category.path}${card.meta.slug}/`;
}

async function problem(): Promise<{ status: number; message: string }> {
  const { error, response } = await api.GET("/api/v2/pages/{id}/", {
    params: { path: { id: 999999 } },
  });
  if (error === undefined) throw new Error("there is a page 999999");
  return { status: response.status, message: error.message };
}

const story = await readStory(await newestPath());
const listing = await allStories(5);
console.log(
  JSON.stringify({
    ...listing,
    story: story.title,
    byline: story.byline.map((line) => line.name),
    kinds: [...new Set(story.body.map((block) => block.type))].sort(),
    text: story.body.map(textOf).join("\n"),
    problem: await problem(),
  }),
);
