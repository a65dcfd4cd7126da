import { describe, expect, it } from 'vitest';
import { NameCache } from '../../src/dns/cache.ts';
import { parseAddress } from '../../src/net/address.ts';
import type { End } from '../conntrack/packet.ts';
import { createRandom } from '../kernels/random.ts';
import { a, aaaa, cname, type Record, response } from './message.ts';
import { answers, asks, datagram, type Exchange, resolver, segment, stub } from './packets.ts';

const seconds = 1e6;
const start = 1.7e15;
const ip = (text: string) => parseAddress(text)!;
const web = ip('192.0.2.1');

function exchange(
  cache: NameCache,
  records: readonly Record[],
  options: Exchange = {},
  from: End = stub,
  at = start,
): void {
  cache.observe(datagram(from, resolver, asks(options)), at);
  cache.observe(datagram(resolver, from, answers(records, options)), at);
}

describe('the name cache', () => {
  it('learns the addresses of an answer under the name that was asked', () => {
    const cache = new NameCache();
    exchange(cache, [a('www.example.org', '192.0.2.1'), a('www.example.org', '192.0.2.2')]);
    expect(cache.namesAt(web, start)).toEqual(['www.example.org']);
    expect(cache.namesAt(ip('192.0.2.2'), start)).toEqual(['www.example.org']);
    expect(cache.namesAt(ip('192.0.2.3'), start)).toEqual([]);
    expect(cache.counters).toMatchObject({ queries: 1, answers: 1, unsolicited: 0, malformed: 0 });
  });

  it('learns IPv6 addresses, over IPv6 too', () => {
    const cache = new NameCache();
    const [from, to] = [
      { address: 'fd00::1', port: 40000 },
      { address: 'fd00::a', port: 53 },
    ];
    const records = [aaaa('www.example.org', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])];
    cache.observe(datagram(from, to, asks({ type: 28 })), start);
    cache.observe(datagram(to, from, answers(records, { type: 28 })), start);
    expect(cache.namesAt(ip('2001:db8::1'), start)).toEqual(['www.example.org']);
  });

  it('learns under every name of a chain of aliases that one answer holds whole', () => {
    const cache = new NameCache();
    exchange(cache, [
      a('c.example', '192.0.2.1', 50),
      cname('b.example', 'c.example', 10),
      cname('www.example.org', 'b.example', 30),
    ]);
    expect(cache.namesAt(web, start)).toEqual(['b.example', 'c.example', 'www.example.org']);
    // Each name holds as long as all the records from it to the address do.
    expect(cache.namesAt(web, start + 11 * seconds)).toEqual(['c.example']);
  });

  it('learns nothing from a chain that breaks off, loops or has no end', () => {
    const cache = new NameCache();
    exchange(cache, [cname('www.example.org', 'b.example'), a('c.example', '192.0.2.1')]);
    exchange(cache, [cname('www.example.org', 'b.example'), cname('b.example', 'www.example.org')], {
      id: 8,
    });
    const long = Array.from({ length: 20 }, (_, n) =>
      cname(n === 0 ? 'www.example.org' : `n${n}`, `n${n + 1}`),
    );
    exchange(cache, [...long, a('n20', '192.0.2.1')], { id: 9 });
    expect(cache.namesAt(web, start)).toEqual([]);
    expect(cache.counters.answers).toBe(3);
  });

  it('forgets by the time of the packets, after the lifetime that the record states', () => {
    const cache = new NameCache();
    exchange(cache, [a('www.example.org', '192.0.2.1', 60)]);
    expect(cache.namesAt(web, start + 60 * seconds)).toEqual(['www.example.org']);
    expect(cache.namesAt(web, start + 61 * seconds)).toEqual([]);
    exchange(
      cache,
      [a('other.example.org', '192.0.2.9')],
      { id: 8, name: 'other.example.org' },
      stub,
      start + 61 * seconds,
    );
    expect(cache.size).toMatchObject({ names: 1, pairs: 1, evicted: 0 });
  });

  it('keeps the later expiry when an answer comes again', () => {
    const cache = new NameCache();
    exchange(cache, [a('www.example.org', '192.0.2.1', 60)]);
    exchange(cache, [a('www.example.org', '192.0.2.1', 5)], { id: 8 });
    expect(cache.namesAt(web, start + 60 * seconds)).toEqual(['www.example.org']);
  });

  it('raises and lowers lifetimes to what it is told', () => {
    const cache = new NameCache({ minimumTtl: 30, maximumTtl: 100 });
    exchange(cache, [a('www.example.org', '192.0.2.1', 0), a('www.example.org', '192.0.2.2', 1e6)]);
    expect(cache.namesAt(web, start + 30 * seconds)).toHaveLength(1);
    expect(cache.namesAt(ip('192.0.2.2'), start + 101 * seconds)).toHaveLength(0);
  });

  it('lets every answer count for all clients, or for the one that asked', () => {
    const other: End = { address: '10.0.0.9', port: 40000 };
    const caches = { all: new NameCache(), client: new NameCache({ scope: 'client' }) };
    for (const cache of Object.values(caches)) exchange(cache, [a('www.example.org', '192.0.2.1')]);
    expect(caches.all.namesAt(web, start, ip(other.address))).toHaveLength(1);
    expect(caches.client.namesAt(web, start, ip(stub.address))).toHaveLength(1);
    expect(caches.client.namesAt(web, start, ip(other.address))).toHaveLength(0);
  });

  it('holds facts for all clients, for ever or until they are said to end', () => {
    const cache = new NameCache({ scope: 'client', limits: { maxNames: 1 } });
    cache.addFact('API.Example.com.', web);
    cache.addFact('old.example.com', web, start);
    // What ends is still told of by those that end later.
    cache.addFact('older.example.com', web, start - 1e6);
    cache.addFact('late.example.com', ip('192.0.2.2'), start + 1e6);
    expect(cache.namesAt(web, start - 2e6)).toContain('older.example.com');
    expect(cache.namesAt(web, start, ip('10.0.0.9'))).toEqual(['api.example.com', 'old.example.com']);
    expect(cache.namesAt(web, start + 1e15)).toEqual(['api.example.com']);
  });

  it('reads DNS over TCP where whole messages lie in one segment', () => {
    const cache = new NameCache();
    cache.observe(segment(stub, resolver, asks({ id: 1 }), asks({ id: 2, name: 'b.example' })), start);
    const first = answers([a('www.example.org', '192.0.2.1')], { id: 1 });
    const second = answers([a('b.example', '192.0.2.1')], { id: 2, name: 'b.example' });
    cache.observe(segment(resolver, stub, first, second), start);
    expect(cache.namesAt(web, start)).toEqual(['b.example', 'www.example.org']);
    const cut = segment(resolver, stub, answers([a('www.example.org', '192.0.2.9')], { id: 1 }));
    cache.observe({ ...cut, payloadLength: cut.payloadLength - 1 }, start);
    expect(cache.counters).toMatchObject({ queries: 2, answers: 2, repeated: 0 });
  });

  it('ignores ports other than 53, errors, and messages that are no standard query of one question', () => {
    const cache = new NameCache();
    const elsewhere = { ...resolver, port: 5353 };
    cache.observe(datagram(stub, elsewhere, asks()), start);
    expect(cache.counters.queries).toBe(0);
    cache.observe(datagram(stub, resolver, asks()), start);
    cache.observe(
      datagram(resolver, stub, answers([a('www.example.org', '192.0.2.1')], {}, response | 3)),
      start,
    );
    const two = [
      { name: 'a', type: 1 },
      { name: 'b', type: 1 },
    ];
    cache.observe(datagram(stub, resolver, { questions: two }), start);
    cache.observe(datagram(stub, resolver, { ...asks(), flags: 0x2800 }), start);
    expect(cache.counters).toMatchObject({ queries: 1, answers: 1 });
    expect(cache.namesAt(web, start)).toEqual([]);
  });
});

describe('attack 32: spoofed answers', () => {
  const records = [a('www.example.org', '192.0.2.1')];

  it('teach nothing unless they fit a query that waits: addresses, ports, id, name and type', () => {
    const cache = new NameCache();
    cache.observe(datagram(stub, resolver, asks()), start);
    const forgeries = [
      datagram(resolver, stub, answers(records, { id: 8 })),
      datagram(resolver, stub, answers(records, { name: 'www.example.com' })),
      datagram(resolver, stub, answers(records, { type: 28 })),
      datagram(resolver, { ...stub, port: 40001 }, answers(records)),
      datagram({ ...resolver, address: '10.96.0.11' }, stub, answers(records)),
      datagram(resolver, { ...stub, address: '10.0.0.3' }, answers(records)),
      segment(resolver, stub, answers(records)),
    ];
    for (const frame of forgeries) cache.observe(frame, start);
    expect(cache.counters).toMatchObject({ unsolicited: forgeries.length, answers: 0 });
    expect(cache.namesAt(web, start)).toEqual([]);
    cache.observe(datagram(resolver, stub, answers(records, { name: 'wWw.eXample.oRg' })), start);
    expect(cache.namesAt(web, start)).toEqual(['www.example.org']);
  });

  it('teach nothing after the true answer, or too late', () => {
    const cache = new NameCache({ queryTimeout: 5 });
    exchange(cache, [a('www.example.org', '192.0.2.2')]);
    cache.observe(datagram(resolver, stub, answers(records)), start);
    expect(cache.counters).toMatchObject({ answers: 1, repeated: 1 });
    cache.observe(datagram(stub, resolver, asks({ id: 9 })), start);
    cache.observe(datagram(resolver, stub, answers(records, { id: 9 })), start + 6 * seconds);
    expect(cache.counters.unsolicited).toBe(1);
    expect(cache.namesAt(web, start)).toEqual([]);
  });

  it('teach nothing about names that are not on the way from the question to the address', () => {
    const cache = new NameCache();
    exchange(cache, [a('www.example.org', '192.0.2.7'), a('bank.example', '192.0.2.1')]);
    expect(cache.namesAt(web, start)).toEqual([]);
  });

  it('teach nothing if they come from a server that is not one of the resolvers', () => {
    const cache = new NameCache({ resolvers: [ip('10.96.0.99')] });
    exchange(cache, records);
    expect(cache.namesAt(web, start)).toEqual([]);
    expect(cache.counters.unsolicited).toBe(1);
  });

  it('are counted, and believed only where the user says that no query is needed', () => {
    const cache = new NameCache({ requireQuery: false });
    cache.observe(datagram(resolver, stub, answers(records)), start);
    expect(cache.counters.unsolicited).toBe(1);
    expect(cache.namesAt(web, start)).toEqual(['www.example.org']);
  });

  it('cannot grow the table of queries', () => {
    const cache = new NameCache({ maxOutstanding: 4 });
    for (let id = 0; id < 10; id++) cache.observe(datagram(stub, resolver, asks({ id })), start);
    cache.observe(datagram(resolver, stub, answers(records, { id: 5 })), start);
    expect(cache.counters.unsolicited).toBe(1);
    cache.observe(datagram(resolver, stub, answers(records, { id: 6 })), start);
    expect(cache.counters.answers).toBe(1);
  });
});

describe('attack 33: a name for an address of the cluster', () => {
  it('is not learnt where the address is protected', () => {
    const cache = new NameCache({ isProtected: ({ w3 }) => w3 >>> 24 === 10 });
    exchange(cache, [a('www.example.org', '10.0.0.7'), a('www.example.org', '192.0.2.1')]);
    expect(cache.namesAt(ip('10.0.0.7'), start)).toEqual([]);
    expect(cache.namesAt(web, start)).toEqual(['www.example.org']);
    expect(cache.counters.refused).toBe(1);
  });
});

describe('attack 34: answers that fill the cache', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => a('www.example.org', `192.0.2.${n}`));

  it('keeps at least 100 addresses of a name', () => {
    const cache = new NameCache();
    exchange(cache, many(150));
    for (let n = 0; n < 150; n++) expect(cache.namesAt(ip(`192.0.2.${n}`), start)).toHaveLength(1);
  });

  it('drops the address that was answered longest ago when a name has too many', () => {
    const cache = new NameCache({ limits: { maxAddressesPerName: 3 } });
    exchange(cache, many(3));
    exchange(cache, [a('www.example.org', '192.0.2.0'), a('www.example.org', '192.0.2.3')], { id: 8 });
    const left = [0, 1, 2, 3].filter((n) => cache.namesAt(ip(`192.0.2.${n}`), start).length > 0);
    expect(left).toEqual([0, 2, 3]);
  });

  it('gives the room of addresses whose time is over to others', () => {
    const cache = new NameCache({ limits: { maxAddressesPerName: 3 } });
    exchange(cache, [a('www.example.org', '192.0.2.0', 3600)]);
    exchange(
      cache,
      [1, 2].map((n) => a('www.example.org', `192.0.2.${n}`, 1)),
      { id: 8 },
    );
    const later = start + 10 * seconds;
    exchange(
      cache,
      [3, 4].map((n) => a('www.example.org', `192.0.2.${n}`)),
      { id: 9 },
      stub,
      later,
    );
    const left = [0, 1, 2, 3, 4].filter((n) => cache.namesAt(ip(`192.0.2.${n}`), later).length > 0);
    expect(left).toEqual([0, 3, 4]);
    expect(cache.size.evicted).toBe(0);
  });

  it('is not changed by who asks, nor when', () => {
    const random = createRandom(5);
    const limits = { maxNames: 6, maxPairs: 20, maxAddressesPerName: 4, maxNamesPerAddress: 3 };
    const [asked, silent] = [new NameCache({ limits }), new NameCache({ limits })];
    let now = start;
    for (let id = 0; id < 3000; id++) {
      now += random(3) * seconds;
      const name = `n${random(9)}`;
      const records = Array.from({ length: 1 + random(3) }, () =>
        a(name, `192.0.2.${random(12)}`, random(20)),
      );
      for (const cache of [asked, silent]) exchange(cache, records, { id, name }, stub, now);
      for (let n = random(6); n > 0; n--)
        asked.namesAt(ip(`192.0.2.${random(12)}`), now + random(5) * seconds);
      const [one, other] = [asked, silent].map((cache) =>
        Array.from({ length: 12 }, (_, n) => cache.namesAt(ip(`192.0.2.${n}`), now)),
      );
      expect(one).toEqual(other);
      expect(asked.size).toEqual(silent.size);
    }
    expect(asked.size.evicted).toBeGreaterThan(100);
  });

  it('drops the name that was answered longest ago when there are too many names or pairs', () => {
    for (const limits of [{ maxNames: 2 }, { maxPairs: 2 }, { maxNamesPerAddress: 2 }]) {
      const cache = new NameCache({ limits });
      for (const [id, name] of ['a', 'b', 'a', 'c'].entries()) {
        exchange(cache, [a(name, '192.0.2.1')], { id, name });
      }
      expect(cache.namesAt(web, start)).toEqual(['a', 'c']);
      expect(cache.size.evicted).toBe(1);
    }
  });

  it('stays within its bounds under a flood', () => {
    const cache = new NameCache({ limits: { maxNames: 50, maxPairs: 100 }, maxOutstanding: 16 });
    for (let n = 0; n < 2000; n++) {
      exchange(cache, many(5), { id: n & 0xffff });
      exchange(cache, [a(`x${n}.example`, '192.0.2.1')], { id: n & 0xffff, name: `x${n}.example` });
    }
    expect(cache.size.names).toBeLessThanOrEqual(50);
    expect(cache.size.pairs).toBeLessThanOrEqual(100);
  });
});
