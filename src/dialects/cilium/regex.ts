import { RE2JS } from 're2js';

/** A policy's regular expression as a test of whole texts, in linear time; undefined where it is none. */
export function wholeMatch(pattern: string): ((text: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).matches();
  } catch {
    return undefined;
  }
}
