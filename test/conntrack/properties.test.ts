import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { createTracked, TrackState } from '../../src/conntrack/track.ts';
import type { Frame } from '../../src/frame/frame.ts';
import { reasonWords } from '../../src/verdict/reason.ts';
import { icmp, icmpError, sctp, tcp, udp } from './packet.ts';

const seed = 20;
/** Few addresses and ports, so that packets meet. */
const end = fc.record({
  address: fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::1'),
  port: fc.constantFrom(1, 80),
});
const number = fc.oneof(
  fc.constantFrom(0, 1, 2, 0xffffffff, 0x80000000),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const flags = fc
  .subarray(['SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG'])
  .map((names) => (names.length === 0 ? 'none' : names.join('+')));
const likelyFlags = fc.oneof(fc.constantFrom('SYN', 'SYN+ACK', 'ACK', 'FIN+ACK', 'RST', 'RST+ACK'), flags);

const tcpFrame = fc
  .tuple(end, end, likelyFlags, number, number, fc.nat(3), fc.integer({ min: -1, max: 14 }), fc.nat(255))
  .map(([from, to, set, tcpSequence, tcpAcknowledgement, payloadLength, tcpWindowScale, timeToLive]) =>
    tcp(from, to, set, { tcpSequence, tcpAcknowledgement, payloadLength, tcpWindowScale, timeToLive }),
  );
const otherFrame = fc.oneof(
  fc.tuple(end, end).map(([from, to]) => udp(from, to)),
  fc
    .tuple(end, end, fc.constantFrom(0, 8, 13, 14, 128, 129, 135, 3))
    .map(([from, to, type]) => icmp(from, to, type)),
  fc
    .tuple(end, end, fc.nat(15), fc.nat(2))
    .map(([from, to, type, tag]) => sctp(from, to, tag, [type, tag], 2 - tag)),
  fc.tuple(end, end).map(([from, to]) => ({ ...udp(from, to), protocol: 47 })),
);
const plainFrame = fc.oneof({ arbitrary: tcpFrame, weight: 3 }, otherFrame);
const anyFrame = fc.oneof(
  { arbitrary: plainFrame, weight: 6 },
  fc.tuple(end, end, plainFrame).map(([from, to, quoted]) => icmpError(from, to, quoted)),
);
const step = fc.record({ frame: anyFrame, wait: fc.constantFrom(0, 1e3, 1e6, 20e6, 200e6, -1e6) });
const steps = fc.array(step, { maxLength: 60 });
const settings: fc.Arbitrary<ConntrackOptions> = fc.record({
  maxFlows: fc.constantFrom(1, 2, 4, 8, 1024),
  midstream: fc.constantFrom('invalid', 'pickup'),
  window: fc.constantFrom('capture', 'strict'),
});

/** The five numbers that name a packet's ends, as text; both directions alike for ports, not for ICMP. */
function liveFlows(conntrack: Conntrack): string[] {
  const { flows } = conntrack;
  const texts: string[] = [];
  for (let slot = 0; slot < conntrack.capacity; slot++) {
    if (!flows.isLive(slot)) continue;
    const ends = [
      `${JSON.stringify(flows.source(slot))} ${flows.sourcePort(slot)}`,
      `${JSON.stringify(flows.destination(slot))} ${flows.destinationPort(slot)}`,
    ];
    if (flows.icmpType(slot) < 0) ends.sort();
    texts.push([flows.protocol(slot), flows.icmpType(slot), flows.icmpId(slot), ...ends].join(' '));
  }
  return texts;
}

describe('any sequence of packets', () => {
  it('gets sound answers and leaves a sound table', () => {
    fc.assert(
      fc.property(settings, steps, (options, packets) => {
        const ended: number[] = [];
        const conntrack = new Conntrack({ ...options, onEnd: (slot) => ended.push(slot) });
        const out = createTracked();
        let [now, opened] = [0, 0];
        for (const { frame, wait } of packets) {
          now += wait;
          const state = conntrack.track(frame, now, out);
          expect(state).toBe(out.state);
          if (state === TrackState.invalid)
            expect([out.slot, reasonWords.includes(out.reason as never)]).toEqual([-1, true]);
          else expect(out.reason).toBe('');
          if (state === TrackState.new && out.slot >= 0) opened++;
          if (state !== TrackState.invalid && state !== TrackState.new)
            expect(conntrack.flows.isLive(out.slot)).toBe(true);
        }
        const flows = liveFlows(conntrack);
        expect(flows.length).toBe(conntrack.live);
        expect(new Set(flows).size).toBe(flows.length);
        expect(opened - ended.length).toBe(conntrack.live);
        conntrack.flush();
        expect(ended.length).toBe(opened);
      }),
      { numRuns: 400, seed },
    );
  });

  it('gets the same answers again, and with any key of the hash', () => {
    const run = (packets: readonly { frame: Frame; wait: number }[], options: ConntrackOptions) => {
      const conntrack = new Conntrack(options);
      let now = 0;
      return packets.map(({ frame, wait }) => {
        now += wait;
        const out = createTracked();
        conntrack.track(frame, now, out);
        return out;
      });
    };
    fc.assert(
      fc.property(settings, steps, (options, packets) => {
        expect(run(packets, options)).toEqual(run(packets, options));
        expect(run(packets, { ...options, seed: [9, 9] })).toEqual(run(packets, options));
      }),
      { numRuns: 200, seed },
    );
  });

  it('finds each flow by the packets of both its directions', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(0xffff), fc.nat(3)), { maxLength: 200, selector: String }),
        (clients) => {
          const conntrack = new Conntrack();
          const out = createTracked();
          const to = { address: '10.9.9.9', port: 7000 };
          const frames = clients.map(([port, host]) => ({ port, address: `10.0.0.${host}` }));
          const slots = frames.map((from) => {
            conntrack.track(udp(from, to), 0, out);
            return out.slot;
          });
          for (const [index, from] of frames.entries()) {
            conntrack.track(udp(to, from), 0, out);
            expect([out.state, out.slot]).toEqual([TrackState.reply, slots[index]]);
          }
        },
      ),
      { numRuns: 50, seed },
    );
  });
});
