/**
 * What a rule can be found by: a connection that it matches has one of its keys. A list of keys is a key too, which whoever
 * has a key of the list has: lists that are long, or that many rules share, are then read once.
 */
export type Key = number | string | KeyList;

export type KeyList = readonly Key[];

/** By place of a rule: its keys. Undefined: it asks nothing, or nothing simple. */
export type RuleKeys = readonly (KeyList | undefined)[];

/** Longer lists are keys by themselves. */
const longest = 16;

/** All keys of all parts, of which one must hold; undefined where a part has none. */
export function every<Part>(
  parts: readonly Part[],
  keysOf: (part: Part) => KeyList | undefined,
): KeyList | undefined {
  const keys: Key[] = [];
  for (const part of parts) {
    const own = keysOf(part);
    if (own === undefined) return undefined;
    if (own.length > longest) keys.push(own);
    else for (const key of own) keys.push(key);
  }
  return keys;
}

/** The same list of keys for the same object, made once. */
export function once<Of extends object>(
  keysOf: (of: Of) => KeyList | undefined,
): (of: Of) => KeyList | undefined {
  const known = new Map<Of, KeyList | undefined>();
  return (of) => {
    if (!known.has(of)) known.set(of, keysOf(of));
    return known.get(of);
  };
}
