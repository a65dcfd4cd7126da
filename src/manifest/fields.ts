import { Fault } from './fault.ts';
import type { JsonObject, JsonValue } from './manifest.ts';

export type Fields = { [key: string]: JsonValue };

/** Keys that came from a merge: a key of the mapping itself may still replace them. */
const mergedKeys = new WeakMap<Fields, Set<string>>();

/** Throws a Fault for a key that the mapping has itself. */
export function setField(fields: Fields, key: string, value: JsonValue, offset: number): void {
  if (key in fields && !mergedKeys.get(fields)?.delete(key)) {
    throw new Fault('duplicate-key', `the key "${key}" stands twice in one mapping`, offset);
  }
  fields[key] = value;
}

/**
 * A YAML merge key: the mapping's own keys win over merged ones wherever they stand, and earlier merged mappings
 * over later ones. Gives the number of keys looked at.
 */
export function addMerged(fields: Fields, value: JsonValue, offset: number): number {
  const sources: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  let seen = 0;
  for (const source of sources) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw new Fault('yaml-merge', 'a merge key wants a mapping or a list of mappings', offset);
    }
    seen += mergeFields(fields, source as JsonObject);
  }
  return seen;
}

function mergeFields(fields: Fields, source: JsonObject): number {
  const merged = mergedKeys.get(fields) ?? new Set();
  mergedKeys.set(fields, merged);
  let seen = 0;
  for (const key in source) {
    seen++;
    if (key in fields) continue;
    fields[key] = source[key] as JsonValue;
    merged.add(key);
  }
  return seen;
}
