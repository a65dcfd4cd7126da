import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { builtinSource } from '../diagnostics/source.ts';
import { buildInventory } from '../inventory/build.ts';
import { decodeText } from '../manifest/decode.ts';
import { parseWithin, type RawDocument } from '../manifest/document.ts';
import { type Budget, newBudget, type ParseOptions } from '../manifest/limits.ts';
import type { JsonObject, JsonValue } from '../manifest/manifest.ts';
import { findWithin, readWithin } from '../manifest/read.ts';
import { Field } from './field.ts';
import { type PolicyTest, testFields } from './model.ts';
import { NamedFiles } from './named-files.ts';
import { apiGroup, readTest } from './read-test.ts';

export interface LoadedPolicyTests {
  /** In the order of files and documents. What cannot be read at all is a test with errors and without probes. */
  readonly tests: readonly PolicyTest[];
  /** Files read, in order. */
  readonly files: readonly string[];
}

/**
 * The policy tests in files, folders (recursive), globs and `-` for the standard input, with all files that they
 * name. Documents that are no tests (clusters and policies beside them) are passed over. Throws unreadableError
 * for a path of its own that cannot be read.
 */
export async function loadPolicyTests(
  paths: readonly string[],
  options?: ParseOptions,
): Promise<LoadedPolicyTests> {
  const budget = newBudget(options);
  const named = new NamedFiles(options);
  const tests: PolicyTest[] = [];
  const files = await findWithin(paths, budget);
  for (const file of files) {
    const decoded = decodeText(await readWithin(file, budget), file.name);
    if ('fault' in decoded) tests.push(brokenTest(file.name, [decoded.fault]));
    else for (const test of await testsOf(decoded.text, file.name, budget, named)) tests.push(test);
  }
  return { tests, files: files.map(({ name }) => name) };
}

async function testsOf(
  text: string,
  file: string,
  budget: Budget,
  named: NamedFiles,
): Promise<readonly PolicyTest[]> {
  const { documents, diagnostics } = parseWithin(text, file, budget);
  const tests: PolicyTest[] = [];
  for (const document of documents) {
    if (isTest(document.value)) tests.push(await readTest(document, text, named));
  }
  const errors = diagnostics.filter(isError);
  const warnings = diagnostics.filter((each) => !isError(each));
  const read = tests.map((test, index) => withWarnings(test, tests[index + 1], warnings));
  return errors.length === 0 ? read : [brokenTest(file, errors), ...read];
}

/** What the YAML reader says between the start of this test and the next. */
function withWarnings(
  test: PolicyTest,
  next: PolicyTest | undefined,
  warnings: readonly Diagnostic[],
): PolicyTest {
  const end = next?.place.line ?? Infinity;
  const own = warnings.filter(({ line = 0 }) => line >= test.place.line && line < end);
  return own.length === 0 ? test : { ...test, diagnostics: [...test.diagnostics, ...own] };
}

/** By any sign of it: a mistyped kind must become an error and not a test that nobody runs. */
function isTest(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { apiVersion, kind, probes, expectInvalid } = value as JsonObject;
  const ours = typeof apiVersion === 'string' && apiVersion.startsWith(`${apiGroup}/`);
  // A test that forgot a part of its head is a test with an error, not a document to pass over.
  return ours || kind === 'PolicyTest' || probes !== undefined || expectInvalid !== undefined;
}

/** Stands in the results for documents that are not even YAML, so that they count as an error. */
function brokenTest(file: string, diagnostics: readonly Diagnostic[]): PolicyTest {
  const document: RawDocument = { value: {}, source: () => builtinSource(file) };
  return {
    name: file,
    place: { file, line: 1, column: 1 },
    tags: [],
    engine: { options: new Map() },
    inventory: buildInventory([]).inventory,
    policies: [],
    expectInvalid: false,
    probes: [],
    diagnostics,
    places: Field.root(document, []).fields(testFields),
  };
}
