/** All keys of all parts, of which one must hold; undefined where a part has none. */
export function every<Part, Key>(
  parts: readonly Part[],
  keysOf: (part: Part) => readonly Key[] | undefined,
): readonly Key[] | undefined {
  const keys: Key[] = [];
  for (const part of parts) {
    const own = keysOf(part);
    if (own === undefined) return undefined;
    for (const key of own) keys.push(key);
  }
  return keys;
}
