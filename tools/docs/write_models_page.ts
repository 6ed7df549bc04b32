// deno run -A tools/docs/write_models_page.ts: writes docs/models.md from the registries.
import { fileURLToPath } from "node:url";
import { writeFileAtomic } from "../../lib/core/mod.ts";
import { formatMarkdown } from "./format_markdown.ts";
import { modelsPage } from "./models_page.ts";

const path = fileURLToPath(new URL("../../docs/models.md", import.meta.url));
await writeFileAtomic(path, await formatMarkdown(modelsPage()));
console.log(`Wrote ${path}`);
