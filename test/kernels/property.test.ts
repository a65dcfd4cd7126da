import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOther } from '../../src/kernels/layout.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { ethernet, ipv4, ipv6, tcp, udp } from '../frame/build.ts';
import { describeProblem, findProblem, type TestPacket, targets, Workbench } from './workbench.ts';

const linkTypes = [...Object.values(LinkType), 147, 65535];
const originals = fc.oneof(fc.nat(300), fc.constantFrom(0, 0x7fffffff, 0x80000000, 0xffffffff));

const anyBytes = fc.record({
  linkType: fc.constantFrom(...linkTypes),
  data: fc.uint8Array({ maxLength: 120, size: 'max' }),
  originalLength: originals,
});

const addresses4 = fc.constantFrom('10.0.0.1', '10.0.0.2', '127.255.255.255', '128.0.0.0', '255.255.255.255');
const addresses6 = fc.constantFrom(
  '::1',
  'fd00::1',
  'fd00::1:0:0:0',
  '2001:db8::8000:0',
  'ffff:ffff::ffff:ffff',
);
const ports = fc.record({
  sourcePort: fc.constantFrom(0, 1, 52, 53, 54, 443, 32768, 65535),
  destinationPort: fc.constantFrom(0, 1, 53, 80, 4789, 32768, 65535),
});
const tcpFields = fc.record({
  sequence: fc.nat(0xffffffff),
  acknowledgement: fc.nat(0xffffffff),
  flags: fc.nat(255),
  window: fc.nat(65535),
  options: fc.nat(5).chain((words) => fc.uint8Array({ minLength: 4 * words, maxLength: 4 * words })),
});
const transports = fc.oneof(
  fc.tuple(ports, tcpFields).map(([both, fields]) => ({ protocol: 6, data: tcp({ ...both, ...fields }) })),
  ports.map((both) => ({ protocol: 17, data: udp(both) })),
  fc.record({ protocol: fc.nat(255), data: fc.uint8Array({ maxLength: 40, size: 'max' }) }),
);

/** Sound but for what the transport says, over addresses whose order matters to the hash and to ICMP keys. */
const anyPacket = fc
  .tuple(fc.boolean(), addresses4, addresses4, addresses6, addresses6, transports)
  .map(([isV6, source4, destination4, source6, destination6, { protocol, data }]): TestPacket => {
    const frame = isV6
      ? ethernet(0x86dd, ipv6({ source: source6, destination: destination6, nextHeader: protocol }, data))
      : ethernet(0x0800, ipv4({ source: source4, destination: destination4, protocol }, data));
    return { linkType: LinkType.ethernet, data: frame, originalLength: frame.length };
  });

describe.each(targets)('the %s parse kernel', (target) => {
  it.each([
    ['any bytes', anyBytes, 200],
    ['any packets', anyPacket, 10_000],
  ] as const)('agrees with the plain parser on %s, in batches of any size', (_, packet, least) => {
    const bench = new Workbench(target);
    let read = 0;
    fc.assert(
      fc.property(
        fc.array(packet, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.boolean(),
        (packets, decap) => {
          bench.clear();
          for (const { data, originalLength, linkType } of packets) {
            bench.addRow(bench.place(data), data.length, originalLength, linkType);
          }
          const others = bench.parse(decap);
          let counted = 0;
          for (let index = 0; index < bench.rows; index++) {
            const problem = findProblem(bench, index, decap);
            if (problem !== '') expect.fail(describeProblem(bench, index, problem));
            if (bench.statusOf(index) === statusOther) counted++;
            else read++;
          }
          expect(others).toBe(counted);
        },
      ),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(least);
  });
});
