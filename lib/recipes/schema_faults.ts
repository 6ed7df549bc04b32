import { z } from "zod";
import { nearestName } from "../core/mod.ts";
import { formAt, tagOf } from "./schema_form.ts";
import { schemaWords } from "./schema_words.ts";
import { valueAt } from "./value_at.ts";

/** Longer values are cut. */
const MOST_LETTERS = 80;

/** A value as JSON writes it, for a message. */
function shown(value: unknown): string {
  if (value === undefined) return "none";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MOST_LETTERS
    ? `${text.slice(0, MOST_LETTERS)}...`
    : text;
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map(String).reduce(
    (start, key) =>
      key.includes(".") ? `${start}["${key}"]` : `${start}.${key}`,
    "",
  );
  return text.replace(/^\./, "") || "recipe";
}

function meant(name: unknown, names: readonly unknown[]): string {
  const near = typeof name === "string"
    ? nearestName(
      name,
      names.filter((one) => typeof one === "string"),
      Math.ceil(name.length / 2),
    )
    : undefined;
  return near === undefined ? "" : `, did you mean "${near}"?`;
}

/** A part of a value, and the schema that refuses the whole. */
interface Place {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/** A value of which the schema takes only some. */
function wrongValue({ schema, value, path }: Place, at: string): string {
  const form = formAt(schema, value, path);
  const found = valueAt(value, path);
  const words = form ? schemaWords(form) : "left out";
  const names = [...form?._zod.values ?? []];
  return `${at} must be ${words}, current value is ${shown(found)}${
    meant(found, names)
  }`;
}

/** An object or list that is of none of a union's forms: by its tag, or by the form that it comes nearest to. */
function noForm(place: Place, prefix: readonly PropertyKey[]): string[] {
  const { schema, value, path } = place;
  const form = formAt(schema, value, path)!;
  const found = valueAt(value, path);
  const whole = [...prefix, ...path];
  if (form._zod.def.type !== "union") return faultsAt(form, found, whole);
  const tag = tagOf(form);
  if (!tag || typeof found !== "object" || !found || Array.isArray(found)) {
    return [wrongValue(place, pathText(whole))];
  }
  const name = valueAt(found, [tag.key]);
  const values = tag.values.map((value) => JSON.stringify(value)).join(", ");
  return [
    `${
      pathText([...whole, tag.key])
    } must be one of ${values}, current value is ${shown(name)}${
      meant(name, tag.values)
    }`,
  ];
}

/** Keys that an object of the schema may have. */
function knownKeys({ schema, value, path }: Place): string[] {
  const def = formAt(schema, value, path)?._zod.def;
  return def?.type === "object" ? Object.keys(def.shape) : [];
}

function faultsOf(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  value: unknown,
  prefix: readonly PropertyKey[],
): string[] {
  const place = { schema, value, path: issue.path };
  const at = pathText([...prefix, ...issue.path]);
  switch (issue.code) {
    case "invalid_union": {
      // A wrong tag is told of the tag, not of what it stands in.
      const path = issue.discriminator === undefined
        ? issue.path
        : issue.path.slice(0, -1);
      return noForm({ ...place, path }, prefix);
    }
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        `${at} must have no unknown key, current value is "${key}"${
          meant(key, knownKeys(place))
        }`
      );
    case "custom":
    case "invalid_format": {
      // What holds for the whole names its own places.
      if (at === "recipe") return [issue.message];
      const value_ = shown(valueAt(value, issue.path));
      return [`${at} ${issue.message}, current value is ${value_}`];
    }
    default:
      return [wrongValue(place, at)];
  }
}

function faultsAt(
  schema: z.core.$ZodType,
  value: unknown,
  prefix: readonly PropertyKey[],
): string[] {
  const { error } = z.safeParse(schema, value);
  return (error?.issues ?? []).flatMap((issue) =>
    faultsOf(issue, schema, value, prefix)
  );
}

/**
 * What a schema finds wrong with a value, each as "PATH must be ..., current value is ...". A misspelt key or name is
 * answered with the nearest one of the schema.
 *
 * @param schema Its own texts begin with "must".
 * @param value As JSON has it.
 * @returns Nothing where it is right.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { schemaFaults } from "./schema_faults.ts";
 *
 * const schema = z.strictObject({ sides: z.union([z.literal(4), z.literal(8)]) });
 * const [fault] = schemaFaults(schema, { sides: 6 });
 * if (fault !== "sides must be 4 or 8, current value is 6") throw new Error(fault);
 * ```
 */
export function schemaFaults(
  schema: z.core.$ZodType,
  value: unknown,
): string[] {
  return [...new Set(faultsAt(schema, value, []))];
}
