import { describe, expect, it } from 'vitest';
import { antrea } from '../../src/dialects/antrea/index.ts';
import { calico } from '../../src/dialects/calico/index.ts';
import { cilium } from '../../src/dialects/cilium/index.ts';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { accepts } from '../../src/dialects/shared/accept.ts';
import type { Schema } from '../../src/dialects/shared/schema.ts';
import { violationsOf } from '../../src/dialects/shared/validate.ts';

const kinds = new Map(
  [kubernetes, cilium, calico, antrea].flatMap((dialect) =>
    dialect.kinds('').map((kind) => [`${dialect.name} ${kind.kind}`, kind.schema] as const),
  ),
);

describe('objects are accepted exactly where the validator has nothing to say', () => {
  it.each([...kinds])('%s', (_, schema) => {
    const random = numbers(1);
    let accepted = 0;
    for (let i = 0; i < 1500; i++) {
      // Ever fewer faults: some objects must be sound.
      const value = sampleOf(schema, random, i % 2 === 0 ? 0 : 0.1);
      const violations = violationsOf(schema, value);
      expect({ value, isAccepted: accepts(schema, value) }).toEqual({
        value,
        isAccepted: violations.length === 0,
      });
      if (violations.length === 0) accepted++;
    }
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(1500);
  });
});

describe('keywords', () => {
  it.each<[Schema, unknown, boolean]>([
    [{ type: 'integer' }, 1.5, false],
    [{ type: ['integer', 'string'], minimum: 1 }, 'http', true],
    [{ type: ['integer', 'string'], minimum: 1 }, 0, false],
    [{ type: 'object' }, [], false],
    [{ type: 'object' }, null, false],
    [{ type: 'object', required: ['a'] }, { a: undefined }, false],
    [{ type: 'object', properties: {}, additionalProperties: false }, { toString: 1 }, false],
    [{ type: 'array', uniqueItems: true }, ['a', 'b', 'a'], false],
    [{ type: 'array', uniqueItems: true }, ['a', 'b'], true],
    [{ type: 'string', maxLength: 2 }, 'abc', false],
    [{ enum: ['a'] }, 'b', false],
    [{ rule: [() => {}] }, 1, true],
    [{ multipleOf: 2 }, 3, false],
  ])('%j and %j: %s', (schema, value, isAccepted) => {
    expect(accepts(schema, value)).toBe(isAccepted);
    expect(violationsOf(schema, value).length === 0).toBe(isAccepted);
  });
});

/** A generator of Park and Miller: from 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Random = () => number;

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)];
}

const texts = [
  'a',
  'kube-system',
  '10.0.0.0/8',
  '10.1.0.0/16',
  'fd00::/8',
  'app',
  'HTTP',
  'TCP',
  'Allow',
  '8080',
];
const oddities = [null, 0, 1.5, 70_000, true, '', 'No', [], ['a', 'a'], {}, { a: 1 }];

/** A value after the schema, in which about `faults` of all fields are wrong. */
function sampleOf(schema: Schema, random: Random, faults: number): unknown {
  if (random() < faults) return pick(oddities, random);
  if (Array.isArray(schema.enum)) return pick(schema.enum, random);
  const type =
    typeof schema.type === 'string' ? schema.type : pick((schema.type as string[]) ?? [''], random);
  switch (type) {
    case 'object':
      return objectOf(schema, random, faults);
    case 'array':
      return listOf(schema, random, faults);
    case 'integer':
      return pick([schema.minimum ?? 0, schema.maximum ?? 9, 8080], random);
    case 'boolean':
      return random() < 0.5;
    default:
      return pick(texts, random);
  }
}

function objectOf(schema: Schema, random: Random, faults: number): unknown {
  const value: Record<string, unknown> = Object.create(null);
  const required = (schema.required ?? []) as readonly string[];
  for (const [name, field] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
    if (required.includes(name) ? random() >= faults / 2 : random() < 0.25)
      value[name] = sampleOf(field, random, faults);
  }
  if (random() < faults / 2) value.unknown = 1;
  return value;
}

function listOf(schema: Schema, random: Random, faults: number): unknown {
  const least = (schema.minItems as number | undefined) ?? 0;
  const count = random() < faults ? 0 : Math.max(least, Math.floor(random() * 3));
  return Array.from({ length: count }, () => sampleOf(schema.items as Schema, random, faults));
}
