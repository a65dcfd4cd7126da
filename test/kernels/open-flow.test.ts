/** Which segments the short way takes, and that it leaves of them what Conntrack does: each phase, both directions, and every edge. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { differs } from '../../src/kernels/flow-find.ts';
import { parseLine } from '../conntrack/script.ts';
import { trackKernel } from './kernels.ts';
import { MixedTracker, runAlone, runMixed } from './mixed.ts';
import type { Step } from './rows.ts';

/** What takeSegment() said of the packet at hand, if it was asked. */
const said: number[] = [];

vi.mock('../../src/kernels/open-flow.ts', async (original) => {
  const real = await original<typeof import('../../src/kernels/open-flow.ts')>();
  return {
    ...real,
    takeSegment: (...all: Parameters<typeof real.takeSegment>) => {
      const direction = real.takeSegment(...all);
      said.push(direction);
      return direction;
    },
  };
});

beforeEach(() => {
  said.length = 0;
});

const kernel = trackKernel('plain');

/** Lines as conntrack/script.ts has them, and waits in seconds. */
function stepsOf(lines: readonly string[]): Step[] {
  let now = 1e15;
  const steps: Step[] = [];
  for (const line of lines) {
    const wait = /^after (\S+)$/.exec(line)?.[1];
    if (wait === undefined) steps.push({ frame: parseLine(line), now });
    else now += Math.round(Number(wait) * 1e6);
  }
  return steps;
}

/** `taken` in the short way, or given back by it as `other`, or never asked for: `-`; and the phase in which that leaves the connection. */
function goneThrough(steps: readonly Step[], options: { readonly midstream?: 'pickup' }): string[] {
  const tracker = new MixedTracker(kernel, { maxFlows: 4, ...options });
  return steps.map((step) => {
    said.length = 0;
    tracker.show([step]);
    const [direction] = said;
    const how = direction === undefined ? '-' : direction === differs ? 'other' : 'taken';
    const { live, flows } = tracker.conntrack;
    return `${how} ${live === 0 ? 'none' : flows.phase(0)}`;
  });
}

function expectWays(script: string, options: { readonly midstream?: 'pickup' } = {}): void {
  const lines = script
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const parts = lines.map((line) => line.split('->').map((part) => part.trim()));
  const steps = stepsOf(parts.map(([line]) => line));
  const packets = parts.filter(([line]) => !line.startsWith('after'));
  const ways = goneThrough(steps, options);
  expect(packets.map(([line], index) => `${line} -> ${ways[index]}`)).toEqual(
    packets.map(([line, way]) => `${line} -> ${way}`),
  );
  for (const window of ['capture', 'strict'] as const) {
    const settings = { maxFlows: 4, window, ...options };
    for (const sizes of [[1], [128]]) {
      const mixed = runMixed(steps, settings, kernel, { sizes });
      const alone = runAlone(steps, settings);
      expect(mixed.outcomes).toEqual(alone.outcomes);
      expect([sizes, Buffer.compare(mixed.table, alone.table)]).toEqual([sizes, 0]);
    }
  }
}

const open = `
  client: SYN seq=0                  -> - tcpSynSent
  server: SYN+ACK seq=0 ack=1        -> - tcpSynReceived
  client: ACK seq=1 ack=1            -> taken tcpEstablished
`;
const halfOpen = `
  client: SYN seq=0                  -> - tcpSynSent
  server: SYN+ACK seq=0 ack=1        -> - tcpSynReceived
`;

describe('the short way', () => {
  it('takes a connection that the opener closes to its end', () => {
    expectWays(`${open}
      client: PSH+ACK seq=1 ack=1 len=10   -> taken tcpEstablished
      client: FIN+ACK seq=11 ack=1         -> taken tcpFinWait
      client: FIN+ACK seq=11 ack=1         -> taken tcpFinWait
      server: ACK seq=1 ack=11             -> taken tcpFinWait
      server: ACK seq=1 ack=12             -> taken tcpCloseWait
      server: PSH+ACK seq=1 ack=12 len=5   -> taken tcpCloseWait
      client: ACK seq=12 ack=6             -> taken tcpCloseWait
      server: FIN+ACK seq=6 ack=12 len=2   -> taken tcpLastAck
      client: ACK seq=12 ack=8             -> taken tcpLastAck
      client: ACK seq=12 ack=9             -> taken tcpTimeWait
      server: FIN+ACK seq=6 ack=12 len=2   -> taken tcpTimeWait
      client: ACK seq=12 ack=9             -> taken tcpTimeWait
    `);
  });

  it('takes a connection that the other end closes to its end', () => {
    expectWays(`${open}
      server: FIN+ACK seq=1 ack=1 len=3    -> taken tcpFinWait
      client: ACK seq=1 ack=4              -> taken tcpFinWait
      client: PSH+ACK seq=1 ack=5 len=7    -> taken tcpCloseWait
      client: FIN+ACK seq=8 ack=5          -> taken tcpLastAck
      server: ACK seq=5 ack=8              -> taken tcpLastAck
      server: ACK seq=5 ack=9              -> taken tcpTimeWait
      client: ACK seq=9 ack=5              -> taken tcpTimeWait
    `);
  });

  it('takes what both ends close at once', () => {
    expectWays(`${open}
      client: FIN+ACK seq=1 ack=1          -> taken tcpFinWait
      server: FIN+ACK seq=1 ack=1          -> taken tcpLastAck
      client: ACK seq=2 ack=2              -> taken tcpLastAck
      server: ACK seq=2 ack=2              -> taken tcpTimeWait
    `);
  });

  it('leaves time wait to nothing, even where more is sent and not acknowledged', () => {
    expectWays(`${open}
      client: FIN+ACK seq=1 ack=1          -> taken tcpFinWait
      server: FIN+ACK seq=1 ack=2          -> taken tcpLastAck
      client: ACK seq=2 ack=2              -> taken tcpTimeWait
      client: ACK seq=2 ack=2 len=5        -> taken tcpTimeWait
      server: ACK seq=2 ack=2 len=5        -> taken tcpTimeWait
    `);
  });

  it('goes back where an end sends more behind its FIN', () => {
    expectWays(`${open}
      client: FIN+ACK seq=1 ack=1          -> taken tcpFinWait
      server: ACK seq=1 ack=2              -> taken tcpCloseWait
      client: ACK seq=2 ack=1 len=5        -> taken tcpFinWait
      server: ACK seq=1 ack=7              -> taken tcpCloseWait
    `);
  });

  it('opens a connection by what the opener alone acknowledges, and all of it', () => {
    expectWays(`${halfOpen}
      server: ACK seq=1 ack=1 len=5        -> taken tcpSynReceived
      client: ACK seq=1 ack=1              -> taken tcpSynReceived
      server: ACK seq=6 ack=1              -> taken tcpSynReceived
      client: ACK seq=1 ack=6              -> taken tcpEstablished
    `);
    expectWays(`${halfOpen}
      server: FIN+ACK seq=1 ack=1          -> taken tcpSynReceived
      client: ACK seq=1 ack=2              -> taken tcpCloseWait
    `);
    expectWays(`${halfOpen}
      client: FIN+ACK seq=1 ack=0          -> taken tcpSynReceived
      client: ACK seq=2 ack=1              -> taken tcpFinWait
    `);
  });

  it('takes what follows where both ends open at once', () => {
    expectWays(`
      client: SYN seq=0                    -> - tcpSynSent
      server: SYN seq=0                    -> - tcpSynReceived
      server: SYN+ACK seq=0 ack=1          -> - tcpSynReceived
      server: ACK seq=1 ack=1 len=3        -> taken tcpSynReceived
      client: ACK seq=1 ack=4              -> taken tcpEstablished
      server: FIN+ACK seq=4 ack=1          -> taken tcpFinWait
    `);
  });

  it.each([
    ['tcpSynReceived', halfOpen, 'client: ACK seq=1 ack=1 -> taken tcpEstablished', 60],
    ['tcpFinWait', `${open}\nclient: FIN+ACK seq=1 ack=1 -> taken tcpFinWait`, '', 120],
    [
      'tcpCloseWait',
      `${open}
       client: FIN+ACK seq=1 ack=1 -> taken tcpFinWait
       server: ACK seq=1 ack=2     -> taken tcpCloseWait`,
      '',
      60,
    ],
    [
      'tcpLastAck',
      `${open}
       client: FIN+ACK seq=1 ack=1 -> taken tcpFinWait
       server: FIN+ACK seq=1 ack=1 -> taken tcpLastAck`,
      '',
      30,
    ],
    [
      'tcpTimeWait',
      `${open}
       client: FIN+ACK seq=1 ack=1 -> taken tcpFinWait
       server: FIN+ACK seq=1 ack=2 -> taken tcpLastAck
       client: ACK seq=2 ack=2     -> taken tcpTimeWait`,
      '',
      120,
    ],
    ['tcpEstablished', open, '', 432_000],
  ])('takes a segment after just so long a silence, by the phase: %s', (phase, before, line, seconds) => {
    const next = line === '' ? `client: ACK seq=1 ack=1 -> taken ${phase}` : line;
    expectWays(`${before}\nafter ${seconds}\n${next}`);
    const [late] = next.split('->');
    // Another connection may have begun since, and nothing but a SYN begins one.
    expectWays(`${before}\nafter ${seconds + 0.000001}\n${late} -> other none`);
  });

  it('gives back a FIN that may not arrive, with its phase and all', () => {
    expectWays(`${open}
      client: FIN+ACK seq=1 ack=1 ttl=47     -> other tcpEstablished
      client: ACK seq=1 ack=1 ttl=47         -> taken tcpEstablished
      client: FIN+ACK seq=1 ack=1 ttl=48     -> taken tcpFinWait
      server: FIN+ACK seq=1 ack=2 ttl=47     -> other tcpFinWait
      server: FIN+ACK seq=1 ack=2 ttl=48     -> taken tcpLastAck
    `);
  });

  it('counts a FIN in all that goes by where a segment ends', () => {
    // The window before what was sent reaches back to where the FIN ends.
    expectWays(`${open}
      client: ACK seq=1 ack=1 len=1000       -> taken tcpEstablished
      server: ACK seq=1 ack=1001             -> taken tcpEstablished
      client: FIN+ACK seq=-64535 ack=1       -> taken tcpCloseWait
    `);
    expectWays(`${open}
      client: ACK seq=1 ack=1 len=1000       -> taken tcpEstablished
      server: ACK seq=1 ack=1001             -> taken tcpEstablished
      client: FIN+ACK seq=-64536 ack=1       -> other tcpEstablished
    `);
  });

  it('has nothing to do with what ended by a RST, began before the capture, or has a SYN or a RST', () => {
    expectWays(`${open}
      client: RST seq=1                      -> - tcpClosed
      client: ACK seq=1 ack=1                -> - tcpClosed
      client: FIN+ACK seq=1 ack=1            -> - tcpClosed
    `);
    expectWays(`${open}
      client: SYN+FIN+ACK seq=1 ack=1        -> - tcpEstablished
      client: RST+FIN+ACK seq=1 ack=1        -> - tcpEstablished
      client: FIN seq=1                      -> - tcpEstablished
    `);
    const options = { midstream: 'pickup' } as const;
    expectWays(
      `client: ACK seq=1 ack=1                 -> - tcpOneSided
       server: ACK seq=1 ack=1                 -> - tcpEstablished
       client: FIN+ACK seq=1 ack=1             -> - tcpFinWait`,
      options,
    );
  });
});
