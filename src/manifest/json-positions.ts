import type { FieldPath } from '../diagnostics/source.ts';
import { endOfString } from './json.ts';

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
  readonly #root: Node;

  constructor(text: string) {
    this.#text = text;
    this.#root = { offset: skipBlanks(text, 0) };
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
    if (this.#text[node.offset] !== '[') return undefined;
    node.items ??= itemsAt(this.#text, node.offset);
    const item = node.items[index];
    return item && { offset: item.offset, value: item };
  }

  #field(node: Node, key: string): Field | undefined {
    if (this.#text[node.offset] !== '{') return undefined;
    node.fields ??= fieldsAt(this.#text, node.offset);
    return node.fields.get(key);
  }
}

function itemsAt(text: string, open: number): readonly Node[] {
  const items: Node[] = [];
  let at = skipBlanks(text, open + 1);
  while (text[at] !== ']') {
    items.push({ offset: at });
    at = nextMember(text, endOfValue(text, at));
  }
  return items;
}

/** Of a key that is there twice the last counts, as for JSON.parse. */
function fieldsAt(text: string, open: number): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  let at = skipBlanks(text, open + 1);
  while (text[at] !== '}') {
    const end = endOfString(text, at) + 1;
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    fields.set(JSON.parse(text.slice(at, end)), { offset: at, value: { offset: value } });
    at = nextMember(text, endOfValue(text, value));
  }
  return fields;
}

/** Behind a value: the next one, or the closing bracket. */
function nextMember(text: string, end: number): number {
  const at = skipBlanks(text, end);
  return text[at] === ',' ? skipBlanks(text, at + 1) : at;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

const [quote, openList, closeList, openObject, closeObject] = [...'"[]{}'].map((each) => each.charCodeAt(0));

/** Offset behind the value that starts here. */
function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfString(text, start) + 1;
  if (first === openList || first === openObject) return endOfBrackets(text, start);
  let at = start;
  while (at < text.length && !isBlank(text.charCodeAt(at)) && !',]}'.includes(text[at])) at++;
  return at;
}

/** By counting brackets; strings are stepped over. */
function endOfBrackets(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openList || code === openObject) depth++;
    else if ((code === closeList || code === closeObject) && --depth === 0) return at + 1;
  }
  return text.length;
}
