/** Attacks on the flow table (30 and 31 of the attack catalogue), as the kernel meets them. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tableLayout } from '../../src/conntrack/table-memory.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { server, tcp } from '../conntrack/packet.ts';
import { crowdedSyns } from './crowd.ts';
import { trackKernel, trackKernels } from './kernels.ts';
import { batchRows, fixedSeed, MixedTracker } from './mixed.ts';
import type { Step } from './rows.ts';

/** Every address that the plain kernel loads a word from. */
const loads: number[] = [];
const counting = { on: false };

vi.mock('../../src/kernels/mem.ts', async (original) => {
  const mem = await original<typeof import('../../src/kernels/mem.ts')>();
  return {
    ...mem,
    ld32: (at: number) => {
      if (counting.on) loads.push(at);
      return mem.ld32(at);
    },
    whereEqual8: (at: number, value: number) => {
      for (let cell = at; counting.on && cell < at + 32; cell += 4) loads.push(cell);
      return mem.whereEqual8(at, value);
    },
    orWhereEqual8: (at: number, value: number) => {
      for (let cell = at; counting.on && cell < at + 32; cell += 4) loads.push(cell);
      return mem.orWhereEqual8(at, value);
    },
  };
});

beforeEach(() => {
  loads.length = 0;
  counting.on = false;
});

const client = (n: number) => ({
  address: `10.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`,
  port: 1000,
});

describe('attack 31: keys chosen to share their buckets', () => {
  it('make a look-up read sixteen tags at the most, found or not, and reading ahead no more', () => {
    const maxFlows = 64;
    const tracker = new MixedTracker(trackKernel('plain'), { maxFlows });
    const { cells, cellWords } = tableLayout(maxFlows);
    const start = tracker.conntrack.memory.byteOffset + cells;
    const steps = crowdedSyns({ maxFlows, buckets: 2, count: 100, seed: fixedSeed });
    const tagReads = (step: Step, touch: boolean): number => {
      loads.length = 0;
      tracker.show([step], touch);
      return loads.filter((at) => at >= start && at < start + 4 * cellWords && (at - start) % 64 < 32).length;
    };
    for (const step of steps) tracker.show([step]);
    expect(tracker.conntrack.live).toBeGreaterThanOrEqual(16);
    counting.on = true;
    const counts = steps.map((step) => tagReads(step, false));
    expect(Math.max(...counts)).toBeLessThanOrEqual(16);
    expect(Math.max(...counts)).toBeGreaterThan(8);
    // Two to fetch the lines, sixteen for a hint, as many for another try at it, and for the look-up.
    expect(Math.max(...steps.map((step) => tagReads(step, true)))).toBeLessThanOrEqual(2 + 3 * 16);
  });
});

describe.each(trackKernels)('attack 30: a flood of SYNs against the kernel, $name', (kernel) => {
  const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
  const size = exhaustive
    ? { maxFlows: 2 ** 18, open: 10_000, flood: 5_000_000 }
    : { maxFlows: 2 ** 9, open: 50, flood: 20_000 };

  it(`of ${size.flood} harms none of ${size.open} established connections`, { timeout: 3_600_000 }, () => {
    const tracker = new MixedTracker(kernel, { maxFlows: size.maxFlows, kernelsEnd: true });
    const victim = (n: number) => ({ address: '192.168.0.1', port: 1 + n });
    let now = 1e15;
    const show = (frames: readonly Frame[]): string[] => {
      now += 1000;
      return tracker.show(frames.map((frame, index) => ({ frame, now: now + index })));
    };
    for (let n = 0; n < size.open; n++) {
      const shaken = show([
        tcp(victim(n), server, 'SYN', { tcpSequence: n }),
        tcp(server, victim(n), 'SYN+ACK', { tcpSequence: 7, tcpAcknowledgement: n + 1 }),
        tcp(victim(n), server, 'ACK', { tcpSequence: n + 1, tcpAcknowledgement: 8 }),
      ]);
      expect(shaken.map((outcome) => outcome[0])).toEqual(['0', '2', '1']);
    }
    const syns = Array.from({ length: batchRows }, () => tcp(client(0), server, 'SYN'));
    for (let n = 0; n < size.flood; n += batchRows) {
      for (const [i, syn] of syns.entries()) syn.source3 = (0xc000_0000 + n + i) >>> 0;
      show(syns);
    }
    expect(tracker.left).toEqual([]);
    expect(tracker.conntrack.live).toBeLessThanOrEqual(size.maxFlows);
    for (let n = 0; n < size.open; n++) {
      const data = tcp(victim(n), server, 'ACK', {
        tcpSequence: n + 1,
        tcpAcknowledgement: 8,
        payloadLength: 1,
      });
      expect(show([data])[0][0]).toBe('1');
    }
  });
});
