// npm run bench:kernels -- --capture large.pcap [--rounds 15] [--megabytes 64]
//
// Nanoseconds per packet of the reading kernels, WebAssembly beside TypeScript, on a classic capture. Both walk and
// parse the same bytes in pieces of half a mebibyte, in turn, round after round.
import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pcapHeaderLength, pcapMagic } from '../src/capture/pcap.ts';
import { controlBytes, controlReached } from '../src/kernels/control.ts';
import { rowBytes } from '../src/kernels/layout.ts';
import { createKernelMemory, type Kernels, loadKernels } from '../src/kernels/load.ts';
import { median } from './contender.ts';

const { values } = parseArgs({
  options: {
    capture: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    megabytes: { type: 'string', default: '64' },
  },
});

const controlAt = 8;
const rowsAt = 4096;
const maximumRows = 1024;
const pieceAt = rowsAt + maximumRows * rowBytes;
const pieceLength = 512 * 1024;

interface Bench {
  readonly name: string;
  readonly kernels: Kernels;
  readonly memory: Uint8Array;
  readonly view: DataView;
  readonly walk: number[];
  readonly parse: number[];
}

if (values.capture === undefined) throw new Error('name a classic capture: --capture FILE');
const file = readHead(values.capture, Number(values.megabytes) * 2 ** 20);
const header = new DataView(file.buffer);
const magic = pcapMagic(header.getUint32(0));
if (magic === undefined) throw new Error('not a classic capture');
const littleEndian = magic.littleEndian;
const unitsPerSecond = magic.format === 'pcap-ns' ? 1e9 : 1e6;
const linkType = header.getUint32(20, littleEndian) & 0xffff;

const benches = [createBench('WebAssembly', false), createBench('portable', true)];
let packets = 0;
let others = 0;
for (let round = 0; round < Number(values.rounds); round++) for (const bench of benches) runRound(bench);
say(
  `${packets} packets of ${values.capture}, ${others} of them for the plain parser, ${values.rounds} rounds`,
);
for (const { name, walk, parse } of benches) {
  say(`${name}: walk ${figures(walk)}, parse with key ${figures(parse)} ns/packet (min / median)`);
}

function createBench(name: string, portable: boolean): Bench {
  const memory = createKernelMemory(pieceAt + pieceLength);
  const kernels = loadKernels(memory, { portable });
  return {
    name,
    kernels,
    memory: new Uint8Array(memory.buffer),
    view: new DataView(memory.buffer),
    walk: [],
    parse: [],
  };
}

/** The whole records of the file in pieces; only the kernels are timed. */
function runRound(bench: Bench): void {
  const { kernels, memory, view } = bench;
  memory.fill(0, controlAt, controlAt + controlBytes);
  let walking = 0;
  let parsing = 0;
  packets = 0;
  others = 0;
  let offset = pcapHeaderLength;
  for (;;) {
    const piece = file.subarray(offset, offset + pieceLength);
    memory.set(piece, pieceAt);
    let at = pieceAt;
    for (;;) {
      const start = process.hrtime.bigint();
      const count = kernels.walkPcap(
        at,
        pieceAt + piece.length,
        rowsAt,
        maximumRows,
        controlAt,
        Number(littleEndian),
        16,
        unitsPerSecond,
        4,
        linkType,
      );
      const walked = process.hrtime.bigint();
      others += kernels.parseRows(rowsAt, count, 1, 2, controlAt, 0);
      walking += Number(walked - start);
      parsing += Number(process.hrtime.bigint() - walked);
      packets += count;
      at = view.getUint32(controlAt + controlReached, true);
      if (count < maximumRows) break;
    }
    if (at === pieceAt) break;
    offset += at - pieceAt;
  }
  bench.walk.push(walking / packets);
  bench.parse.push(parsing / packets);
}

function readHead(path: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const handle = openSync(path, 'r');
  const count = readSync(handle, bytes, 0, length, 0);
  closeSync(handle);
  return bytes.subarray(0, count);
}

function figures(samples: readonly number[]): string {
  return `${Math.min(...samples).toFixed(1)} / ${median(samples).toFixed(1)}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
