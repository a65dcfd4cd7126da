import type { Budget } from './limits.ts';
import type { JsonObject, JsonValue } from './manifest.ts';

/** A JSON value of a text, which may hold several one behind the other. */
export interface JsonSegment {
  readonly value: JsonValue;
  readonly offset: number;
  readonly text: string;
}

/**
 * The fast way for texts that are plain JSON. Undefined for all else, and for JSON that is broken or over a
 * limit: JSON is YAML too, and the YAML reader says what is wrong and where.
 */
export function readJson(text: string, budget: Budget): readonly JsonSegment[] | undefined {
  const ranges = scanJson(text, budget);
  if (ranges === undefined) return undefined;
  const counter = { left: budget.limits.maxNodes - budget.used.nodes };
  const segments: JsonSegment[] = [];
  for (const [start, end] of ranges) {
    const part = text.slice(start, end);
    const value = parsePlain(part, counter);
    if (value === undefined) return undefined;
    segments.push({ value, offset: start, text: part });
  }
  budget.used.nodes = budget.limits.maxNodes - counter.left;
  return segments;
}

function parsePlain(text: string, counter: { left: number }): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    dropPrototypes(value, counter);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * In place: objects that JSON.parse has made share their hidden classes and stay so, where copies without a prototype
 * would be hash tables of four times the size. Recursion is safe: the scan has bounded the depth.
 */
function dropPrototypes(value: JsonValue | undefined, counter: { left: number }): void {
  if (--counter.left < 0) throw new RangeError('node limit');
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) dropPrototypes(item, counter);
    return;
  }
  Object.setPrototypeOf(value, null);
  for (const key in value) {
    counter.left--;
    dropPrototypes((value as JsonObject)[key], counter);
  }
}

/** Start and end of each top-level object or list, by counting brackets and commas; no grammar is checked. */
function scanJson(
  text: string,
  { limits, used }: Budget,
): readonly (readonly [number, number])[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const ranges: [number, number][] = [];
  let commas = limits.maxNodes - used.nodes;
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const kind = structure[text.charCodeAt(at)] ?? other;
    if (kind === blank) continue;
    if (kind === quote) at = endOfString(text, at);
    else if (kind === opening && depth++ === 0) start = at;
    else if (kind === closing && --depth === 0) ranges.push([start, at + 1]);
    else if (kind === comma) commas--;
    const outside = kind === closing ? depth < 0 : depth === 0;
    if (outside || depth > limits.maxDepth || commas < 0) return undefined;
  }
  return depth === 0 ? ranges : undefined;
}

const [blank, quote, opening, closing, comma, other] = [1, 2, 3, 4, 5, 6];
const structure = new Uint8Array(128).fill(other);
for (const [characters, kind] of [
  [' \t\r\n', blank],
  ['"', quote],
  ['[{', opening],
  [']}', closing],
  [',', comma],
] as const) {
  for (const character of characters) structure[character.charCodeAt(0)] = kind;
}

/** Offset of the closing quote; the end of the text where there is none. */
function endOfString(text: string, open: number): number {
  let at = open;
  do {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
  } while (isEscaped(text, at));
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === 0x5c) before--;
  return (at - before) % 2 === 0;
}
