/** One position of a pattern: a character, a class of them, any one (`?`), any run (`*`). */
type Piece = string | CharacterClass | typeof anyOne | typeof anyRun;

interface CharacterClass {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [string, string])[];
}

const anyOne = Symbol('?');
const anyRun = Symbol('*');

export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/**
 * A test for one name of a path: `*`, `?`, `[a-z]`, `[!a-z]`, and a backslash before a character that means
 * itself. As in shells, a dot at the start must be written out. The time is bounded by the product of the lengths.
 */
export function compileWildcard(pattern: string): (name: string) => boolean {
  const pieces = parse([...pattern]);
  return (name) => {
    if (name.startsWith('.') && pieces[0] !== '.') return false;
    return matches(pieces, [...name]);
  };
}

function parse(pattern: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    const closing = character === '[' ? closingBracket(pattern, at) : -1;
    if (closing > 0) {
      pieces.push(parseClass(pattern.slice(at + 1, closing)));
      at = closing;
    } else if (character === '*') pieces.push(anyRun);
    else if (character === '?') pieces.push(anyOne);
    else if (character === '\\' && at + 1 < pattern.length) pieces.push(pattern[++at]);
    else pieces.push(character);
  }
  return pieces;
}

/** A bracket that comes first in a class is a member of it; -1: the class never ends, so it is plain text. */
function closingBracket(pattern: readonly string[], opening: number): number {
  const first = isNegation(pattern[opening + 1]) ? opening + 2 : opening + 1;
  return pattern.indexOf(']', first + 1);
}

function isNegation(character: string | undefined): boolean {
  return character === '!' || character === '^';
}

function parseClass(body: readonly string[]): CharacterClass {
  const negated = isNegation(body[0]);
  const ranges: [string, string][] = [];
  for (let at = negated ? 1 : 0; at < body.length; at++) {
    const isRange = body[at + 1] === '-' && at + 2 < body.length;
    ranges.push([body[at], isRange ? body[at + 2] : body[at]]);
    if (isRange) at += 2;
  }
  return { negated, ranges };
}

/** On a mismatch only the last run is made longer: an earlier one could not match more. */
function matches(pieces: readonly Piece[], name: readonly string[]): boolean {
  let piece = 0;
  let at = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (at < name.length) {
    if (piece < pieces.length && pieces[piece] === anyRun) {
      lastRun = piece++;
      runEnd = at;
    } else if (piece < pieces.length && matchesOne(pieces[piece], name[at])) {
      piece++;
      at++;
    } else if (lastRun >= 0) {
      piece = lastRun + 1;
      at = ++runEnd;
    } else return false;
  }
  return pieces.slice(piece).every((rest) => rest === anyRun);
}

function matchesOne(piece: Piece, character: string): boolean {
  if (typeof piece === 'string') return piece === character;
  if (typeof piece === 'symbol') return piece === anyOne;
  const inside = piece.ranges.some(([from, to]) => from <= character && character <= to);
  return inside !== piece.negated;
}
