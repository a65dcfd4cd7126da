import type { JsonObject, JsonValue, Manifest } from './manifest.ts';

/** The value if it is a mapping. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

/** The value if it is a string, else ''. */
export function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Dumped from a cluster: such an object has passed the validation of its day. */
export function isStored({ value }: Manifest): boolean {
  const metadata = asObject(value.metadata);
  if (metadata === undefined) return false;
  return ['uid', 'resourceVersion', 'creationTimestamp'].some((key) => asText(metadata[key]) !== '');
}
