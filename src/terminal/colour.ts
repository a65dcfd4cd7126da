/** `--color`. */
export const colourFlags = ['auto', 'always', 'never'] as const;
export type ColourFlag = (typeof colourFlags)[number];

/** 0: none. 1: the sixteen colours that every terminal and every colour scheme has; more is never used. */
export type ColourLevel = 0 | 1;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The flag first, then FORCE_COLOR, then NO_COLOR (the order in which Node itself reads them), then whether a
 * person is looking.
 */
export function colourLevel(
  stream: { readonly isTTY?: boolean },
  env: Environment,
  flag: ColourFlag = 'auto',
): ColourLevel {
  if (flag !== 'auto') return flag === 'always' ? 1 : 0;
  if (env.FORCE_COLOR !== undefined) return /^(0|false)$/i.test(env.FORCE_COLOR) ? 0 : 1;
  if (isSet(env.NO_COLOR)) return 0;
  if (isSet(env.CLICOLOR_FORCE) && env.CLICOLOR_FORCE !== '0') return 1;
  const refused = env.CLICOLOR === '0' || env.TERM === 'dumb';
  return stream.isTTY === true && !refused ? 1 : 0;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/** What a piece of text means; how it looks is decided here and nowhere else. */
const sgr = {
  allow: [32, 39],
  deny: [31, 39],
  reject: [35, 39],
  'l7-deny': [33, 39],
  path: [2, 22],
  heading: [1, 22],
  name: [36, 39],
  error: [31, 39],
  warning: [33, 39],
  info: [34, 39],
} as const;
export type Word = keyof typeof sgr;

export function isWord(text: string): text is Word {
  return Object.hasOwn(sgr, text);
}

/** Gives a text the look of a word, or leaves it alone. The text must be escaped before. */
export type Paint = (word: Word, text: string) => string;

export const noPaint: Paint = (_word, text) => text;

export function painter(level: ColourLevel): Paint {
  if (level === 0) return noPaint;
  return (word, text) => (text === '' ? text : `\x1b[${sgr[word][0]}m${text}\x1b[${sgr[word][1]}m`);
}
