import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDnsMessage } from '../../src/dns/message.ts';
import { formatAddress } from '../../src/net/address.ts';
import { a, aaaa, cname, encode, type MessageShape, type Name, response } from './message.ts';

const parse = (shape: MessageShape) => {
  const bytes = encode(shape);
  return parseDnsMessage(bytes, 0, bytes.length);
};
const questionNames = (...names: Name[]) =>
  parse({ questions: names.map((name) => ({ name, type: 1 })) })?.questions.map(({ name }) => name);

describe('a DNS message', () => {
  it('gives its questions and its address and alias records', () => {
    const message = parse({
      id: 77,
      flags: response,
      questions: [{ name: 'www.example.org', type: 1 }],
      answers: [
        cname('www.example.org', 'web.example.net', 300),
        { name: 'web.example.net', type: 46, data: [1, 2, 3] },
        a('web.example.net', '192.0.2.1', 60),
        aaaa('web.example.net', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], 0x80000000),
      ],
    });
    expect(message).toMatchObject({ id: 77, isResponse: true, responseCode: 0, isWhole: true });
    expect(message?.questions).toEqual([{ name: 'www.example.org', type: 1, class: 1 }]);
    const answers = message?.answers.map((answer) => [
      answer.name,
      answer.ttl,
      answer.target ?? (answer.address && formatAddress(answer.address)),
    ]);
    expect(answers).toEqual([
      ['www.example.org', 300, 'web.example.net'],
      ['web.example.net', 60, '192.0.2.1'],
      // RFC 2181 section 8: a lifetime with the top bit set is none.
      ['web.example.net', 0, '2001:db8::1'],
    ]);
  });

  it('writes names in lower case and all but letters, digits, hyphen and underscore as \\DDD', () => {
    expect(questionNames('WwW.ExAmple', '_sip._udp.a-b', '')).toEqual(['www.example', '_sip._udp.a-b', '']);
    expect(questionNames([3, 0x61, 0x2e, 0x62, 0], [2, 0x1b, 0x5b, 0], [1, 0xe4, 0])).toEqual([
      'a\\046b',
      '\\027\\091',
      '\\228',
    ]);
  });

  it('skips records of other classes', () => {
    expect(parse({ flags: response, answers: [{ ...a('x', '192.0.2.1'), class: 3 }] })?.answers).toEqual([]);
  });

  it('reads within its bounds only', () => {
    const bytes = encode({ questions: [{ name: 'a.b', type: 1 }] });
    const padded = new Uint8Array(bytes.length + 9).fill(0xff);
    padded.set(bytes, 5);
    expect(parseDnsMessage(padded, 5, bytes.length)?.isWhole).toBe(true);
    expect(parseDnsMessage(padded, 5, bytes.length - 1)).toMatchObject({ isWhole: false, questions: [] });
    expect(parseDnsMessage(padded, 5, 11)).toBeUndefined();
    expect(parseDnsMessage(padded, padded.length + 5, 40)).toBeUndefined();
  });

  it('gives the records before the one that is cut', () => {
    const bytes = encode({ flags: response, answers: [a('x.y', '192.0.2.1'), a('x.y', '192.0.2.2')] });
    for (let length = 12; length < bytes.length; length++) {
      const message = parseDnsMessage(bytes, 0, length);
      expect(message?.isWhole).toBe(false);
      expect(message?.answers.length).toBe(length < 12 + 19 ? 0 : 1);
    }
  });
});

describe('attack 34: a DNS message that means harm', () => {
  const pointer = (to: number): number[] => [0xc0 | (to >> 8), to & 255];

  it('cannot loop: compression goes strictly backwards', () => {
    for (const name of [pointer(12), pointer(13), pointer(2), pointer(0x3fff), [1, 0x61, ...pointer(12)]]) {
      expect(questionNames(name)).toEqual([]);
    }
    // The first name is at 12; the second may point to it, or into it, but not to itself.
    const first = [1, 0x61, 1, 0x62, 0];
    expect(questionNames(first, pointer(12))).toEqual(['a.b', 'a.b']);
    expect(questionNames(first, [1, 0x63, ...pointer(14)])).toEqual(['a.b', 'c.b']);
    expect(questionNames(first, [1, 0x63, ...pointer(21)])).toEqual(['a.b']);
  });

  it('cannot have a name over 255 bytes, a label over 63, or a label type that does not exist', () => {
    const label = (size: number) => [size, ...new Array<number>(size).fill(0x61)];
    const longest = [...label(63), ...label(63), ...label(63), ...label(61), 0];
    expect(longest.length).toBe(255);
    expect(questionNames(longest)?.[0].length).toBe(253);
    expect(questionNames([...label(63), ...label(63), ...label(63), ...label(62), 0])).toEqual([]);
    expect(questionNames([64, ...new Array<number>(64).fill(0x61), 0])).toEqual([]);
    expect(questionNames([0x80, 0x61, 0])).toEqual([]);
    // Long by compression: the first name and 200 bytes more.
    expect(questionNames(longest, [...label(1), ...pointer(12)])?.length).toBe(1);
  });

  it('cannot announce more records than it holds, or hide a name behind the end of its record', () => {
    expect(parse({ flags: response, answers: [a('x', '192.0.2.1')], answerCount: 65535 })).toMatchObject({
      isWhole: false,
      answers: [{ name: 'x' }],
    });
    const alias = { ...cname('x', 'y.z'), data: [1, 0x79, 0, 9] };
    expect(parse({ flags: response, answers: [alias] })).toMatchObject({ isWhole: false, answers: [] });
    expect(parse({ flags: response, answers: [{ ...a('x', '1.2.3.4'), data: [1, 2, 3] }] })?.answers).toEqual(
      [],
    );
    expect(parse({ flags: response, answers: [{ name: 'x', type: 28, data: [1] }] })?.isWhole).toBe(false);
  });

  it('costs no more than its bounds', () => {
    const many = Array.from({ length: 600 }, (_, n) => a('x', `10.0.${n >> 8}.${n & 255}`));
    const message = parse({ flags: response, answers: many });
    expect(message?.answers.length).toBe(512);
    expect(message?.isWhole).toBe(false);
    expect(questionNames(...new Array<string>(9).fill('x'))?.length).toBe(8);
  });

  it('never throws, whatever the bytes', () => {
    const header = fc.uint8Array({ minLength: 12, maxLength: 12 });
    const body = fc.array(fc.oneof(fc.constantFrom(0, 1, 5, 28, 63, 0xc0, 12, 20), fc.nat(255)), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(header, body, fc.nat(40), (head, tail, cut) => {
        const bytes = Uint8Array.from([...head, ...tail]);
        const message = parseDnsMessage(bytes, 0, bytes.length - cut);
        for (const { name } of [...(message?.questions ?? []), ...(message?.answers ?? [])]) {
          expect(name).toMatch(/^([a-z0-9_-]|\\\d{3}|\.)*$/);
        }
      }),
      { numRuns: 3000, seed: 34 },
    );
  });
});
