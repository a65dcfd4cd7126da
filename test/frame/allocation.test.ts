import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { concat, ethernet, extension, icmp, ipv4, ipv6, sctp, tcp, udp, vlan, zeros } from './build.ts';

const high = { source: '203.0.113.200', destination: '198.51.100.250' };
const inner = ipv4({ ...high, protocol: 6 }, tcp({ sequence: 0xf0000000, options: [3, 3, 7, 0] }));

/** A kind of packet each, the dropped ones too. */
const packets: readonly Uint8Array[] = [
  ethernet(0x0800, inner),
  ethernet(0x0800, ipv4(high, udp({}, zeros(100)))),
  ethernet(0x0800, ipv4({ ...high, protocol: 132 }, sctp())),
  ethernet(0x0800, ipv4({ ...high, protocol: 1 }, icmp(8, 0, 1))),
  ethernet(0x0800, ipv4({ ...high, protocol: 1 }, icmp(3, 1, 0, inner))),
  ethernet(0x0800, ipv4({ ...high, more: true, id: 9 }, udp({ length: 900 }, zeros(80)))),
  ethernet(0x0800, ipv4({ ...high, fragmentOffset: 800, id: 9 }, zeros(80))),
  ethernet(0x0800, ipv4({ ...high, options: [131, 3, 4, 0] }, udp())),
  ethernet(0x0800, ipv4({ ...high, headerLength: 4 }, udp())),
  ethernet(0x86dd, ipv6({ nextHeader: 6 }, tcp({ acknowledgement: 0xf0000001 }))),
  ethernet(0x86dd, ipv6({ nextHeader: 0 }, extension(60, [], extension(58, [], icmp(128, 0, 3))))),
  ethernet(0x8100, vlan(7, 0x0800, inner)),
  ethernet(0x0806, concat([0, 1, 8, 0, 6, 4, 0, 1], zeros(20))),
  ethernet(0x88cc, zeros(46)),
  ethernet(0x0800, ipv4({ ...high, protocol: 4 }, inner)),
  ethernet(
    0x0800,
    ipv4(high, udp({ destinationPort: 4789 }, concat([8, 0, 0, 0, 0, 0, 1, 0], ethernet(0x0800, inner)))),
  ),
  ethernet(0x0800, ipv4({ ...high, protocol: 4 }, zeros(19))),
  zeros(5),
];

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  // On a busy machine the compiler's own thread may come late; the code must be compiled before it is judged.
  setFlagsFromString('--no-concurrent-recompilation');
  return runInNewContext('gc') as () => void;
}

it('parsing allocates nothing', () => {
  const collect = collector();
  const frame = createFrame();
  const options = { decap: true };
  let seen = 0;
  const parseAll = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      for (const packet of packets) {
        parseFrame(frame, packet, packet.length, LinkType.ethernet, options);
        seen += frame.protocol;
      }
    }
  };
  const growthOf = (rounds: number): number => {
    collect();
    const before = process.memoryUsage().heapUsed;
    parseAll(rounds);
    return process.memoryUsage().heapUsed - before;
  };
  const packetsARound = 200_000;
  // Interpreted code boxes the 32-bit words, and the engine compiles when it likes: one round without counts.
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 30 && growth >= packetsARound; attempt++) {
    growth = Math.min(growth, growthOf(Math.ceil(packetsARound / packets.length)));
  }
  expect(seen).toBeGreaterThan(0);
  // The smallest object is twelve bytes. An idle machine shows well under one a packet, a busy one up to three.
  expect(growth / packetsARound).toBeLessThan(6);
});
