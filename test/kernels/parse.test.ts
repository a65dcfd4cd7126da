import { describe, expect, it } from 'vitest';
import { controlBytes, controlBytesParsed, controlSeen } from '../../src/kernels/control.ts';
import {
  rowCaptured,
  rowDataAt,
  rowHashed,
  rowOriginal,
  rowPlaceImage,
  rowShort,
  rowStatus,
  statusOther,
  statusTracked,
} from '../../src/kernels/layout.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { skipNote } from '../capture/captures.ts';
import { haveCaptures, packetsOf, readTable } from '../frame/captures.ts';
import type { KernelForm } from './forms.ts';
import { handMade } from './packets.ts';
import { createRandom } from './random.ts';
import {
  controlAt,
  describeProblem,
  findHashProblem,
  findProblem,
  maximumRows,
  type TestPacket,
  targets,
  Workbench,
} from './workbench.ts';

const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const seed = 20261127;
/** Cuts behind all headers change nothing more. */
const longestCut = exhaustive ? 2000 : 160;
/** Packets that are cut and flipped, of each corpus. */
const mostDistinct = 800;
const flips = exhaustive ? 2000 : 60;

/** Parses rows in batches, and compares each with the plain parser. Counts statuses. */
class Checker {
  readonly bench: Workbench;
  readonly counts = [0, 0, 0];
  readonly #decap: boolean;

  constructor(target: KernelForm, decap = false) {
    this.bench = new Workbench(target);
    this.#decap = decap;
    this.bench.clear();
  }

  /** Rows of one packet, of which so much is captured. */
  add(packet: TestPacket, cuts: readonly { captured: number; original: number }[]): void {
    if (packet.data.length > 200_000) return;
    for (let first = 0; first < cuts.length; first += maximumRows) {
      const part = cuts.slice(first, first + maximumRows);
      if (!this.bench.hasRoom(packet.data.length, part.length)) this.flush();
      const at = this.bench.place(packet.data);
      for (const { captured, original } of part) this.bench.addRow(at, captured, original, packet.linkType);
    }
  }

  addWhole(packet: TestPacket): void {
    this.add(packet, [{ captured: packet.data.length, original: packet.originalLength }]);
  }

  flush(): void {
    const { bench } = this;
    const before = [...this.counts];
    const others = bench.parse(this.#decap);
    this.#checkRows();
    for (let index = 0; index < bench.rows; index++) this.counts[bench.statusOf(index)]++;
    expect(others).toBe(this.counts[statusOther] - before[statusOther]);
    expect(bench.hash()).toBe(this.counts[statusTracked] - before[statusTracked]);
    for (let index = 0; index < bench.rows; index++) {
      const problem = findHashProblem(bench, index, this.#decap);
      if (problem !== '') expect.fail(describeProblem(bench, index, problem));
    }
    this.#readAgain();
    bench.clear();
  }

  /** The same packets of the commonest link from a file, whose kernel has a way of its own for most of them. */
  #readAgain(): void {
    const { bench } = this;
    let packets = Array.from({ length: bench.rows }, (_, index) => copyOf(bench.packetOf(index)));
    packets = packets.filter(({ linkType }) => linkType === LinkType.ethernet);
    while (packets.length > 0) {
      const count = bench.read(packets, LinkType.ethernet, this.#decap);
      expect(count).toBeGreaterThan(0);
      this.#checkRows();
      for (let index = 0; index < count; index++) {
        const { data, originalLength } = packets[index];
        expect(bench.word(index, rowCaptured)).toBe(data.length);
        expect(bench.word(index, rowOriginal)).toBe(originalLength);
      }
      packets = packets.slice(count);
    }
  }

  #checkRows(): void {
    for (let index = 0; index < this.bench.rows; index++) {
      const problem = findProblem(this.bench, index, this.#decap);
      if (problem !== '') expect.fail(describeProblem(this.bench, index, problem));
    }
  }
}

function copyOf(packet: TestPacket): TestPacket {
  return { ...packet, data: Uint8Array.from(packet.data) };
}

/** Every cut, of a packet whose wire length stays, and of one that is shorter on the wire too. */
function cutsOf({ data, originalLength }: TestPacket): { captured: number; original: number }[] {
  const cuts = [];
  for (let captured = 0; captured <= Math.min(data.length, longestCut); captured++) {
    cuts.push({ captured, original: originalLength }, { captured, original: captured });
  }
  return cuts;
}

const captured: TestPacket[] = [];
if (haveCaptures) for (const row of readTable()) captured.push(...(await packetsOf(row.path)));

/** One of each link, length and protocol bytes: the rest repeats the same headers. */
function distinct(packets: readonly TestPacket[]): TestPacket[] {
  const seen = new Map<string, TestPacket>();
  for (const packet of packets) {
    const { data, linkType } = packet;
    seen.set(`${linkType} ${Math.min(data.length, 120)} ${data.subarray(12, 24)}`, packet);
  }
  const all = [...seen.values()];
  const step = exhaustive ? 1 : Math.ceil(all.length / mostDistinct);
  return all.filter((_, index) => index % step === 0);
}

const corpora: readonly (readonly [string, readonly TestPacket[]])[] = [
  ['hand-made packets', handMade()],
  [`captured packets${skipNote}`, captured],
];

describe.each(targets)('the %s parse kernel, beside the plain parser', (target) => {
  describe.each(corpora)('%s', (name, packets) => {
    const some = distinct(packets);

    it.skipIf(packets.length === 0).each([false, true])('give the same, decapsulation %s', (decap) => {
      const checker = new Checker(target, decap);
      for (const packet of packets) checker.addWhole(packet);
      checker.flush();
      const [tracked, nonIp, other] = checker.counts;
      expect(tracked + nonIp + other).toBe(packets.filter(({ data }) => data.length <= 200_000).length);
      if (name.startsWith('captured')) expect(tracked).toBeGreaterThan(0.8 * (tracked + nonIp + other));
      expect(tracked).toBeGreaterThan(600);
      expect(nonIp).toBeGreaterThan(15);
      expect(other).toBeGreaterThan(100);
    });

    it.skipIf(packets.length === 0)('give the same, cut at every length', () => {
      const checker = new Checker(target);
      for (const packet of some) checker.add(packet, cutsOf(packet));
      checker.flush();
      expect(checker.counts[statusTracked]).toBeGreaterThan(10_000);
      expect(checker.counts[statusOther]).toBeGreaterThan(10_000);
    });

    it.skipIf(packets.length === 0)(`give the same with flipped bits and bytes (seed ${seed})`, () => {
      const random = createRandom(seed);
      const checker = new Checker(target);
      for (const packet of some) {
        for (let round = 0; round < flips; round++) {
          const data = Uint8Array.from(packet.data.subarray(0, 200));
          for (let left = random(3); left >= 0; left--) {
            const at = random(Math.min(data.length, 80));
            data[at] = random(2) === 0 ? random(256) : data[at] ^ (1 << random(8));
          }
          checker.addWhole({ ...packet, data, originalLength: packet.originalLength + random(3) - 1 });
        }
      }
      checker.flush();
      expect(checker.counts[statusTracked]).toBeGreaterThan(5000);
      expect(checker.counts[statusOther]).toBeGreaterThan(2000);
    });
  });
});

describe('the parse kernel', () => {
  it('gives bit for bit the same memory in both targets', () => {
    const benches = targets.map((target) => new Workbench(target));
    for (const bench of benches) {
      bench.clear();
      for (const packet of corpora.flatMap(([, packets]) => distinct(packets))) {
        if (!bench.hasRoom(packet.data.length, 1)) continue;
        bench.addRow(bench.place(packet.data), packet.data.length, packet.originalLength, packet.linkType);
      }
      bench.parse(false);
    }
    expect(benches[0].rows).toBeGreaterThan(haveCaptures ? 1000 : 500);
    expect(Buffer.compare(benches[0].bytes, benches[1].bytes)).toBe(0);
  });

  it.each(targets)('writes nothing but its part of the rows and the control block (%s)', (target) => {
    const bench = new Workbench(target);
    for (const fill of [0x00, 0x5a, 0xff]) {
      bench.bytes.fill(fill);
      bench.clear();
      for (const packet of handMade()) {
        if (!bench.hasRoom(packet.data.length, 1)) continue;
        bench.addRow(bench.place(packet.data), packet.data.length, packet.originalLength, packet.linkType);
      }
      const before = Uint8Array.from(bench.bytes);
      bench.parse(false);
      for (let index = 0; index < bench.rows; index++) {
        before.set(
          bench.bytes.subarray(bench.rowAt(index), bench.rowAt(index) + rowDataAt),
          bench.rowAt(index),
        );
        const short = bench.rowAt(index) + rowShort;
        before.set(bench.bytes.subarray(short, short + 4), short);
        // Places and the hash come later.
        before.fill(0, bench.rowAt(index) + rowPlaceImage, bench.rowAt(index) + rowHashed + 4);
      }
      before.set(
        bench.bytes.subarray(controlAt + controlBytesParsed, controlAt + controlBytes),
        controlAt + controlBytesParsed,
      );
      expect(Buffer.compare(before, bench.bytes)).toBe(0);
    }
  });

  it.each(targets)('counts what it has read, and adds to what was counted (%s)', (target) => {
    const bench = new Workbench(target);
    bench.clear();
    const packets = handMade().slice(0, 1000);
    let bytes = 0;
    const seen = new Map<number, number>();
    for (const packet of packets) {
      if (!bench.hasRoom(packet.data.length, 1)) continue;
      bench.addRow(bench.place(packet.data), packet.data.length, packet.originalLength, packet.linkType);
    }
    bench.parse(false);
    bench.parse(false);
    for (let index = 0; index < bench.rows; index++) {
      if (bench.statusOf(index) === statusOther) continue;
      bytes += 2 * bench.packetOf(index).data.length;
      const headers = bench.word(index, rowStatus) >>> 16;
      seen.set(headers, (seen.get(headers) ?? 0) + 2);
    }
    expect(bytes).toBeGreaterThan(10_000);
    expect(bench.view.getFloat64(controlAt + controlBytesParsed, true)).toBe(bytes);
    for (let headers = 0; headers < 512; headers++) {
      const counted = bench.view.getUint32(controlAt + controlSeen + 4 * headers, true);
      expect(counted).toBe(seen.get(headers) ?? 0);
    }
  });
});
