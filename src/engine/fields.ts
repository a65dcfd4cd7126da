import type { Kind } from '../dialects/shared/kind.ts';
import type { Schema } from '../dialects/shared/schema.ts';

/** A field that an engine understands. */
export interface Field {
  /** `spec.ingress[].from[].podSelector`. */
  readonly path: string;
  /** `string`, `integer 1..65535`, `one of TCP, UDP`, ... */
  readonly type: string;
}

/** Deeper is a selector in a selector: nothing that a reader looks for. */
const deepest = 12;

/** All fields of a kind's spec, in the order of its schema. */
export function fieldsOf({ schema }: Kind<unknown>): readonly Field[] {
  const spec = propertiesOf(schema).spec;
  return spec === undefined ? [] : [...walk('spec', spec, 0)];
}

function* walk(path: string, schema: Schema, depth: number): Iterable<Field> {
  // A field of older releases, which is there to be refused.
  if (depth > deepest || schema.removed === true) return;
  if (schema.items !== undefined) {
    yield* walk(`${path}[]`, schema.items as Schema, depth + 1);
    return;
  }
  const properties = Object.entries(propertiesOf(schema));
  if (properties.length === 0) yield { path, type: typeText(schema) };
  for (const [name, child] of properties) yield* walk(`${path}.${name}`, child, depth + 1);
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
}

function typeText({ type, enum: values, minimum, maximum }: Schema): string {
  if (Array.isArray(values)) return `one of ${values.join(', ')}`;
  const name = Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'any';
  return minimum === undefined || maximum === undefined ? name : `${name} ${minimum}..${maximum}`;
}
