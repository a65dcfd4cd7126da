import type { FieldPath } from '../diagnostics/source.ts';

/** A value, and what it holds: looked for when somebody asks. */
interface Node {
  readonly offset: number;
  items?: readonly Node[];
  fields?: ReadonlyMap<string, Field>;
}

/** Where a key is, and its value. */
interface Field {
  readonly offset: number;
  readonly value: Node;
}

/**
 * Where each field of a text is that JSON.parse has accepted. Only the lists and objects on the way to a field are
 * taken apart, so that one warning does not cost as much as the reading of the whole text.
 */
export class JsonPositions {
  readonly #text: string;
  /** The text by its UTF-16 units: the values of a report's thousands of rules are stepped over one by one. */
  readonly #units: Uint16Array;
  readonly #root: Node;

  constructor(text: string) {
    this.#text = text;
    this.#units = unitsOf(text);
    this.#root = { offset: skipBlanks(this.#units, 0) };
  }

  /** Offset of the field: of its key in an object, of the item in a list; of the nearest node that exists. */
  offset(path: FieldPath): number {
    let node = this.#root;
    let offset = node.offset;
    for (const step of path) {
      const next = typeof step === 'number' ? this.#item(node, step) : this.#field(node, step);
      if (next === undefined) return offset;
      offset = next.offset;
      node = next.value;
    }
    return offset;
  }

  #item(node: Node, index: number): Field | undefined {
    if (this.#units[node.offset] !== openList) return undefined;
    node.items ??= itemsAt(this.#units, node.offset);
    const item = node.items[index];
    return item && { offset: item.offset, value: item };
  }

  #field(node: Node, key: string): Field | undefined {
    if (this.#units[node.offset] !== openObject) return undefined;
    node.fields ??= this.#fieldsAt(node.offset);
    return node.fields.get(key);
  }

  /** Of a key that is there twice the last counts, as for JSON.parse. */
  #fieldsAt(open: number): ReadonlyMap<string, Field> {
    const units = this.#units;
    const fields = new Map<string, Field>();
    let at = skipBlanks(units, open + 1);
    while (units[at] !== closeObject) {
      const end = endOfString(units, at);
      const value = skipBlanks(units, skipBlanks(units, end) + 1);
      fields.set(keyOf(this.#text.slice(at, end)), { offset: at, value: { offset: value } });
      at = nextMember(units, endOfValue(units, value));
    }
    return fields;
  }
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
  return units;
}

/** Of the key in its quotes. */
function keyOf(quoted: string): string {
  return quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
}

function itemsAt(units: Uint16Array, open: number): readonly Node[] {
  const items: Node[] = [];
  let at = skipBlanks(units, open + 1);
  while (units[at] !== closeList) {
    items.push({ offset: at });
    at = nextMember(units, endOfValue(units, at));
  }
  return items;
}

/** Behind a value: the next one, or the closing bracket. */
function nextMember(units: Uint16Array, end: number): number {
  const at = skipBlanks(units, end);
  return units[at] === comma ? skipBlanks(units, at + 1) : at;
}

function skipBlanks(units: Uint16Array, from: number): number {
  let at = from;
  while (isBlank(units[at])) at++;
  return at;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Offset behind the value that starts here. */
function endOfValue(units: Uint16Array, start: number): number {
  const first = units[start];
  if (first === quote) return endOfString(units, start);
  if (first === openList || first === openObject) return endOfBrackets(units, start);
  let at = start;
  while (at < units.length && !isBlank(units[at]) && !isEnd(units[at])) at++;
  return at;
}

function isEnd(unit: number): boolean {
  return unit === comma || unit === closeList || unit === closeObject;
}

/** Offset behind the closing quote. */
function endOfString(units: Uint16Array, open: number): number {
  let at = open + 1;
  while (at < units.length && units[at] !== quote) at += units[at] === backslash ? 2 : 1;
  return at + 1;
}

/** By counting brackets; strings are stepped over. */
function endOfBrackets(units: Uint16Array, open: number): number {
  let depth = 0;
  let at = open;
  while (at < units.length) {
    const unit = units[at];
    if (unit === quote) {
      at = endOfString(units, at);
      continue;
    }
    at++;
    if (unit === openList || unit === openObject) depth++;
    else if ((unit === closeList || unit === closeObject) && --depth === 0) return at;
  }
  return units.length;
}
