import { escapeHtml } from "../plots/escape_html.ts";
import { currentKernel } from "./kernel.ts";

/** How far long work is. */
export interface ProgressState {
  /** Share that is done, 0 to 1. */
  readonly done: number;
  /** What to show beside the bar, in order: epoch, loss, learning rate. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** A progress bar with values that changes in place. */
export interface LiveProgress {
  /** Shows a state, now or within half a second; of several in that time the last. */
  update(state: ProgressState): void;
  /** Shows the last state for good. */
  finish(): Promise<void>;
}

/** How progress is shown. */
export interface LiveProgressOptions {
  /** Shortest time between two changes, milliseconds. @default {500 in a notebook, 2000 in a terminal} */
  readonly interval?: number;
  /** Milliseconds since some start. @default {performance.now} */
  readonly now?: () => number;
}

/** Time as people say it: 8 s, 3 min 20 s, 1 h 5 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function formatValue(value: string | number): string {
  return typeof value === "number"
    ? String(Number(value.toPrecision(4)))
    : value;
}

/** The state as one line of text and as a table with a bar. */
function render(label: string, state: ProgressState, timeLeft: string) {
  const share = Math.min(Math.max(state.done, 0), 1);
  const percent = `${Math.floor(share * 100)} %`;
  const rows: [string, string][] = [
    ...Object.entries(state.values).map(([name, value]): [string, string] => [
      name,
      formatValue(value),
    ]),
    ["time left", timeLeft],
  ];
  const cells = rows.map(([name, value]) =>
    `<th style="text-align:left">${escapeHtml(name)}</th>` +
    `<td style="text-align:right">${escapeHtml(value)}</td>`
  );
  return {
    "text/plain": `${label} ${percent}  ${
      rows.map((row) => row.join(" ")).join("  ")
    }`,
    "text/html":
      `<div class="segbook-progress"><b>${
        escapeHtml(label)
      }</b> <progress value="${
        share.toFixed(4)
      }" max="1" style="width:22em"></progress> ${percent}` +
      `<table><tbody><tr>${cells.join("")}</tr></tbody></table></div>`,
  };
}

let count = 0;

/**
 * Shows how far long work is: one display that changes in place in a notebook, and whose last state is what is saved;
 * lines in a terminal.
 *
 * @param label What is going on, such as "Fold 2".
 * @param options How often it changes.
 *
 * @example
 * ```ts
 * import { liveProgress } from "./live_progress.ts";
 *
 * const progress = liveProgress("Fold 0");
 * for (let step = 1; step <= 10; step++) {
 *   progress.update({ done: step / 10, values: { step, loss: 1 / step } });
 * }
 * await progress.finish();
 * ```
 */
export function liveProgress(
  label: string,
  options: LiveProgressOptions = {},
): LiveProgress {
  const jupyter = currentKernel()?.jupyter;
  const { interval = jupyter ? 500 : 2000, now = () => performance.now() } =
    options;
  const transient = { display_id: `segbook-progress-${Deno.pid}-${count++}` };
  let first: { readonly time: number; readonly done: number } | undefined;
  let waiting: ProgressState | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastSent = -Infinity;
  let sending = Promise.resolve();

  const timeLeft = ({ done }: ProgressState) => {
    if (done >= 1) return "0 s";
    const gained = first ? done - first.done : 0;
    if (!first || gained <= 0) return "?";
    return formatDuration((now() - first.time) / 1000 / gained * (1 - done));
  };
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const data = render(label, waiting, timeLeft(waiting));
    waiting = undefined;
    const isFirst = lastSent === -Infinity;
    lastSent = now();
    if (!jupyter) return console.log(data["text/plain"]);
    const type = isFirst ? "display_data" : "update_display_data";
    sending = sending.then(() =>
      jupyter.broadcast(type, { data, metadata: {}, transient })
    );
  };
  return {
    update(state) {
      first ??= { time: now(), done: state.done };
      waiting = state;
      const wait = lastSent + interval - now();
      if (wait <= 0) send();
      else timer ??= setTimeout(send, wait);
    },
    async finish() {
      send();
      await sending;
    },
  };
}
