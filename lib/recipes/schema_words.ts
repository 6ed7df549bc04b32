import { alternatives, type Form, plainForm, tagOf } from "./schema_form.ts";

const listed = (values: readonly unknown[]) => {
  const texts = [...new Set(values.map((value) => JSON.stringify(value)))];
  return texts.length > 2 ? `one of ${texts.join(", ")}` : texts.join(" or ");
};

/** What a number or a list may be bounded by. */
interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

function range(bounds: Bounds): string {
  const { minimum = -Infinity, exclusiveMinimum, exclusiveMaximum } = bounds;
  const { maximum = Infinity } = bounds;
  const low = exclusiveMinimum !== undefined
    ? ` above ${exclusiveMinimum}`
    : minimum > Number.MIN_SAFE_INTEGER
    ? ` from ${minimum}`
    : "";
  const high = exclusiveMaximum !== undefined
    ? `${low && " and"} below ${exclusiveMaximum}`
    : maximum < Number.MAX_SAFE_INTEGER
    ? `${low ? " to" : " up to"} ${maximum}`
    : "";
  return low + high;
}

function numberWords(bag: Record<string, unknown>): string {
  const whole = String(bag["format"]).endsWith("int");
  return `a ${whole ? "whole " : ""}number${range(bag)}`;
}

/**
 * What a schema takes, in words that follow "must be".
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { plainForm } from "./schema_form.ts";
 * import { schemaWords } from "./schema_words.ts";
 *
 * const words = schemaWords(plainForm(z.union([z.literal(4), z.literal(8)])));
 * if (words !== "4 or 8") throw new Error(words);
 * if (schemaWords(plainForm(z.number().min(0).lt(1))) !== "a number from 0 and below 1") throw new Error();
 * ```
 */
export function schemaWords(form: Form): string {
  const { def, bag, values } = form._zod;
  if (values?.size) return listed([...values]);
  switch (def.type) {
    case "number":
      return numberWords(bag);
    case "boolean":
      return "true or false";
    case "string":
      return "minimum" in bag ? "a text that is not empty" : "a text";
    case "array": {
      const { minimum = 0 } = bag as Bounds;
      const many = minimum > 0 ? ` of ${minimum} or more` : "";
      return `a list${many}, each ${schemaWords(plainForm(def.element))}`;
    }
    case "union": {
      const tag = tagOf(form);
      if (tag) return `an object with "${tag.key}" ${listed(tag.values)}`;
      return [...new Set(alternatives(form).map(schemaWords))].join(" or ");
    }
    case "object":
      return `an object with ${Object.keys(def.shape).join(", ")}`;
    default:
      return "an object";
  }
}
