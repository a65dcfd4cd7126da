import { describe, expect, it, vi } from 'vitest';
import { readCapture } from '../../src/capture/read.ts';
import type { ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { FlowIndex } from '../../src/conntrack/flow-index.ts';
import { bucketWords } from '../../src/conntrack/layout.ts';
import { tableLayout } from '../../src/conntrack/table-memory.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { server, tcp, udp } from '../conntrack/packet.ts';
import { parseLine } from '../conntrack/script.ts';
import { haveCaptures, readTable } from '../frame/captures.ts';
import { conversation, longestSilence } from './conversation.ts';
import { crowdedSyns } from './crowd.ts';
import { Random } from './generator.ts';
import { trackKernels } from './kernels.ts';
import { type Run, runAlone, runMixed } from './mixed.ts';
import type { Step } from './rows.ts';
import { type TrafficOptions, traffic } from './traffic.ts';

/** Of traffic and settings at random. */
const seeds = process.env.TIERWALL_EXHAUSTIVE === '1' ? 5000 : 100;

function expectSame(mixed: Run, alone: Run, about: string): void {
  const at = mixed.outcomes.findIndex((outcome, index) => outcome !== alone.outcomes[index]);
  expect([about, at, mixed.outcomes[at]]).toEqual([about, -1, alone.outcomes[at]]);
  expect([about, mixed.outcomes.length]).toEqual([about, alone.outcomes.length]);
  expect([about, mixed.ends]).toEqual([about, alone.ends]);
  expect([about, Buffer.compare(mixed.table, alone.table)]).toEqual([about, 0]);
}

/** Traffic and settings of the table, by number. */
function scenario(seed: number): { steps: Step[]; options: ConntrackOptions; sizes: number[] } {
  const random = new Random(seed + 1000);
  const settings: TrafficOptions = {
    seed,
    packets: random.of([300, 2000]),
    alive: random.of([2, 8, 60, 400]),
    hosts: random.of([2, 9, 300]),
    ports: random.of([2, 30, 40_000]),
    mischief: random.of([0, 0.02, 0.2, 0.6]),
    others: random.of([0, 0.2, 1]),
    pauses: random.of([0, 0.001, 0.05]),
  };
  const options: ConntrackOptions = {
    maxFlows: random.of([1, 2, 8, 64, 1024]),
    midstream: random.of(['invalid', 'pickup'] as const),
    window: random.of(['capture', 'capture', 'strict'] as const),
    minimumTimeToLive: random.chance(0.05) ? 40 : 0,
    timeouts: random.chance(0.2) ? { tcpEstablished: 2, udpReplied: 1, tcpTimeWait: 0 } : {},
    seed: [random.word(), random.word()],
  };
  return { steps: traffic(settings), options, sizes: random.of([[128], [1, 7, 128], [31, 2]]) };
}

/** `ethernet`: whether all its packets are. */
async function capture(path: string): Promise<{ steps: Step[]; ethernet: boolean }> {
  const steps: Step[] = [];
  let ethernet = true;
  await readCapture(path, ({ data, originalLength, linkType, seconds, nanoseconds }) => {
    const frame = createFrame();
    parseFrame(frame, Uint8Array.from(data), originalLength, linkType);
    ethernet &&= linkType === 1;
    steps.push({ frame, now: seconds * 1e6 + Math.floor(nanoseconds / 1000) });
    return undefined;
  });
  return { steps, ethernet };
}

describe.each(trackKernels)('the track kernel, $name', (kernel) => {
  it('says what Conntrack says and leaves the same memory, for any packets', { timeout: 3_600_000 }, () => {
    const handled = new Map<string, number>();
    for (let seed = 1; seed <= seeds; seed++) {
      const { steps, options, sizes } = scenario(seed);
      const mixed = runMixed(steps, options, kernel, { sizes });
      expectSame(mixed, runAlone(steps, options), `seed ${seed}`);
      const left = new Set(mixed.left);
      for (const [index, outcome] of mixed.outcomes.entries()) {
        if (!left.has(index)) handled.set(outcome[0], (handled.get(outcome[0]) ?? 0) + 1);
      }
    }
    // Every kind of outcome was the kernel's own often enough for the comparison to mean something.
    for (const kind of ['0', '1', '2', '4', 'n']) expect(handled.get(kind)).toBeGreaterThan(1000);
  });

  it('lets a connection be silent for just so long', () => {
    const steps = conversation(400, [longestSilence, longestSilence + 1, 5]);
    for (const midstream of ['invalid', 'pickup'] as const) {
      const options = { maxFlows: 64, midstream, seed: [1, 2] } satisfies ConntrackOptions;
      // Hints are there for flows of batches before.
      const mixed = runMixed(steps, options, kernel, { sizes: [21, 14, 128] });
      expectSame(mixed, runAlone(steps, options), midstream);
    }
  });

  it('says the same with any key of the hash', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { steps, options, sizes } = scenario(seed);
      const { outcomes, ends } = runAlone(steps, options);
      for (const key of [
        [0, 0],
        [seed, 1],
      ] as const) {
        const mixed = runMixed(steps, { ...options, seed: key }, kernel, { sizes });
        expect([seed, mixed.outcomes, mixed.ends]).toEqual([seed, outcomes, ends]);
      }
    }
  });

  it('ends flows as Conntrack does where nobody is told of it, and leaves little', {
    timeout: 3_600_000,
  }, () => {
    const left = { told: 0, untold: 0 };
    for (let seed = 1; seed <= seeds; seed++) {
      const { steps, options, sizes } = scenario(seed);
      const alone = runAlone(steps, options);
      const mixed = runMixed(steps, options, kernel, { sizes, kernelsEnd: true });
      expectSame(mixed, { ...alone, ends: [] }, `seed ${seed}`);
      if (options.minimumTimeToLive !== 0 || options.midstream === 'pickup') continue;
      left.untold += mixed.left.length;
      left.told += runMixed(steps, options, kernel, { sizes }).left.length;
    }
    expect(left.untold).toBeLessThan(left.told / 2);
  });

  it('tells of the flows that it ends: which, with which packet, and all that was in their rows', {
    timeout: 3_600_000,
  }, () => {
    const told = { byKernel: 0, byConntrack: 0 };
    for (let seed = 1; seed <= seeds; seed++) {
      const { steps, options, sizes } = scenario(seed);
      const alone = runAlone(steps, options);
      const mixed = runMixed(steps, options, kernel, { sizes, endings: true });
      expectSame({ ...mixed, ends: [] }, { ...alone, ends: [] }, `seed ${seed}`);
      const at = mixed.told.findIndex((one, index) => one !== alone.told[index]);
      expect([seed, at, mixed.told[at]]).toEqual([seed, -1, undefined]);
      expect([seed, mixed.told.length]).toEqual([seed, alone.told.length]);
      told.byConntrack += mixed.ends.length;
      told.byKernel += mixed.told.length - mixed.ends.length;
    }
    expect(told.byConntrack).toBeGreaterThan(1000);
    expect(told.byKernel).toBeGreaterThan(10_000);
  });

  it('leaves no packet of a flood of openings to Conntrack, and evicts the oldest', () => {
    const random = new Random(5);
    const steps = Array.from({ length: 5000 }, (_, n): Step => {
      const syn = tcp({ address: '10.0.0.1', port: 1 }, server, 'SYN');
      syn.source3 = random.word();
      return { frame: syn, now: 1e15 + n };
    });
    const options = { maxFlows: 64 };
    const alone = runAlone(steps, options);
    const mixed = runMixed(steps, options, kernel, { kernelsEnd: true });
    expectSame(mixed, { ...alone, ends: [] }, 'flood');
    expect(mixed.left).toEqual([]);
    expect(alone.ends.length).toBeGreaterThan(4900);
    // In the order in which they came, but for where the oldest of the next four is not the first.
    const slots = alone.ends.map((end) => Number.parseInt(end, 10));
    const inTurn = slots.filter((slot, n) => n > 0 && slot === (slots[n - 1] + 1) % 64).length;
    expect(inTurn / slots.length).toBeGreaterThan(0.95);
  });

  it('moves flows as Conntrack does where keys are chosen to fill few buckets', () => {
    const displace = vi.spyOn(FlowIndex.prototype, 'displace');
    const moved: boolean[] = [];
    for (let buckets = 2; buckets <= 30; buckets += 2) {
      const options = { maxFlows: 256, seed: [buckets, 7] as const };
      const steps = crowdedSyns({ ...options, buckets, count: 400 });
      displace.mockClear();
      const alone = runAlone(steps, options);
      moved.push(...displace.mock.results.map(({ value }) => value === true));
      expectSame(runMixed(steps, options, kernel), alone, `${buckets} buckets`);
      const untold = runMixed(steps, options, kernel, { kernelsEnd: true });
      expectSame(untold, { ...alone, ends: [] }, `${buckets} buckets`);
      expect(untold.left).toEqual([]);
    }
    displace.mockRestore();
    expect(moved.filter((could) => could).length).toBeGreaterThan(20);
    expect(moved.filter((could) => !could).length).toBeGreaterThan(20);
  });

  it('leaves no cell behind where an IPv4 flow between equal addresses has the slot of an IPv6 flow', () => {
    const loop = { address: '127.0.0.1', port: 9 };
    const steps = Array.from({ length: 200 }, (_, n): Step => {
      const address = n % 3 === 0 ? `fd00:0:${n}::1` : loop.address;
      return {
        frame: udp(
          { address, port: 40_000 - n },
          n % 3 === 0 ? { ...loop, address: 'fd00:0:7fff::2' } : loop,
        ),
        now: n,
      };
    });
    const options = { maxFlows: 4, counts: false };
    const alone = runAlone(steps, options);
    expectSame(runMixed(steps, options, kernel, { kernelsEnd: true }), { ...alone, ends: [] }, 'loop');
    const { cells, cellWords } = tableLayout(4);
    const words = new Int32Array(alone.table.buffer, cells, cellWords);
    const taken = words.filter((word, at) => word !== 0 && at % bucketWords >= bucketWords / 2);
    expect([...taken].sort()).toEqual([1, 2, 3, 4]);
  });

  it('agrees with Conntrack where a rule is at its edge', () => {
    const open = ['client: SYN seq=0', 'server: SYN+ACK seq=0 ack=1', 'client: ACK seq=1 ack=1'];
    const closed = ['client: FIN+ACK seq=1 ack=1', 'server: FIN+ACK seq=1 ack=2', 'client: ACK seq=2 ack=2'];
    // Only the client was captured, so the server's first segment is taken by what the client's say of it.
    const half = ['client: SYN seq=0', 'client: ACK seq=1 ack=1'];
    const far = 2 ** 20;
    const scripts = [
      [...open, ...closed, 'client: ACK seq=2 ack=2 len=5'],
      ...[far, far + 1, -far, -far - 1].flatMap((by) => [
        [...half, `server: ACK seq=${1 + by} ack=1`],
        [...half, `server: ACK seq=1 ack=${1 + by}`],
        [...half, `server: RST+ACK seq=${1 + by} ack=1`],
      ]),
      ...[65_536, 65_537].map((by) => [...open, `client: ACK seq=${by} ack=1 len=1`]),
      ...[-65_535, -65_534].map((by) => [...open, `client: ACK seq=${by} ack=1`]),
      ...[-65_998, -65_999, -66_000].map((by) => [...open, `server: ACK seq=1 ack=${by}`]),
      ...[47, 48].map((ttl) => [...open, `client: RST seq=1 ttl=${ttl}`]),
    ];
    for (const lines of scripts) {
      const steps = lines.map((line, n) => ({ frame: parseLine(line), now: 1e15 + n }));
      for (const window of ['capture', 'strict'] as const) {
        const options = { maxFlows: 4, window };
        expectSame(runMixed(steps, options, kernel), runAlone(steps, options), lines.join('; '));
      }
    }
  });

  it('leaves at most one packet in twenty of ordinary TCP to Conntrack', () => {
    const ordinary = { hosts: 300, ports: 40_000, mischief: 0.02, others: 0, pauses: 0 };
    const steps = traffic({ seed: 7, packets: 20_000, alive: 300, ...ordinary });
    const mixed = runMixed(steps, { maxFlows: 2 ** 14 }, kernel);
    expectSame(mixed, runAlone(steps, { maxFlows: 2 ** 14 }), 'ordinary');
    expect(mixed.left.length / steps.length).toBeLessThan(0.05);
  });

  it('judges packets of connections that began before the capture by itself', () => {
    const flows = traffic({
      seed: 8,
      packets: 3000,
      alive: 20,
      hosts: 9,
      ports: 9999,
      mischief: 0,
      others: 0,
      pauses: 0,
    });
    const steps = flows.filter(({ frame }) => (frame.tcpFlags & 2) === 0);
    const mixed = runMixed(steps, { maxFlows: 64 }, kernel);
    expect(new Set(mixed.outcomes)).toEqual(new Set(['4 -1 0 0 0 invalid-state']));
    expect(mixed.left).toEqual([]);
  });

  it('touches the clock and the counters only for packets that Conntrack is shown', () => {
    const [step] = traffic({
      seed: 9,
      packets: 1,
      alive: 1,
      hosts: 2,
      ports: 2,
      mischief: 0,
      others: 0,
      pauses: 0,
    });
    const none: Step = { frame: { ...step.frame, family: 0 }, now: step.now + 1e9 };
    const mixed = runMixed([none, none], { maxFlows: 4 }, kernel);
    expect(mixed.outcomes).toEqual(['none', 'none']);
    expect(Buffer.compare(mixed.table, runAlone([], { maxFlows: 4 }).table)).toBe(0);
  });

  it.skipIf(!haveCaptures)(
    'agrees with Conntrack on every shared capture (skipped where they are missing)',
    async () => {
      for (const { file, path } of readTable()) {
        const { steps, ethernet } = await capture(path);
        for (const options of [{ maxFlows: 4096 }, { maxFlows: 64, midstream: 'pickup' as const }]) {
          const alone = runAlone(steps, options);
          expectSame(runMixed(steps, options, kernel), alone, file);
          if (!ethernet) continue;
          // Behind the parse kernel too, a few packets at a time as they may be large.
          const parsed = runMixed(steps, options, kernel, { sizes: [15], parse: true });
          expectSame(parsed, alone, `${file}, parsed`);
        }
      }
    },
    600_000,
  );
});
