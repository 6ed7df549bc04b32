import { fileURLToPath } from "node:url";

/**
 * Formats Markdown as `deno fmt` does in this project.
 *
 * @param text Markdown.
 * @throws {Error} Where the formatter refuses it.
 *
 * @example
 * ```ts
 * import { formatMarkdown } from "./format_markdown.ts";
 *
 * if (await formatMarkdown("#  a\n\n*  b") !== "# a\n\n- b\n") throw new Error();
 * ```
 */
export async function formatMarkdown(text: string): Promise<string> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`Cannot format the page: ${decoder.decode(stderr)}`);
}
