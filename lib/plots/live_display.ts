import { DISPLAY, type Displayable } from "./displayable.ts";

/** An output that changes while its cell runs. */
export interface LiveDisplay {
  /**
   * Shows something in place of what was there. In a terminal, where nothing can be replaced, the plain text is
   * printed.
   */
  update(content: Displayable): Promise<void>;
}

/** The part of `Deno.jupyter` used here; it exists in the kernel only. */
interface Kernel {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

function isKernel(value: unknown): value is Kernel {
  return typeof value === "object" && value !== null &&
    "broadcast" in value && typeof value.broadcast === "function";
}

/** The kernel, if the program runs in one; elsewhere reading the property throws. */
function findKernel(): Kernel | undefined {
  try {
    const value: unknown = Reflect.get(Deno, "jupyter");
    return isKernel(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

let count = 0;

/**
 * Makes an output that changes while its cell runs: progress, growing curves. The place is where the first update
 * happens.
 *
 * @returns Its update function.
 *
 * @example
 * ```ts
 * import { displayMarkdown } from "./display_markdown.ts";
 * import { liveDisplay } from "./live_display.ts";
 *
 * const live = liveDisplay();
 * await live.update(displayMarkdown("epoch 1"));
 * await live.update(displayMarkdown("epoch 2"));
 * ```
 */
export function liveDisplay(): LiveDisplay {
  const id = `segbook-${Deno.pid}-${count++}`;
  let shown = false;
  return {
    async update(content) {
      const bundle = await content[DISPLAY]();
      const kernel = findKernel();
      if (!kernel) return console.log(bundle["text/plain"]);
      const type = shown ? "update_display_data" : "display_data";
      shown = true;
      await kernel.broadcast(type, {
        data: bundle,
        metadata: {},
        transient: { display_id: id },
      });
    },
  };
}
