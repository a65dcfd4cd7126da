import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

const load = createRequire(import.meta.url);

/** Undefined for what is no regular expression of RE2. The package is loaded when the first one comes: few have any. */
export function compileRe2(pattern: string): RE2JS | undefined {
  const re2 = load('re2js') as typeof import('re2js');
  try {
    return re2.RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
