export * from "./check_page.ts";
export * from "./notebook.ts";
export * from "./print_report.ts";
export * from "./screenshot_report.ts";
export * from "./summary.ts";
export * from "./write_report.ts";
