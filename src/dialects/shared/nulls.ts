import type { JsonObject, JsonValue } from '../../manifest/manifest.ts';

/** What a null stands for. In a field it is always the same as leaving the field out. */
export interface NullReading {
  /** In a list: Go's zero value for built-in kinds; custom resources keep it, and validation refuses it. */
  readonly items: 'zero' | 'keep';
  /** As a value of matchLabels: the empty text for built-in kinds; kept, and refused, in custom resources. */
  readonly labels: 'empty' | 'keep';
}

export const builtinNulls: NullReading = { items: 'zero', labels: 'empty' };
export const customResourceNulls: NullReading = { items: 'keep', labels: 'keep' };

/** The lists of built-in kinds whose items are texts; in all others an item is an object. */
const textLists: ReadonlySet<string> = new Set(['values', 'except', 'policyTypes']);

/** The value as the API server understands it: fields that are null are gone. One without any is the value itself. */
export function withoutNulls(value: JsonValue, reading: NullReading): JsonValue {
  return holdsNull(value) ? stripped(value, reading) : value;
}

function holdsNull(value: JsonValue | undefined): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value !== 'object') return false;
  return isList(value) ? value.some(holdsNull) : Object.keys(value).some((key) => holdsNull(value[key]));
}

function stripped(value: JsonValue, reading: NullReading): JsonValue {
  if (value === null || typeof value !== 'object') return value;
  return isList(value) ? listWithoutNulls(value, reading, {}) : objectWithoutNulls(value, reading);
}

function listWithoutNulls(
  list: readonly JsonValue[],
  reading: NullReading,
  zero: '' | JsonObject,
): JsonValue {
  return list.map((item) => (item === null && reading.items === 'zero' ? zero : stripped(item, reading)));
}

function objectWithoutNulls(value: JsonObject, reading: NullReading): JsonObject {
  const result: Record<string, JsonValue> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && item !== null) result[key] = fieldWithoutNulls(key, item, reading);
  }
  return result;
}

function fieldWithoutNulls(key: string, item: JsonValue, reading: NullReading): JsonValue {
  if (key === 'matchLabels') return labels(item, reading);
  if (textLists.has(key) && isList(item)) return listWithoutNulls(item, reading, '');
  return stripped(item, reading);
}

/** A label without its value must not vanish: the selector would select more than it says. */
function labels(value: JsonValue, reading: NullReading): JsonValue {
  if (value === null || typeof value !== 'object' || isList(value)) return value;
  const result: Record<string, JsonValue> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    result[key] = item === null && reading.labels === 'empty' ? '' : (item as JsonValue);
  }
  return result;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
