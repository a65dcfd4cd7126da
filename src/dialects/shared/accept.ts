import type { Schema } from './schema.ts';
import { isObject, type Rule } from './violation.ts';

type Check = (value: unknown) => boolean;

const checks = new WeakMap<Schema, Check>();

/**
 * Whether the value satisfies the schema, without a word on what is wrong: most objects are sound, and a validator of
 * JSON Schema that tells all errors takes longer to start than this takes for thousands of them. True only where there
 * is nothing to say; false where there may be: then validate() finds out.
 */
export function accepts(schema: Schema, value: unknown): boolean {
  return checkOf(schema)(value);
}

function checkOf(schema: Schema): Check {
  let check = checks.get(schema);
  if (check === undefined) {
    check = all(
      Object.keys(schema).map((keyword) => (keywords[keyword] ?? unknown)(schema[keyword] as never, schema)),
    );
    checks.set(schema, check);
  }
  return check;
}

function all(parts: readonly Check[]): Check {
  const useful = parts.filter((part) => part !== always);
  if (useful.length === 0) return always;
  if (useful.length === 1) return useful[0];
  return (value) => {
    for (const part of useful) if (!part(value)) return false;
    return true;
  };
}

const always: Check = () => true;
/** A keyword that only validate() knows. */
const unknown = (): Check => () => false;

/** By keyword of JSON Schema, and `rule`: a keyword passes over values that it says nothing about. */
const keywords: Readonly<Record<string, (parameter: never, schema: Schema) => Check>> = Object.assign(
  Object.create(null),
  {
    type: (types: string | readonly string[]) => ofType(typeof types === 'string' ? [types] : types),
    properties,
    required: (names: readonly string[]): Check =>
      names.length === 0
        ? always
        : (value) => !isObject(value) || names.every((name) => value[name] !== undefined),
    additionalProperties,
    items: (schema: Schema): Check => {
      const check = checkOf(schema);
      return (value) => !Array.isArray(value) || value.every(check);
    },
    minItems:
      (least: number): Check =>
      (value) =>
        !Array.isArray(value) || value.length >= least,
    maxItems:
      (most: number): Check =>
      (value) =>
        !Array.isArray(value) || value.length <= most,
    uniqueItems: (): Check => (value) => !Array.isArray(value) || areDistinctTexts(value),
    enum:
      (values: readonly unknown[]): Check =>
      (value) =>
        values.includes(value),
    minimum:
      (least: number): Check =>
      (value) =>
        typeof value !== 'number' || value >= least,
    maximum:
      (most: number): Check =>
      (value) =>
        typeof value !== 'number' || value <= most,
    // In UTF-16 units, of which there are never fewer than characters.
    maxLength:
      (most: number): Check =>
      (value) =>
        typeof value !== 'string' || value.length <= most,
    rule,
    // What to make of an error, and a word for the list of fields.
    toleratedWhenStored: () => always,
    removed: () => always,
  },
);

function ofType(types: readonly string[]): Check {
  const [first, ...others] = types.map((type) => isOfType[type] ?? unknown());
  return others.length === 0 ? first : (value) => first(value) || others.some((each) => each(value));
}

const isOfType: Readonly<Record<string, Check>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
};

function properties(schemas: Readonly<Record<string, Schema>>): Check {
  const fields = Object.entries(schemas).map(([name, schema]) => ({ name, check: checkOf(schema) }));
  const checked = fields.filter(({ check }) => check !== always);
  return (value) => {
    if (!isObject(value)) return true;
    for (const { name, check } of checked) {
      const field = value[name];
      if (field !== undefined && !check(field)) return false;
    }
    return true;
  };
}

function additionalProperties(allowed: unknown, schema: Schema): Check {
  if (allowed !== false) return unknown();
  const known = new Set(Object.keys(schema.properties ?? {}));
  return (value) => {
    if (!isObject(value)) return true;
    for (const name in value) if (!known.has(name)) return false;
    return true;
  };
}

function areDistinctTexts(items: readonly unknown[]): boolean {
  return items.every((item) => typeof item === 'string') && new Set(items).size === items.length;
}

function rule(rules: Rule | readonly Rule[]): Check {
  const each = Array.isArray(rules) ? (rules as readonly Rule[]) : [rules as Rule];
  return (value) => {
    let isSilent = true;
    for (const one of each) {
      one(value, () => {
        isSilent = false;
      });
    }
    return isSilent;
  };
}
