// npm run bench:chosen [-- --keys 16384 --shared 512 --leaked 64 --rounds 21]
//
// Keys that an attacker has chosen against the flow table, beside random ones: nanoseconds a packet of touchRows and
// track, in turn. Each key's SYN is shown over and over: the first opens, the others are found.
// - `folded`: the xor of both addresses is the same in all, as are the ports: one bucket of any hash that begins so.
// - `shared`: both buckets are the same under a key of the hash that the attacker knows: not that of the process.
// - `leaked`: both buckets are the same under the key of the process, which nobody can know before it runs. Most of these
//   find no room and take that of another; beside them once as many random keys, and once too many for the table.
import { parseArgs } from 'node:util';
import { Conntrack } from '../src/conntrack/conntrack.ts';
import { FlowHash } from '../src/conntrack/hash.ts';
import { createKey, type FlowKey, KeyWord } from '../src/conntrack/key.ts';
import { bucketWords } from '../src/conntrack/layout.ts';
import { tableBytes, tableLayout } from '../src/conntrack/table-memory.ts';
import * as layout from '../src/kernels/layout.ts';
import { createKernelMemory, loadKernels } from '../src/kernels/load.ts';
import { memoBytes } from '../src/kernels/memo.ts';
import { shortHash } from '../src/kernels/short-hash.ts';
import { type HashSeed, processSeed } from '../src/net/hash-seed.ts';
import { median } from './contender.ts';
import { say } from './print.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '16384' },
    shared: { type: 'string', default: '512' },
    leaked: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '21' },
  },
});
const batch = 128;
const tcp4 = 6 | (4 << 8);
const [syn, timeToLive] = [2, 64 << 8];
const packets = 1 << 20;
const random = new Random(1);
const seed = processSeed();
const knownSeed: HashSeed = [0x7469_6572, 0x7761_6c6c];
const hash = new FlowHash(seed);
const small = 2 ** 10;

const [keys, shared, leaked] = [values.keys, values.shared, values.leaked].map(Number);
compare('folded', 2 ** 18, Array.from({ length: keys }, folded), anys(keys));
compare('shared', small, chosenFor(knownSeed, shared), anys(shared));
compare('leaked, against as many', small, chosenFor(seed, leaked), anys(leaked));
compare('leaked, against a full table', small, chosenFor(seed, leaked), anys(16 * small));

function compare(
  name: string,
  maxFlows: number,
  chosen: readonly FlowKey[],
  others: readonly FlowKey[],
): void {
  const runs = [track(maxFlows, chosen), track(maxFlows, others)];
  // The first round compiles the kernels and fills the tables.
  for (let round = 0; round <= Number(values.rounds); round++) {
    const order = round % 2 === 0 ? runs : [...runs].reverse();
    for (const run of order) run.play();
  }
  for (const { took } of runs) took.shift();
  const ratios = runs[0].took.map((one, round) => one / runs[1].took[round]);
  const [slow, fast] = runs.map(({ took }) => median(took).toFixed(1));
  const worst = Math.max(...ratios).toFixed(2);
  say(
    `${name}: ${slow} ns a packet, random ${fast}: ${median(ratios).toFixed(2)} x (median), ${worst} x (worst)`,
  );
}

/** A table, rows that are shown to it, and what each round took. */
function track(maxFlows: number, keys: readonly FlowKey[]) {
  const rowsAt = 128;
  const outAt = rowsAt + keys.length * layout.rowBytes;
  const tableAt = Math.ceil((outAt + 4 * keys.length) / 128) * 128;
  const memoAt = tableAt + tableBytes(maxFlows);
  const memory = createKernelMemory(memoAt + memoBytes + layout.openersBytes);
  const kernels = loadKernels(memory, { portable: false });
  const { buffer } = memory;
  const conntrack = new Conntrack({
    maxFlows,
    seed,
    memory: { buffer, byteOffset: tableAt },
    kernelsEnd: true,
  });
  const view = new DataView(buffer);
  for (const [index, key] of keys.entries()) writeSyn(view, rowsAt + index * layout.rowBytes, key);
  const took: number[] = [];
  const show = () => {
    for (let from = 0; from < keys.length; from += batch) {
      const to = Math.min(keys.length, from + batch);
      kernels.hintRows(rowsAt + from * layout.rowBytes, to - from, tableAt, memoAt, memoAt + memoBytes);
      kernels.touchRows(rowsAt, from, to, tableAt);
      const reached = kernels.track(rowsAt, from, to, outAt, tableAt);
      if (reached !== to) throw new Error(`left to TypeScript, ${conntrack.live} flows`);
    }
  };
  const play = () => {
    const start = performance.now();
    for (let shown = 0; shown < packets; shown += keys.length) show();
    took.push(((performance.now() - start) * 1e6) / packets);
  };
  return { took, play };
}

function writeSyn(view: DataView, row: number, key: FlowKey): void {
  hash.compute(key, 0);
  for (const [word, value] of key.entries()) view.setInt32(row + layout.rowKey + 4 * word, value, true);
  view.setInt32(row + layout.rowHash, hash.first, true);
  view.setInt32(row + layout.rowHash2, hash.second, true);
  view.setUint32(row + layout.rowHashed, 1, true);
  const [source, destination] = [key[KeyWord.source + 3], key[KeyWord.destination + 3]];
  const short = shortHash(source, destination, key[KeyWord.ports], seed[0] | 1, seed[1]);
  view.setUint32(row + layout.rowShort, short, true);
  view.setUint32(row + layout.rowFlags, syn | timeToLive, true);
  view.setUint32(row + layout.rowIpLength, 40, true);
  view.setUint32(row + layout.rowStatus, layout.statusTracked, true);
  view.setFloat64(row + layout.rowTime, 1.76e15, true);
}

function keyOf(source: number, destination: number, ports: number): FlowKey {
  const key = createKey();
  key[KeyWord.source + 3] = source;
  key[KeyWord.destination + 3] = destination;
  key[KeyWord.ports] = ports;
  key[KeyWord.kind] = tcp4;
  return key;
}

function anys(count: number): readonly FlowKey[] {
  return Array.from({ length: count }, any);
}

function any(): FlowKey {
  return keyOf(random.word(), random.word(), random.word());
}

function folded(): FlowKey {
  const source = random.word();
  return keyOf(source, source ^ 0x0a0b0c0d, (40_000 << 16) | 443);
}

/** Keys that share both buckets of a small table under a key of the hash. */
function chosenFor(known: HashSeed, count: number): readonly FlowKey[] {
  const mask = tableLayout(small).cellWords / bucketWords - 1;
  const hash = new FlowHash(known);
  const chosen: FlowKey[] = [];
  while (chosen.length < count) {
    const key = any();
    hash.compute(key, 0);
    if ((hash.first & mask) === 3 && (hash.second & mask) === 5) chosen.push(key);
  }
  return chosen;
}
