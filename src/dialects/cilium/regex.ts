import { compileRe2 } from './re2.ts';

/** A policy's regular expression as a test of whole texts, in linear time; undefined where it is none. */
export function wholeMatch(pattern: string): ((text: string) => boolean) | undefined {
  const compiled = compileRe2(pattern);
  return compiled && ((text) => compiled.matcher(text).matches());
}
