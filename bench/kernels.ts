// npm run bench:kernels -- --capture large.pcap [--rounds 15] [--megabytes 64]
//
// Nanoseconds per packet of the reading kernel, WebAssembly beside TypeScript, on a classic capture. Both find and parse
// the same packets in pieces of half a mebibyte, in turn, round after round.
import { closeSync, openSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pcapHeaderLength, pcapMagic } from '../src/capture/pcap.ts';
import { controlBytes, controlReached, controlSeen } from '../src/kernels/control.ts';
import { rowBytes } from '../src/kernels/layout.ts';
import { createKernelMemory, type Kernels, loadKernels } from '../src/kernels/load.ts';
import { setShape } from '../src/replay/compiled/row-reader.ts';
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
  readonly read: number[];
}

if (values.capture === undefined) throw new Error('name a classic capture: --capture FILE');
const file = readHead(values.capture, Number(values.megabytes) * 2 ** 20);
const header = new DataView(file.buffer);
const magic = pcapMagic(header.getUint32(0));
if (magic === undefined) throw new Error('not a classic capture');
const { littleEndian, format } = magic;
const shape = {
  littleEndian,
  headerLength: 16,
  unitsPerSecond: format === 'pcap-ns' ? 1e9 : 1e6,
  minor: header.getUint16(6, littleEndian),
  linkType: header.getUint32(20, littleEndian) & 0xffff,
};

const benches = [createBench('WebAssembly', false), createBench('portable', true)];
let packets = 0;
let others = 0;
for (let round = 0; round < Number(values.rounds); round++) for (const bench of benches) runRound(bench);
say(
  `${packets} packets of ${values.capture}, ${others} of them for the plain parser, ${values.rounds} rounds`,
);
for (const { name, read } of benches) say(`${name}: ${figures(read)} ns/packet (min / median)`);

function createBench(name: string, portable: boolean): Bench {
  const memory = createKernelMemory(pieceAt + pieceLength);
  const kernels = loadKernels(memory, { portable });
  return {
    name,
    kernels,
    memory: new Uint8Array(memory.buffer),
    view: new DataView(memory.buffer),
    read: [],
  };
}

/** The whole records of the file in pieces; only the kernels are timed. */
function runRound(bench: Bench): void {
  const { kernels, memory, view } = bench;
  memory.fill(0, controlAt, controlAt + controlBytes);
  setShape(new Uint32Array(memory.buffer), controlAt, shape);
  let reading = 0;
  packets = 0;
  let offset = pcapHeaderLength;
  for (;;) {
    const piece = file.subarray(offset, offset + pieceLength);
    memory.set(piece, pieceAt);
    let at = pieceAt;
    for (;;) {
      const start = process.hrtime.bigint();
      const count = kernels.readPcap(at, pieceAt + piece.length, rowsAt, maximumRows, controlAt, 1, 2, 0);
      reading += Number(process.hrtime.bigint() - start);
      packets += count;
      at = view.getUint32(controlAt + controlReached, true);
      if (count < maximumRows) break;
    }
    if (at === pieceAt) break;
    offset += at - pieceAt;
  }
  bench.read.push(reading / packets);
  others = packets - countSeen(view);
}

/** Packets that the kernel has parsed. */
function countSeen(view: DataView): number {
  let count = 0;
  for (let bits = 0; bits < 512; bits++) count += view.getUint32(controlAt + controlSeen + 4 * bits, true);
  return count;
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
