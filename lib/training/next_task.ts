/** Lets timers, signals and messages in, which a loop of promises alone would keep waiting. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
