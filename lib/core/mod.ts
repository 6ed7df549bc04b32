export * from "./check_pixels.ts";
export * from "./input_error.ts";
export * from "./nearest_name.ts";
export * from "./path_exists.ts";
export * from "./pixels.ts";
export * from "./random.ts";
export * from "./write_file.ts";
