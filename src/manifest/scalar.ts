/**
 * What a plain YAML scalar means to Kubernetes: its readers stand on go-yaml v2, which follows YAML 1.1 but for
 * base 60 numbers, and accepts the integer prefixes of Go beside those of YAML.
 */
export type Scalar = null | boolean | number | string;

/** Reads a plain scalar. Numbers that JSON cannot hold come as NaN or an infinity; the caller refuses them. */
export type Resolve = (text: string) => Scalar;

const words = new Map<string, null | boolean | number>();
define(null, ['', '~', 'null', 'Null', 'NULL']);
define(true, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
define(false, ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
define(Number.NaN, ['.nan', '.NaN', '.NAN']);
define(Number.POSITIVE_INFINITY, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']);
define(Number.NEGATIVE_INFINITY, ['-.inf', '-.Inf', '-.INF']);

function define(value: null | boolean | number, texts: readonly string[]): void {
  for (const text of texts) words.set(text, value);
}

export function resolveKubernetes(text: string): Scalar {
  if (!mayResolve(text)) return text;
  const word = words.get(text);
  if (word !== undefined) return word;
  return resolveNumber(text) ?? text;
}

/** Only these first characters can begin something other than a string. */
function mayResolve(text: string): boolean {
  return text === '' || '+-.0123456789yYnNtTfFoO~'.includes(text[0]);
}

/** Dates never match a number, so they stay strings as they do in Kubernetes. */
function resolveNumber(text: string): number | undefined {
  if (text[0] === '.') return resolveFloat(text);
  if (!/^[-+\d]/.test(text)) return undefined;
  // Underscores may stand anywhere behind the first character.
  const digits = text.replaceAll('_', '');
  return resolveInteger(digits) ?? resolveFloat(digits);
}

const integer = /^([-+]?)(?:(0[xX][\da-fA-F]+)|0[oO]?([0-7]+)|(0[bB][01]+)|(0|[1-9]\d*))$/;

function resolveInteger(text: string): number | undefined {
  const match = integer.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, octal, binary, decimal] = match;
  const value = Number(octal === undefined ? (hex ?? binary ?? decimal) : `0o${octal}`);
  return sign === '-' && value !== 0 ? -value : value;
}

/** Anything with more digits than a float64 can reach is a string, as Go reports it out of range. */
function resolveFloat(text: string): number | undefined {
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const coreWord =
  /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * YAML 1.2 core schema (section 10.3.2), for the program's own formats: there `y`, `no` and `on` are the words
 * that they look like, and a leading zero means nothing.
 */
export function resolveCore(text: string): Scalar {
  if (coreWord.test(text)) return words.get(text) as Scalar;
  if (/^0o[0-7]+$|^0x[\da-fA-F]+$/.test(text)) return Number(text);
  return resolveFloat(text) ?? text;
}

/** The string that a scalar key becomes in JSON; undefined where JSON has no such key. */
export function keyText(value: Scalar): string | undefined {
  return value === null ? undefined : String(value);
}
