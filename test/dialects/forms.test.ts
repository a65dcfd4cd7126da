import { describe, expect, it } from 'vitest';
import { readCidr } from '../../src/dialects/shared/cidr.ts';
import { domainNamePattern } from '../../src/dialects/shared/domain-name.ts';
import { builtinNulls, customResourceNulls, withoutNulls } from '../../src/dialects/shared/nulls.ts';
import { matchesName } from '../../src/ir/name-pattern.ts';
import { dnsLabel, dnsSubdomain, labelKey, labelValue, portName } from '../../src/manifest/names.ts';
import { formatCidr } from '../../src/net/cidr.ts';

const x = (count: number): string => 'x'.repeat(count);

describe('name forms', () => {
  it.each([
    ['dnsLabel', dnsLabel, ['a', 'a-1', '1', x(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', x(64)]],
    ['dnsSubdomain', dnsSubdomain, ['a', 'a.b-c.1', x(253)], ['', '.', 'a.', '.a', 'a..b', 'A', x(254)]],
    [
      'labelKey',
      labelKey,
      ['a', 'A_b.c-1', 'example.com/a', x(63), `a/${x(63)}`],
      ['', 'a b', '-a', 'a/', '/a', 'a/b/c', 'A.b/c', x(64), `${x(254)}/a`],
    ],
    ['labelValue', labelValue, ['', 'a', 'A_b.c-1', x(63)], ['a b', '-a', 'a-', 'ä', x(64)]],
    [
      'portName',
      portName,
      ['a', 'http', '80a', 'a-b', x(15)],
      ['', '80', 'HTTP', 'a--b', '-a', 'a-', 'a_b', x(16)],
    ],
  ])('%s takes and refuses', (_, check, good, bad) => {
    expect(good.filter((text) => check(text) !== undefined)).toEqual([]);
    expect(bad.filter((text) => check(text) === undefined)).toEqual([]);
  });
});

describe('readCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8', undefined],
    ['10.1.2.3/8', '10.0.0.0/8', 'host bits'],
    ['010.0.0.0/08', '10.0.0.0/8', 'leading zeros'],
    ['fd00::1/8', 'fd00::/8', 'host bits'],
    ['0.0.0.0/0', '0.0.0.0/0', undefined],
  ])('reads %s as %s', (text, expected, loose) => {
    const read = readCidr(text);
    expect([read && formatCidr(read.cidr), read?.loose]).toEqual([expected, loose]);
  });

  it.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', '1000.0.0.0/8', 'fd00::/129', 'a/8', '10.0.0.0/8 '])(
    'refuses %j',
    (text) => {
      expect(readCidr(text)).toBeUndefined();
    },
  );
});

describe('a domain name', () => {
  const matching = (text: string, names: readonly string[]): readonly string[] =>
    names.filter((name) => matchesName(domainNamePattern(text), name));

  it('without wildcard is that name alone', () => {
    expect(matching('Example.org.', ['example.org', 'www.example.org', 'xexample.org'])).toEqual([
      'example.org',
    ]);
  });

  it('with a wildcard is any depth below, never the name itself', () => {
    const names = ['a.example.org', 'a.b.example.org', 'example.org', 'aexample.org'];
    expect(matching('*.example.org', names)).toEqual(['a.example.org', 'a.b.example.org']);
  });
});

describe('nulls', () => {
  const value = { gone: null, list: [null, { a: null }], matchLabels: { app: null }, podSelector: null };

  it("in built-in kinds are Go's zero values", () => {
    const texts = { values: [null, 'a'], except: [null], policyTypes: [null] };
    expect(withoutNulls(texts, builtinNulls)).toEqual({ values: ['', 'a'], except: [''], policyTypes: [''] });
    expect(withoutNulls(texts, customResourceNulls)).toEqual(texts);
    expect(withoutNulls(value, builtinNulls)).toEqual({ list: [{}, {}], matchLabels: { app: '' } });
  });

  it('in custom resources stay where validation must refuse them', () => {
    expect(withoutNulls(value, customResourceNulls)).toEqual({
      list: [null, {}],
      matchLabels: { app: null },
    });
  });

  it('do not make a key of __proto__ anything but a key', () => {
    const text = withoutNulls(JSON.parse('{"__proto__": {"a": null}}'), builtinNulls);
    expect(Object.keys(text as object)).toEqual(['__proto__']);
  });
});
