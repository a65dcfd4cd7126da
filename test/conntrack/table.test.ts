import { describe, expect, it } from 'vitest';
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { FlowIndex } from '../../src/conntrack/flow-index.ts';
import { FlowHash } from '../../src/conntrack/hash.ts';
import { createKey, type FlowKey, KeyWord, reverseKey } from '../../src/conntrack/key.ts';
import { bucketWords, rowShift, rowWords } from '../../src/conntrack/layout.ts';
import { timeoutTable } from '../../src/conntrack/phase.ts';
import { storeKey } from '../../src/conntrack/row-key.ts';
import { tableBytes, tableLayout } from '../../src/conntrack/table-memory.ts';
import { createTracked } from '../../src/conntrack/track.ts';
import { client, server, tcp, udp } from './packet.ts';
import { describeTracked } from './script.ts';

const seed: readonly [number, number] = [1, 2];
const seconds = 1e6;

function key(source: number, destination: number, ports = 0, kind = 6 | (4 << 8)): FlowKey {
  const words = createKey();
  words[3] = source;
  words[7] = destination;
  words[KeyWord.ports] = ports;
  words[KeyWord.kind] = kind;
  return words;
}

/** An index with rows beside it, as the flow table has them. */
function filled(slots: number, keys: readonly FlowKey[]) {
  const index = new FlowIndex(new Int32Array(tableLayout(slots).cellWords), seed);
  const rows = new Int32Array(slots * rowWords);
  const entered: number[] = [];
  let displaced = 0;
  for (const [slot, words] of keys.entries()) {
    index.find(words, rows);
    if (index.freeCell() < 0) {
      if (!index.displace(rows)) continue;
      displaced++;
    }
    storeKey(rows, slot << rowShift, words);
    index.insert(slot);
    entered.push(slot);
  }
  return { index, rows, entered, displaced };
}

/** Keys both of whose buckets are among these, in a table of so many slots. */
function chosen(slots: number, buckets: readonly number[], count: number): FlowKey[] {
  const mask = tableLayout(slots).cellWords / bucketWords - 1;
  const hash = new FlowHash(seed);
  const keys: FlowKey[] = [];
  for (let n = 0; keys.length < count; n++) {
    const words = key(n, 7);
    hash.compute(words, 0);
    if (buckets.includes(hash.first & mask) && buckets.includes(hash.second & mask)) keys.push(words);
  }
  return keys;
}

describe('the keyed hash', () => {
  it('is the same for both directions and changes with every word and with the seed', () => {
    const hash = new FlowHash(seed);
    const of = (words: FlowKey, made = hash) => {
      made.compute(words, 0);
      return [made.first, made.second];
    };
    const base = of(key(1, 2, (40 << 16) | 80));
    expect(of(key(2, 1, (80 << 16) | 40))).toEqual(base);
    const others = [
      key(1, 3, (40 << 16) | 80),
      key(1, 2, (41 << 16) | 80),
      key(1, 2, (80 << 16) | 40),
      key(1, 2, (40 << 16) | 80, 17 | (4 << 8)),
      key(1, 2, (40 << 16) | 80, 6 | (6 << 8)),
    ];
    for (const other of others) expect(of(other)).not.toEqual(base);
    expect(of(key(1, 2, (40 << 16) | 80), new FlowHash([1, 3]))).not.toEqual(base);
  });

  it('spreads keys that count up over all buckets', () => {
    const { entered } = filled(
      4096,
      Array.from({ length: 4096 }, (_, n) => key(n, 7)),
    );
    expect(entered.length).toBe(4096);
  });
});

describe('the index', () => {
  it('reads sixteen tags at the most for keys chosen to share both buckets', () => {
    const keys = chosen(64, [3, 5], 64);
    const { index, rows, entered } = filled(64, keys);
    expect(entered.length).toBe(16);
    for (const slot of entered) expect(index.find(keys[slot], rows)).toBe(slot);
    index.tagsRead = 0;
    for (const words of keys) index.find(words, rows);
    expect(index.tagsRead).toBeLessThanOrEqual(16 * keys.length);
  });

  it('moves flows to their other bucket where both of a key are full, and finds and removes them there', () => {
    const buckets = Array.from({ length: 20 }, (_, n) => 3 * n);
    const keys = chosen(256, buckets, 256);
    const { index, rows, entered, displaced } = filled(256, keys);
    expect(displaced).toBeGreaterThan(2);
    expect(entered.length).toBe(8 * buckets.length);
    for (const [slot, words] of keys.entries()) {
      expect(index.find(words, rows)).toBe(entered.includes(slot) ? slot : -1);
    }
    for (const slot of entered) index.remove(slot, rows);
    expect(keys.filter((words) => index.find(words, rows) >= 0)).toEqual([]);
  });

  it('finds every key in both directions, also after others were removed', () => {
    const keys = Array.from({ length: 500 }, (_, n) => key(n, 9, (n << 16) | 80));
    const { index, rows } = filled(512, keys);
    for (let slot = 0; slot < 500; slot += 2) index.remove(slot, rows);
    for (const [slot, words] of keys.entries()) {
      const expected = slot % 2 === 0 ? -1 : slot;
      expect(index.find(words, rows)).toBe(expected);
      if (expected >= 0) expect(index.direction).toBe(0);
      expect(index.find(key(9, slot, (80 << 16) | slot), rows)).toBe(expected);
      if (expected >= 0) expect(index.direction).toBe(1);
    }
  });

  it('tells IPv6 keys apart by every word of both addresses', () => {
    const base = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, (40 << 16) | 80, 6 | (6 << 8));
    const keys = [base];
    for (let word = 0; word < 8; word++) keys.push(base.map((value, i) => (i === word ? ~value : value)));
    const { index, rows } = filled(64, keys);
    for (const [slot, words] of keys.entries()) {
      expect([index.find(words, rows), index.direction]).toEqual([slot, 0]);
      reverseKey(words);
      expect([index.find(words, rows), index.direction]).toEqual([slot, 1]);
    }
  });
});

/** Distinct UDP clients, a second apart. */
function tracker(options: ConntrackOptions) {
  const ends: string[] = [];
  const conntrack = new Conntrack({
    ...options,
    onEnd: (slot, why) => ends.push(`${conntrack.flows.sourcePort(slot)} ${why}`),
  });
  const out = createTracked();
  let now = 1e15;
  return {
    conntrack,
    ends,
    out,
    wait: (time: number) => {
      now += time * seconds;
    },
    ask: (port: number) => {
      conntrack.track(udp({ ...client, port }, server), now, out);
      return describeTracked(conntrack, out);
    },
    answer: (port: number) => {
      conntrack.track(udp(server, { ...client, port }), now, out);
      return describeTracked(conntrack, out);
    },
    syn: (port: number) => {
      conntrack.track(tcp({ ...client, port }, server, 'SYN'), now, out);
      return describeTracked(conntrack, out);
    },
  };
}

describe('the flow table', () => {
  it('has all its slots from the start, a power of two of them, and keeps flows where they are', () => {
    const { conntrack, ask, out } = tracker({ maxFlows: 1000 });
    expect(conntrack.capacity).toBe(512);
    for (let port = 1; port <= 512; port++) expect(ask(port)).toBe('new udpUnreplied');
    for (let port = 1; port <= 512; port++) {
      expect(ask(port)).toBe('original udpUnreplied');
      expect(out.slot).toBe(port - 1);
    }
  });

  it('stands in the memory that it is given, and nowhere else', () => {
    const bytes = tableBytes(16);
    const buffer = new SharedArrayBuffer(3 * bytes);
    const { ask, answer } = tracker({ maxFlows: 16, memory: { buffer, byteOffset: bytes } });
    const alone = tracker({ maxFlows: 16 });
    for (let port = 1; port <= 40; port++) {
      expect(ask(port)).toBe(alone.ask(port));
      expect(answer(port - 3)).toBe(alone.answer(port - 3));
    }
    const given = new Uint8Array(buffer);
    const own = new Uint8Array(alone.conntrack.memory.buffer);
    expect(Buffer.compare(given.slice(bytes, 2 * bytes), own)).toBe(0);
    expect(given.every((byte, at) => byte === 0 || (at >= bytes && at < 2 * bytes))).toBe(true);
  });

  it('holds as many flows as it says before it gives any up', () => {
    for (const maxFlows of [1, 2, 16, 64, 4096]) {
      const { conntrack, ask, ends } = tracker({ maxFlows });
      for (let port = 1; port <= maxFlows; port++) ask(port);
      expect([conntrack.live, ends]).toEqual([maxFlows, []]);
    }
  });

  it('gives up what has expired, then the oldest opening, then what is over', () => {
    const { ask, answer, syn, wait, ends, conntrack } = tracker({ maxFlows: 4 });
    ask(1);
    answer(1);
    syn(6);
    conntrack.track(tcp({ ...client, port: 6 }, server, 'RST', { tcpSequence: 1 }), 1e15, createTracked());
    for (const port of [7, 8, 9, 10]) {
      wait(1);
      expect(ask(port)).toBe('new udpUnreplied');
    }
    expect(ends).toEqual(['7 evicted', '8 evicted']);
    for (const port of [9, 10]) answer(port);
    ask(11);
    expect(ends.slice(2)).toEqual(['6 evicted']);
    wait(31);
    ask(12);
    expect(ends.slice(3)).toEqual(['11 timeout']);
    expect(ask(1)).toBe('original udpReplied');
  });

  it('refuses newcomers when all that it holds is open, and only then', () => {
    const { ask, answer, wait } = tracker({ maxFlows: 8 });
    for (let port = 1; port <= 8; port++) {
      ask(port);
      answer(port);
    }
    expect(ask(9)).toBe('invalid table-full');
    for (let port = 1; port <= 8; port++) expect(ask(port)).toBe('original udpReplied');
    wait(121);
    expect(ask(9)).toBe('new udpUnreplied');
  });

  it('forgets silent flows by itself as other packets pass', () => {
    const { ask, wait, ends, conntrack } = tracker({});
    for (let port = 1; port <= 100; port++) ask(port);
    wait(31);
    // Sixteen rows every 64 packets: 101 rows take seven rounds.
    for (let n = 0; n < 64 * 8; n++) ask(60_000);
    expect(conntrack.live).toBe(1);
    expect(ends.length).toBe(100);
    expect(ends.every((end) => end.endsWith('timeout'))).toBe(true);
  });

  it('does not let time run back', () => {
    const { ask, wait, conntrack, out } = tracker({});
    ask(1);
    wait(-1000);
    expect(ask(1)).toBe('original udpUnreplied');
    expect(conntrack.flows.lastTime(out.slot)).toBe(1e15);
    wait(1031);
    expect(ask(1)).toBe('new udpUnreplied');
  });

  it('ends all flows on a flush', () => {
    const { ask, ends, conntrack } = tracker({});
    for (const port of [3, 1, 2]) ask(port);
    conntrack.flush();
    expect(ends).toEqual(['3 flush', '1 flush', '2 flush']);
  });

  it('uses the time-outs that it is given', () => {
    const { ask, wait } = tracker({ timeouts: { udpUnreplied: 5 } });
    ask(1);
    wait(6);
    expect(ask(1)).toBe('new udpUnreplied');
    expect(timeoutTable()[0]).toBe(120 * seconds);
  });
});

describe('a packet', () => {
  it('takes no memory of its own once the table stands', { timeout: 60_000 }, () => {
    const conntrack = new Conntrack({ maxFlows: 256 });
    const out = createTracked();
    const frames = Array.from({ length: 64 }, (_, n) => [
      tcp({ ...client, port: n + 1 }, server, 'SYN', { tcpSequence: 0xf0000000 }),
      tcp(server, { ...client, port: n + 1 }, 'SYN+ACK', { tcpSequence: 9, tcpAcknowledgement: 0xf0000001 }),
      tcp(server, { ...client, port: n + 1 }, 'ACK', { tcpSequence: 0xe0000000 }),
      udp({ ...client, port: n + 1 }, server),
    ]).flat();
    const rounds = 200;
    const grow = (): number => {
      const before = process.memoryUsage().heapUsed;
      for (let n = 0; n < rounds; n++) for (const frame of frames) conntrack.track(frame, 1e15, out);
      return process.memoryUsage().heapUsed - before;
    };
    for (let n = 0; n < 5; n++) grow();
    const growth = Array.from({ length: 9 }, grow).sort((a, b) => a - b);
    // The smallest object is twelve bytes; the engine compiles when it likes, so a busy machine shows a little.
    expect(growth[4] / (rounds * frames.length)).toBeLessThan(6);
  });
});
