import { z } from "zod";
import { valueAt } from "./value_at.ts";

/** A schema that tells its kind by `_zod.def.type`. */
export type Form = z.core.$ZodTypes;

type ObjectForm = z.core.$ZodObject;

/** The schema itself, whether or not what it takes may be left out. */
export function plainForm(schema: z.core.$ZodType): Form {
  const form = schema as Form;
  return form._zod.def.type === "optional"
    ? plainForm(form._zod.def.innerType)
    : form;
}

/** The forms that a value may have; one where there is no choice. */
export function alternatives(form: Form): Form[] {
  return form._zod.def.type === "union"
    ? form._zod.def.options.map(plainForm).flatMap(alternatives)
    : [form];
}

const isObjectForm = (form: Form): form is ObjectForm =>
  form._zod.def.type === "object";

/** The key by which objects of several forms are told apart, and the values that it may have. */
export interface Tag {
  readonly key: string;
  readonly values: readonly z.core.util.Primitive[];
}

const valuesOf = (schema: z.core.$ZodType | undefined) =>
  schema && [...plainForm(schema)._zod.values ?? []];

/** The tag of a union of objects; nothing where they have none in common. */
export function tagOf(union: Form): Tag | undefined {
  const shapes = alternatives(union).filter(isObjectForm)
    .map((form) => form._zod.def.shape);
  const key = Object.keys(shapes[0] ?? {}).find((key) =>
    shapes.every((shape) => valuesOf(shape[key])?.length)
  );
  if (key === undefined) return undefined;
  return { key, values: shapes.flatMap((shape) => valuesOf(shape[key])!) };
}

/** How much a form finds wrong with a value. */
function faultCount(form: Form, value: unknown): number {
  const { error } = z.safeParse(form, value);
  return (error?.issues ?? []).reduce(
    (sum, issue) =>
      sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1),
    0,
  );
}

/** Whether an object's tag is one that the form has. */
function hasTag(form: Form, { key }: Tag, value: unknown): boolean {
  const tag = valueAt(value, [key]);
  const child = isObjectForm(form) ? form._zod.def.shape[key] : undefined;
  return child !== undefined && z.safeParse(child, tag).success ||
    tag === undefined && child?._zod.optin === "optional";
}

/**
 * Of the forms that a value may have, the one that it is meant to have: lists go to lists, objects to the one with
 * their tag, or to the one that finds least wrong with them.
 *
 * @returns The union itself where the value is of none of its kinds, or has a tag that no form has.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { formOf } from "./schema_form.ts";
 *
 * const union = z.union([z.number(), z.array(z.number())]);
 * if (formOf(union, ["a"])._zod.def.type !== "array" || formOf(union, "a")._zod.def.type !== "union") throw new Error();
 * ```
 */
export function formOf(schema: z.core.$ZodType, value: unknown): Form {
  const form = plainForm(schema);
  if (typeof value !== "object" || value === null) return form;
  const kind = Array.isArray(value) ? "array" : "object";
  const ofKind = alternatives(form).filter(({ _zod }) =>
    _zod.def.type === kind
  );
  const tag = kind === "object" ? tagOf(form) : undefined;
  const fitting = tag
    ? ofKind.filter((one) => hasTag(one, tag, value))
    : ofKind;
  if (form._zod.def.type !== "union" || fitting.length === 0) return form;
  const counts = fitting.map((one) => faultCount(one, value));
  return fitting[counts.indexOf(Math.min(...counts))]!;
}

/** The part of a schema that a form has at a key. */
function childOf(
  { _zod: { def } }: Form,
  key: PropertyKey,
): z.core.$ZodType | undefined {
  switch (def.type) {
    case "object":
      return def.shape[String(key)];
    case "array":
      return def.element;
    case "record":
      return def.valueType;
    default:
      return undefined;
  }
}

/** The form that the value at a path is meant to have; nothing where the schema has no such place. */
export function formAt(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): Form | undefined {
  const [key, ...rest] = path;
  const form = formOf(schema, value);
  if (key === undefined) return form;
  const child = childOf(form, key);
  return child && formAt(child, valueAt(value, [key]), rest);
}
