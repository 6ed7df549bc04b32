export * from "./find_browsers.ts";
export * from "./open_browser.ts";
