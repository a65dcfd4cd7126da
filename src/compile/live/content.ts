/** Equal in everything but where it was written, and the policies that rules belong to. */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const kind = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a)) return sameItems(a, b as readonly unknown[]);
  // Of anything that is no plain value only the thing itself is equal to it.
  return kind === Object.prototype && sameFields(a, b);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => sameContent(item, b[index]));
}

function sameFields(a: object, b: object): boolean {
  const [one, other] = [a, b] as Record<string, unknown>[];
  const names = Object.keys(one).filter(matters);
  if (names.length !== Object.keys(other).filter(matters).length) return false;
  return names.every((name) => name in other && sameContent(one[name], other[name]));
}

function matters(field: string): boolean {
  return field !== 'source' && field !== 'policy';
}

const keys = new WeakMap<object, string>();

/** A text that is equal for equal plain contents, places in files aside. */
export function contentKey(value: object): string {
  let key = keys.get(value);
  if (key === undefined) {
    key = JSON.stringify(value, (field, part) => (matters(field) ? part : undefined));
    keys.set(value, key);
  }
  return key;
}
