import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { CapturedPacket, CaptureSummary } from '../../src/capture/packet.ts';
import { readCapture } from '../../src/capture/read.ts';
import { controlBytes } from '../../src/kernels/control.ts';
import { tableControlBytes } from '../../src/kernels/flow-layout.ts';
import { loadKernels } from '../../src/kernels/load.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { ArenaPlan } from '../../src/replay/compiled/arena.ts';
import { CaptureFile } from '../../src/replay/compiled/capture-file.ts';
import { RowReader } from '../../src/replay/compiled/row-reader.ts';
import { RowView } from '../../src/replay/compiled/row-view.ts';
import { planBuffer, readBytesAhead, readBytesAlone } from '../../src/replay/compiled/row-writer.ts';
import { microseconds } from '../../src/replay/pipeline.ts';
import { type PcapngOption, pcapngBlocks, text } from '../capture/build.ts';
import { inRepository } from '../cli/scratch.ts';
import { handMade } from '../kernels/packets.ts';
import { createRandom } from '../kernels/random.ts';
import { plainOpinion } from '../kernels/workbench.ts';

const folder = mkdtempSync(join(tmpdir(), 'tierwall-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Packet {
  readonly data: string;
  readonly originalLength: number;
  readonly linkType: number;
  readonly interfaceId: number;
  /** Microseconds. */
  readonly time: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

interface Reading {
  readonly packets: readonly Packet[];
  readonly summary: CaptureSummary;
}

/** Compares faster than bytes. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function packetOf(packet: CapturedPacket, time: number): Packet {
  const { data, originalLength, linkType, interfaceId, seconds, nanoseconds } = packet;
  return { data: textOf(data), originalLength, linkType, interfaceId, time, seconds, nanoseconds };
}

async function readPlainly(path: string): Promise<Reading> {
  const packets: Packet[] = [];
  const summary = await readCapture(path, (packet) => {
    packets.push(packetOf(packet, microseconds(packet)));
    return true;
  });
  return { packets, summary };
}

/** By the kernels, with so many buffers in turn; `taken` is how many packets the kernel found. */
async function readRows(
  path: string,
  portable: boolean,
  buffers: number,
): Promise<Reading & { readonly taken: number }> {
  const plan = new ArenaPlan();
  const planned = Array.from({ length: buffers }, () => planBuffer(plan));
  const [control, table, memo] = [controlBytes, tableControlBytes, memoBytes].map((bytes) => plan.add(bytes));
  const arena = plan.make();
  const packets: Packet[] = [];
  let turn = 0;
  const sink = {
    get buffer() {
      return planned[turn % buffers];
    },
    isAhead: false,
    pass(count: number) {
      const view = new RowView(arena, this.buffer.rows);
      for (let index = 0; index < count; index++) packets.push(packetOfRow(view, index));
      turn++;
    },
  };
  const packetOfRow = (view: RowView, index: number): Packet => {
    const packet = view.packet(index);
    const { statuses } = plainOpinion(packet, false);
    if (!statuses.includes(view.status(index)))
      expect.fail(`status ${view.status(index)}: ${textOf(packet.data)}`);
    return packetOf(packet, view.time(index));
  };
  let taken = 0;
  const loaded = loadKernels(arena.memory, { portable });
  const readPcapng: typeof loaded.readPcapng = (...all) => {
    const count = loaded.readPcapng(...all);
    taken += count;
    return count;
  };
  const kernels = { ...loaded, readPcapng };
  const readBytes = buffers > 1 ? readBytesAhead : readBytesAlone;
  const reader = new RowReader({ arena, kernels, control, table, memo, readBytes, leave: 0 }, sink);
  const summary = await reader.read(path, { onProgress() {} });
  return { packets, summary, taken };
}

function isSame(one: Packet, other: Packet): boolean {
  if (one.data !== other.data || one.time !== other.time) return false;
  if (one.seconds !== other.seconds || one.nanoseconds !== other.nanoseconds) return false;
  if (one.linkType !== other.linkType || one.interfaceId !== other.interfaceId) return false;
  return one.originalLength === other.originalLength;
}

const files = process.env.TIERWALL_EXHAUSTIVE === '1' ? 600 : 40;
const frames = handMade().filter(({ data, linkType }) => linkType === 1 && data.length < 2000);

/** Files of all that pcapng has, most of it sound. */
class RandomFile {
  readonly #random: (below: number) => number;
  readonly #parts: Uint8Array[] = [];
  #blocks = pcapngBlocks();
  #interfaces: number[] = [];

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  make(length: number): Buffer {
    this.#section(0);
    for (let left = length; left > 0; left--) this.#one(this.#random(200));
    if (this.#random(3) === 0) this.#broken(this.#random(7));
    const whole = Buffer.concat(this.#parts);
    return this.#random(4) === 0 ? whole.subarray(0, whole.length - this.#random(200)) : whole;
  }

  #one(kind: number): void {
    if (kind === 0) this.#section(this.#random(12));
    else if (kind < 3) this.#interface();
    else if (kind < 6) this.#parts.push(this.#blocks.block(0xbad + kind, this.#noise(4 * this.#random(30))));
    else if (kind === 6) this.#parts.push(this.#blocks.block(5, this.#noise(4 * this.#random(90_000))));
    else if (kind < 10 && this.#interfaces.length > 0)
      this.#parts.push(this.#blocks.simplePacket(this.#frame()));
    else if (kind < 12 && this.#interfaces.length > 0) {
      this.#parts.push(this.#blocks.obsoletePacket(this.#frame(), { id: this.#id(), ticks: this.#ticks(6) }));
    } else if (this.#interfaces.length > 0) this.#packets(1 + this.#random(90));
  }

  #section(kind: number): void {
    this.#blocks = pcapngBlocks(kind !== 3);
    this.#interfaces = [];
    this.#parts.push(this.#blocks.section());
    for (let left = this.#random(3); left >= 0; left--) this.#interface();
  }

  #interface(): void {
    const resolutions = [6, 9, 6, 9, 6, 9, 6, 9, 6, 9, 6, 9, 6, 9, 3, 0, 0x8a];
    const value = resolutions[this.#random(resolutions.length)];
    const options: PcapngOption[] = [];
    if (value !== 6 || this.#random(2) === 0) options.push({ code: 9, value: Uint8Array.of(value) });
    if (this.#random(20) === 0)
      options.push({ code: 14, value: this.#blocks.i64(BigInt(this.#random(1000))) });
    const links = [1, 1, 1, 1, 101, 113, 12];
    this.#parts.push(
      this.#blocks.interface(links[this.#random(links.length)], this.#random(2) * 96, options),
    );
    this.#interfaces.push(value);
  }

  #packets(count: number): void {
    for (let left = count; left > 0; left--) {
      const id = this.#id();
      const data = this.#random(900) === 0 ? this.#noise(200_000 + this.#random(62_145)) : this.#frame();
      const original = data.length + (this.#random(9) === 0 ? this.#random(900) : 0);
      const fields = { id, original, ticks: this.#ticks(this.#interfaces[id]) };
      this.#parts.push(this.#blocks.packet(data, fields, this.#options()));
    }
  }

  #options(): PcapngOption[] {
    const kind = this.#random(40);
    if (kind === 0) return [{ code: 1, value: text('a comment') }];
    if (kind === 1)
      return [
        { code: 2, value: this.#noise(4) },
        { code: 0, value: this.#noise(0) },
      ];
    // Longer than what is read at once.
    if (kind === 2 && this.#random(20) === 0)
      return Array.from({ length: 6 }, () => ({ code: 2988, value: this.#noise(65_000) }));
    return [];
  }

  #id(): number {
    return this.#random(this.#interfaces.length);
  }

  /** Around now, and seldom far from it. */
  #ticks(resolution: number): bigint {
    const far = [0n, 1n, 2n ** 53n - 1n, 2n ** 53n, 2_000_000_000n << 32n, (2_000_000_000n << 32n) - 1n];
    if (this.#random(60) === 0) return far[this.#random(far.length)];
    if (this.#random(200) === 0) return 2n ** 64n - 1n - BigInt(this.#random(1000));
    const seconds = 1_700_000_000n + BigInt(this.#random(1_000_000_000));
    const unit = resolution < 0x80 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f);
    return seconds * unit + (BigInt(this.#random(2 ** 30)) % unit);
  }

  #frame(): Uint8Array {
    return frames[this.#random(frames.length)].data;
  }

  #noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, index) => index * 7);
  }

  /** What ends a file before its end. */
  #broken(kind: number): void {
    const { packet, u32, block, section } = this.#blocks;
    const data = this.#frame();
    const whole = Buffer.from(packet(data, { id: 0 }, [{ code: 1, value: text('why') }]));
    if (kind === 0) whole.fill(0x77, whole.length - 4);
    else if (kind === 1) whole.set(u32(99), 8);
    else if (kind === 2) whole.set(u32(data.length + 400), 20);
    else if (kind === 3) whole.set(u32(262_145), 20);
    else if (kind === 4) whole.set(u32(whole.length + 2), 4);
    else if (kind === 5) whole.set(u32(0x7fffffff), whole.length - 12);
    this.#parts.push(kind === 6 ? section(3) : whole, block(9), packet(data));
  }
}

describe.each([false, true])('rows of a pcapng file, portable %s', (portable) => {
  it('hold what the plain reader reads, and so does the summary', { timeout: 120_000 }, async () => {
    let packets = 0;
    let taken = 0;
    const faults = new Set<string>();
    for (let seed = 1; seed <= files; seed++) {
      const path = join(folder, `${seed}.pcapng`);
      writeFileSync(path, new RandomFile(seed).make(10 + (seed % 60)));
      const expected = await readPlainly(path);
      for (const buffers of [1, 3]) {
        const found = await readRows(path, portable, buffers);
        expect(found.summary, `seed ${seed}`).toEqual(expected.summary);
        expect(found.packets.length, `seed ${seed}`).toBe(expected.packets.length);
        const at = found.packets.findIndex((packet, index) => !isSame(packet, expected.packets[index]));
        if (at >= 0) expect(found.packets[at], `seed ${seed}, packet ${at}`).toEqual(expected.packets[at]);
        taken += found.taken / 2;
      }
      packets += expected.packets.length;
      faults.add(expected.summary.fault?.code ?? 'none');
      rmSync(path);
    }
    expect(packets).toBeGreaterThan(files * 700);
    expect(taken).toBeGreaterThan(packets / 3);
    expect(faults.size).toBeGreaterThan(6);
  });

  const { block, interface: anInterface, packet, section, u16, u32 } = pcapngBlocks();
  const frame = frames[0].data;
  const good = packet(frame, { ticks: 1_700_000_000_000_000n });
  const run = Array.from({ length: 100 }, () => good);
  const all = 2 * run.length;
  const nanoseconds = [{ code: 9, value: Uint8Array.of(9) }];
  const changed = (bytes: Buffer, at: number, value: number) => {
    const copy = Buffer.from(bytes);
    copy.set(u32(value), at < 0 ? copy.length + at : at);
    return copy;
  };

  /** Each stands where the kernel is at work, and how many packets it takes in all. */
  it.each<[string, Buffer, number]>([
    ['a good one', good, all + 1],
    ['a trailer of its own', changed(good, -4, 99), run.length],
    ['a packet longer than its block', changed(good, 20, frame.length + 5), run.length],
    ['a packet as long as may be', packet(Buffer.alloc(262_144)), all + 1],
    ['a packet that is too long', packet(Buffer.alloc(262_148)), run.length],
    ['options', packet(frame, {}, [{ code: 1, value: text('why') }]), all + 1],
    [
      'options that run over',
      changed(packet(frame, {}, [{ code: 1, value: text('why') }]), -12, 0x990001),
      run.length,
    ],
    ['an end of options, and more', endedOptions(), all + 1],
    ['a length of odd bytes', changed(good, 4, good.length + 2), run.length],
    ['an interface that is not there', changed(good, 8, 0x10000000), run.length],
    ['an odd length, at both ends', oddLength(), run.length],
    ['a block too short for a packet', block(6, u32(0)), run.length],
    ['an interface behind those that are listed', changed(good, 8, 70), all],
    ['the latest microseconds', packet(frame, { ticks: 2n ** 53n - 1n }), all + 1],
    ['microseconds too many to count', packet(frame, { ticks: 2n ** 53n + 12_345_679n }), all],
    ['the latest nanoseconds', packet(frame, { id: 1, ticks: (2_000_000_000n << 32n) - 1n }), all + 1],
    ['nanoseconds too many to count', packet(frame, { id: 1, ticks: 2_000_000_000n << 32n }), all],
    ['a block of another kind', block(7, u32(1)), all],
    ['another section', Buffer.concat([section(), anInterface()]), all],
  ])('%s', async (_name, odd, expected) => {
    const interfaces = Array.from({ length: 80 }, (_, index) =>
      anInterface(1, 0, index === 1 ? nanoseconds : []),
    );
    const path = join(folder, 'odd.pcapng');
    writeFileSync(path, Buffer.concat([section(), ...interfaces, ...run, odd, ...run]));
    const { packets, summary } = await readPlainly(path);
    const found = await readRows(path, portable, 2);
    expect(found).toEqual({ packets, summary, taken: expected });
  });

  it.each([0, 4, 8, 12])('blocks of other kinds where a read ends, %d bytes further on', async (shift) => {
    const others = Array.from({ length: 30_000 }, () => block(7, u32(1)));
    const start = [section(), anInterface(), block(7, Buffer.alloc(shift)), ...run];
    await agree([...start, ...others, ...run, ...others, ...run], 3 * run.length);
  });

  it('a long block that is full of packets, wherever a read ends', async () => {
    const many = block(7, ...Array.from({ length: Math.ceil(600_000 / good.length) }, () => good));
    for (let shift = 0; shift < good.length; shift += 4) {
      await agree([section(), anInterface(), block(7, Buffer.alloc(shift)), ...run, many, ...run], all);
    }
  });

  it('another file in place of the one whose beginning was looked at', async () => {
    const path = inRepository('pcaps/formats/microseconds.pcap');
    const { packets, summary } = await readPlainly(path);
    vi.spyOn(CaptureFile.prototype, 'piece').mockReturnValueOnce(Uint8Array.from(section()));
    expect(await readRows(path, portable, 2)).toEqual({ packets, summary, taken: 0 });
    vi.restoreAllMocks();
  });

  async function agree(blocks: readonly Uint8Array[], taken: number): Promise<void> {
    const path = join(folder, 'blocks.pcapng');
    writeFileSync(path, Buffer.concat(blocks));
    const { packets, summary } = await readPlainly(path);
    expect(await readRows(path, portable, 2)).toEqual({ packets, summary, taken });
  }

  function oddLength(): Buffer {
    const length = u32(good.length + 2);
    return Buffer.concat([good.subarray(0, 4), length, good.subarray(8, -4), Buffer.alloc(2), length]);
  }

  function endedOptions(): Buffer {
    const whole = packet(frame, {}, [
      { code: 0, value: Buffer.alloc(0) },
      { code: 1, value: text('none') },
    ]);
    // What stands behind the end of the options is none.
    whole.set(u16(9999), whole.length - 10);
    return whole;
  }
});
