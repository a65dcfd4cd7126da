import { isError } from '../diagnostics/diagnostic.ts';
import type { PolicyTest } from './model.ts';

export interface TestFilter {
  /** One of these is enough. Absent: any. */
  readonly tags?: readonly string[];
  /** In the name, letter case aside; one of these is enough. Absent: any. */
  readonly names?: readonly string[];
}

export function filterTests(
  tests: readonly PolicyTest[],
  { tags, names }: TestFilter,
): readonly PolicyTest[] {
  return tests.filter((test) => isNameless(test) || (isTagged(test, tags) && isNamed(test, names)));
}

function isTagged({ tags: own }: PolicyTest, tags: TestFilter['tags']): boolean {
  return tags === undefined || own.some((tag) => tags.includes(tag));
}

function isNamed({ name }: PolicyTest, names: TestFilter['names']): boolean {
  const lower = name.toLowerCase();
  return names === undefined || names.some((part) => lower.includes(part.toLowerCase()));
}

/** What cannot be read as far as its name may be any test: to leave it out could pass by luck. */
function isNameless({ places, diagnostics }: PolicyTest): boolean {
  return !places.metadata.isPresent && diagnostics.some(isError);
}
