import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../src/manifest/document.ts';

function read(text: string): unknown {
  const { documents, diagnostics } = parseDocuments(`v: ${text}\n`, 'scalar.yaml');
  if (diagnostics.length > 0) return diagnostics[0].code;
  return (documents[0].value as { v: unknown }).v;
}

/** The resolve rules of go-yaml v2, on which sigs.k8s.io/yaml and so kubectl and the API server stand. */
const table: readonly (readonly [string, unknown])[] = [
  // Booleans of YAML 1.1, in three capitalisations; any other is a string.
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((t) => [t, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (t) => [t, false] as const,
  ),
  ['yES', 'yES'],
  ['tRUE', 'tRUE'],
  ['oN', 'oN'],
  // Null.
  ...['', '~', 'null', 'Null', 'NULL'].map((t) => [t, null] as const),
  ['nULL', 'nULL'],
  // Integers, with the prefixes of YAML and of Go.
  ['0', 0],
  ['-0', 0],
  ['+12', 12],
  ['-685', -685],
  ['685_230', 685_230],
  ['1__0_', 10],
  ['_1', '_1'],
  ['0x1F', 31],
  ['-0X1f', -31],
  ['0b101', 5],
  ['-0b101', -5],
  ['010', 8],
  ['-010', -8],
  ['0o10', 8],
  ['0_7', 7],
  ['0x_1F', 31],
  // An 8 or 9 makes it no octal, and it falls through to the floats.
  ['08', 8],
  ['0o8', '0o8'],
  ['0b2', '0b2'],
  ['0xg', '0xg'],
  ['12e03', 12_000],
  // Floats.
  ['1.5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-1.5e-3', -0.0015],
  ['+.5', 0.5],
  ['1_0.2_5', 10.25],
  ['._5', '._5'],
  ['1e400', '1e400'],
  ['.', '.'],
  ['1.2.3', '1.2.3'],
  // Not in JSON.
  ['.inf', 'yaml-number'],
  ['-.INF', 'yaml-number'],
  ['+.Inf', 'yaml-number'],
  ['.NaN', 'yaml-number'],
  ['.iNF', '.iNF'],
  // Base 60, dates and addresses are strings.
  ['1:30', '1:30'],
  ['2001-01-01', '2001-01-01'],
  ['2001-12-14T21:59:43.10-05:00', '2001-12-14T21:59:43.10-05:00'],
  ['10.0.0.1', '10.0.0.1'],
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['fd00::1', 'fd00::1'],
  // Quotes and tags.
  ['"yes"', 'yes'],
  ["'010'", '010'],
  ['!!str yes', 'yes'],
  ['! yes', 'yes'],
  ['!!int "12"', 12],
  ['!!float 1', 1],
  ['!!bool on', true],
  ['!!null ~', null],
  ['!<tag:yaml.org,2002:str> on', 'on'],
  ['!local on', 'on'],
  ['!!timestamp 2001-01-01', '2001-01-01'],
  ['!!int x', 'yaml-tag'],
  ['!!bool 1', 'yaml-tag'],
  ['!!binary aGk=', 'yaml-tag'],
];

describe('a plain scalar means what it means to an API server', () => {
  it.each(table)('%j is %j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe("the program's own formats keep to the words of YAML 1.2", () => {
  const own = (text: string) => {
    const file = `apiVersion: tierwall.dev/v1alpha1\nv: ${text}\n`;
    return (parseDocuments(file, 'own.yaml').documents[0].value as { v: unknown }).v;
  };
  it.each([
    ['y', 'y'],
    ['no', 'no'],
    ['on', 'on'],
    ['true', true],
    ['FALSE', false],
    ['~', null],
    ['010', 10],
    ['0o10', 8],
    ['0x10', 16],
    ['1_0', '1_0'],
    ['-1.5e3', -1500],
    ['10.0.0.1', '10.0.0.1'],
  ])('%j is %j', (text, value) => {
    expect(own(text)).toEqual(value);
  });

  it('and keys too, in the short form of an inventory', () => {
    const { documents, diagnostics } = parseDocuments('cluster: {y: 1}\n', 'c.yaml');
    expect(diagnostics).toEqual([]);
    expect(Object.keys((documents[0].value as { cluster: object }).cluster)).toEqual(['y']);
    expect(documents[0].source(['cluster', 'y']).locate()).toMatchObject({ line: 1, column: 11 });
  });
});
