/** The parameters of a network: declared by name and shape, then given numbers. */
export * from "./initial_values.ts";
export * from "./parameter.ts";
export * from "./parameter_store.ts";
export * from "./scope.ts";
