import type { TextCheck } from '../../manifest/names.ts';
import { type Rule, shown, type Violation } from './violation.ts';

/** A JSON Schema, with the keyword `rule` for checks in code. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

export type Properties = Readonly<Record<string, Schema>>;

/** Anything at all. */
export const anything: Schema = {};

/** An object with these fields and no others. */
export function object(
  properties: Properties,
  options: { required?: readonly string[]; rule?: Rule | readonly Rule[] } = {},
): Schema {
  const { required = [], rule } = options;
  const schema = { type: 'object', properties, required, additionalProperties: false };
  return rule === undefined ? schema : { ...schema, rule };
}

/** An object whose unknown fields the rule has to judge. */
export function openObject(properties: Properties, rule?: Rule | readonly Rule[]): Schema {
  return { type: 'object', properties, ...(rule === undefined ? {} : { rule }) };
}

/** A Kubernetes object with this spec. Its metadata has checks of its own, and its status says nothing here. */
export function kubernetesObject(
  spec: Schema,
  options: { required?: readonly string[]; rule?: Rule } = {},
): Schema {
  const fields = { apiVersion: anything, kind: anything, metadata: anything, spec, status: anything };
  return object(fields, options);
}

export function list(
  items: Schema,
  options: { min?: number; max?: number; unique?: boolean; rule?: Rule } = {},
): Schema {
  const { min, max, unique, rule } = options;
  return {
    type: 'array',
    items,
    ...(min === undefined ? {} : { minItems: min }),
    ...(max === undefined ? {} : { maxItems: max }),
    ...(unique ? { uniqueItems: true } : {}),
    ...(rule === undefined ? {} : { rule }),
  };
}

export function integer(minimum: number, maximum: number): Schema {
  return { type: 'integer', minimum, maximum };
}

export function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

/** A text of at most `max` characters that satisfies the rule. */
export function text(options: { max?: number; rule?: Rule } = {}): Schema {
  const { max, rule } = options;
  return {
    type: 'string',
    ...(max === undefined ? {} : { maxLength: max }),
    ...(rule === undefined ? {} : { rule }),
  };
}

export const port: Schema = integer(1, 65535);

/** The rule that a text passes this check. */
export function textRule(check: TextCheck, code: string, hint?: (text: string) => string | undefined): Rule {
  return (value, report) => {
    const wrong = typeof value === 'string' ? check(value) : undefined;
    if (wrong !== undefined) report(invalid([], code, value, wrong, hint?.(value as string)));
  };
}

export function invalid(
  path: Violation['path'],
  code: string,
  value: unknown,
  wrong: string,
  hint?: string,
): Violation {
  return {
    path,
    code,
    message: `Invalid value: ${shown(value)}: ${wrong}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
