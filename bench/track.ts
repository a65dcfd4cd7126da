// npm run bench:track [-- --packets 4900000 --alive 20000 --rounds 5]
//
// The track kernel alone: ns a packet of touchRows + track, as WebAssembly and as plain TypeScript, interleaved.
// Making the rows is not timed; that they were just written to the cache is as it is behind the parse kernel.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Conntrack, replaySeed } from '../src/conntrack/conntrack.ts';
import { tableBytes } from '../src/conntrack/table-memory.ts';
import { touchRows } from '../src/kernels/flow-find.ts';
import { rowBytes } from '../src/kernels/layout.ts';
import { useMemory } from '../src/kernels/mem.ts';
import { track } from '../src/kernels/track.ts';
import { median } from './contender.ts';
import { FlowRows } from './flow-rows.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '4900000' },
    alive: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '1024' },
    touch: { type: 'string', default: '1' },
  },
});
const packets = Number(values.packets);
const batchRows = Number(values.batch);
const maxFlows = 2 ** 18;
const rowsAt = 128;
const outAt = rowsAt + batchRows * rowBytes;
const tableAt = Math.ceil((outAt + 4 * batchRows) / 128) * 128;
const size = tableAt + tableBytes(maxFlows);

interface Kernel { buffer: ArrayBufferLike; touchRows: typeof touchRows; track: typeof track }
const wasmModule = new (globalThis as any).WebAssembly.Module(readFileSync('/tmp/asc-track/out.wasm'));
function wasm(): Kernel {
  const W = (globalThis as any).WebAssembly;
  const memory = new W.Memory({ initial: Math.ceil(size / 65536), maximum: 65536, shared: true });
  const e = new W.Instance(wasmModule, { env: { memory } }).exports;
  return { buffer: memory.buffer, touchRows: e.touchRows, track: e.track };
}
function portable(): Kernel {
  const buffer = new SharedArrayBuffer(Math.ceil(size / 8) * 8);
  useMemory(buffer);
  return { buffer, touchRows, track };
}

function round(kernel: Kernel) {
  const { buffer } = kernel;
  const conntrack = new Conntrack({ maxFlows, memory: { buffer, byteOffset: tableAt } });
  const rows = new FlowRows(Number(values.alive), Number(process.env.PPF ?? 27), replaySeed);
  const view = new DataView(buffer);
  let touch = 0n, tracked = 0n;
  let stops = 0;
  for (let done = 0; done < packets; done += batchRows) {
    rows.fill(view, rowsAt, batchRows);
    const t0 = process.hrtime.bigint();
    if (values.touch === '1') kernel.touchRows(rowsAt, 0, batchRows, tableAt);
    const t1 = process.hrtime.bigint();
    for (let at = 0; at < batchRows; at++) {
      at = kernel.track(rowsAt, at, batchRows, outAt, tableAt);
      if (at < batchRows) stops++;
    }
    const t2 = process.hrtime.bigint();
    touch += t1 - t0; tracked += t2 - t1;
  }
  return { touch: Number(touch) / packets, track: Number(tracked) / packets, stops, flows: rows.opened, live: conntrack.live };
}
const runs = { wasm: [] as any[], portable: [] as any[] };
for (let n = 0; n < Number(values.rounds); n++) {
  runs.wasm.push(round(wasm()));
  if (process.env.P) runs.portable.push(round(portable()));
}
for (const [name, of] of Object.entries(runs)) if (of.length) console.log(name, 'min', Math.min(...of.map(r=>r.touch)).toFixed(1), Math.min(...of.map(r=>r.track)).toFixed(1), 'median sum', median(of.map(r => r.touch+r.track)).toFixed(1), 'min sum', Math.min(...of.map(r => r.touch+r.track)).toFixed(1), of[0].flows, of[0].stops);
void median;
