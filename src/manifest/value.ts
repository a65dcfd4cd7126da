import type { JsonObject, JsonValue } from './manifest.ts';

/** The value if it is a mapping. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

/** The value if it is a string, else ''. */
export function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
