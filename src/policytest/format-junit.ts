import { escapeText } from '../terminal/escape.ts';
import { type Case, casesOf } from './cases.ts';
import type { TestResult } from './model.ts';

/** JUnit XML: a suite per file, a case per probe. No times: the same tests must give the same bytes. */
export function formatTestJunit(results: readonly TestResult[]): string {
  const byFile = new Map<string, Case[]>();
  for (const result of results) {
    const cases = byFile.get(result.place.file) ?? [];
    byFile.set(result.place.file, [...cases, ...casesOf(result)]);
  }
  const all = [...byFile.values()].flat();
  const suites = [...byFile].map(([file, cases]) => suite(file, cases));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tierwall" ${counts(all)}>\n${suites.join('')}</testsuites>\n`;
}

function suite(file: string, cases: readonly Case[]): string {
  return `  <testsuite name="${xml(file)}" ${counts(cases)}>\n${cases.map(testcase).join('')}  </testsuite>\n`;
}

function counts(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']) => cases.filter((each) => each.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failed')}" errors="${count('error')}" skipped="0"`;
}

function testcase({ test, name, place, outcome, message, details }: Case): string {
  const attributes = `classname="${xml(test)}" name="${xml(name)}" file="${xml(place.file)}" line="${place.line}"`;
  if (outcome === 'passed') return `    <testcase ${attributes}/>\n`;
  const tag = outcome === 'failed' ? 'failure' : 'error';
  const text = details.map(xml).join('\n');
  return `    <testcase ${attributes}>\n      <${tag} message="${xml(message)}">${text}</${tag}>\n    </testcase>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way at all to write most control characters, so they are escaped as for a terminal first. */
function xml(text: string): string {
  const visible = escapeText(text).replace(/[\ufffe\uffff]/g, '\ufffd');
  return visible.replace(/[&<>"']/g, (character) => entities[character]);
}
