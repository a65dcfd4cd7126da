import { escapeText } from '../terminal/escape.ts';

/** The longest name that Kubernetes and DNS know; what is longer comes from a broken or hostile input. */
const longestText = 256;

/**
 * Text as a log may hold it: no more than a name needs, and escaped, as the readers of the log print it to
 * terminals as it is. A protojson reader would refuse the whole line for a lone surrogate.
 */
export function clip(text: string, longest = longestText): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return escapeText(cut);
}

/** At most so many, each clipped. */
export function clipAll(texts: readonly string[], most: number): readonly string[] {
  return texts.slice(0, most).map((text) => clip(text));
}

/** protojson leaves out what has the default value of its type. */
export function filled<T extends object>(fields: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in fields) if (!isDefault(fields[key])) kept[key] = fields[key];
  return kept;
}

/** The members of a JSON object, without its braces: so that what many lines share can be written once. */
export function members(fields: object): string {
  return JSON.stringify(fields).slice(1, -1);
}

/** The JSON object that has these members; any of them may be ''. */
export function objectOf(...parts: readonly string[]): string {
  return `{${joined(...parts)}}`;
}

export function joined(...parts: readonly string[]): string {
  let all = '';
  for (const part of parts) if (part !== '') all += all === '' ? part : `,${part}`;
  return all;
}

function isDefault(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === '' || value === 0 || value === false;
}

/** The last second that RFC 3339, and a protobuf Timestamp, can write. */
const lastSecond = 253_402_300_799;

/** RFC 3339 in UTC with nine digits. A time out of range is moved to its nearer end. */
export function rfc3339({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }): string {
  const within = Math.min(Math.max(Math.floor(seconds), 0), lastSecond);
  const date = new Date(within * 1000).toISOString().slice(0, 19);
  return `${date}.${nanoseconds.toString().padStart(9, '0')}Z`;
}
