/** Captures that others write, cut, replace or remove while they are read. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchPods } from '../../bench/cluster.ts';
import { writeTraffic } from '../../bench/traffic.ts';
import type { EngineCore } from '../../src/engine/core.ts';
import { replayed, speakersOf } from './cores.ts';

const folder = mkdtempSync(join(tmpdir(), 'tierwall-changing-'));
afterAll(() => rmSync(folder, { recursive: true }));

const whole = join(folder, 'whole.pcap');
const packets = 9000;
writeTraffic(whole, { packets, packetsPerFlow: 20, alive: 100, pods: benchPods(20), seed: 6 });
const bytes = readFileSync(whole);
const fileHeader = 24;
/** More than any core reads at once, and less than all: both within a record. */
const middle = 1_500_000;
const capture = join(folder, 'capture.pcap');
const inventory = await speakersOf([whole]);
const cores: readonly EngineCore[] = ['reference', 'compiled', 'portable'];

/** What a core says of the capture, to which something happens after the first read, and after each behind it. */
async function during(
  core: EngineCore,
  before: Uint8Array,
  change: () => void,
  later: () => void = () => {},
) {
  writeFileSync(capture, before);
  let reads = 0;
  const onProgress = () => {
    if (reads++ === 0) change();
    else later();
  };
  const { captures, tally, lanes } = await replayed(core, {
    read: [capture],
    inventory,
    told: 'nothing',
    alone: true,
    onProgress,
  });
  return { captures, packets: tally.packets, checksum: lanes[0].checksum };
}

function recordsOf({ captures: [{ packets: count }] }: { captures: readonly { packets: number }[] }) {
  return count;
}

describe.each(cores)('the %s core reads a capture', (core) => {
  let untouched: Awaited<ReturnType<typeof during>>;
  beforeAll(async () => {
    untouched = await during(core, bytes, () => {});
  });

  it('that is long enough for what is tested here', async () => {
    const reads: number[] = [];
    await during(
      core,
      bytes,
      () => reads.push(0),
      () => reads.push(1),
    );
    expect(reads.length).toBeGreaterThan(2);
    expect(bytes.length).toBeGreaterThan(middle + 500_000);
    expect(untouched.packets).toBe(packets);
  });

  it('to its new end where it grows', async () => {
    const grown = await during(core, bytes.subarray(0, middle), () =>
      appendFileSync(capture, bytes.subarray(middle)),
    );
    expect(grown).toEqual(untouched);
    const longer = await during(core, bytes, () => appendFileSync(capture, bytes.subarray(fileHeader)));
    expect(longer.captures).toMatchObject([{ packets: 2 * packets, fault: null }]);
  });

  it('to where it is cut, and says that it is', async () => {
    const cut = await during(core, bytes, () => truncateSync(capture, middle));
    expect(cut.captures).toMatchObject([{ fault: { code: 'cut-short' } }]);
    expect(cut.packets).toBe(recordsOf(cut));
    expect(cut).toEqual(await during('reference', bytes.subarray(0, middle), () => {}));
  });

  it('without more of it where it is emptied', async () => {
    const emptied = await during(core, bytes, () => truncateSync(capture, 0));
    expect(emptied.packets).toBeGreaterThan(0);
    expect(emptied.packets).toBeLessThan(packets);
    expect(emptied.packets).toBe(recordsOf(emptied));
  });

  it('as it was where it is removed', async () => {
    expect(await during(core, bytes, () => rmSync(capture))).toEqual(untouched);
    expect(existsSync(capture)).toBe(false);
  });

  it('as it was where another takes its name', async () => {
    const other = join(folder, 'other.pcap');
    writeFileSync(other, 'not a capture');
    expect(await during(core, bytes, () => renameSync(other, capture))).toEqual(untouched);
    expect(readFileSync(capture, 'utf8')).toBe('not a capture');
  });
});
