import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasBit } from '../../../src/compile/bits.ts';
import { Budget } from '../../../src/compile/bounds.ts';
import { type NumericTraffic, TrafficClasses } from '../../../src/compile/traffic.ts';
import { boxesOf, numbersOf } from '../../../src/compile/trees/traffic-boxes.ts';

const ports = fc.constantFrom(0, 1, 53, 80, 443, 32_768, 65_534, 65_535);
const range = fc.tuple(ports, ports).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const ranges = fc.array(range, { maxLength: 3 });
const protocol = fc.constantFrom(0, 1, 6, 17, 41, 58, 132, 136, 255);
const message = fc.record(
  { type: fc.constantFrom(0, 3, 8, 255), code: fc.constantFrom(0, 1, 255) },
  { requiredKeys: ['type'] },
);
const own = fc
  .tuple(range, fc.constantFrom(6, 17, undefined))
  .map(([one, of]) => (of === undefined ? one : { ...one, protocol: of }));
const match: fc.Arbitrary<NumericTraffic> = fc.record(
  {
    protocols: fc.array(protocol, { maxLength: 3 }),
    notProtocols: fc.array(protocol, { maxLength: 2 }),
    destinationPorts: fc.array(own, { maxLength: 3 }),
    notDestinationPorts: fc.array(own, { maxLength: 2 }),
    sourcePorts: ranges,
    notSourcePorts: ranges,
    icmp: message,
    notIcmp: message,
  },
  { requiredKeys: [] },
);
const traffic = fc
  .tuple(protocol, ports, ports, fc.constantFrom(0, 3, 8, 255), fc.constantFrom(0, 1, 255))
  .map(([of, sourcePort, destinationPort, type, code]) => ({
    protocol: of,
    sourcePort: [6, 17, 132, 136].includes(of) ? sourcePort : undefined,
    destinationPort: [6, 17, 132, 136].includes(of) ? destinationPort : undefined,
    icmp: of === 1 || of === 58 ? { type, code } : undefined,
  }));

it('hold the traffic that the classes of the tables hold', () => {
  fc.assert(
    fc.property(
      fc.array(match, { maxLength: 3 }),
      fc.array(traffic, { minLength: 20, maxLength: 20 }),
      (list, all) => {
        const classes = new TrafficClasses([list]);
        const boxes = boxesOf(list, new Budget());
        for (const one of all) {
          const [source, destination] = numbersOf(one);
          const isIn = boxes.some(
            (box) =>
              source >= box.source.from &&
              source <= box.source.to &&
              destination >= box.destination.from &&
              destination <= box.destination.to,
          );
          expect(isIn).toBe(hasBit(classes.in(list), classes.of(one)));
        }
      },
    ),
    { numRuns: 2000 },
  );
});
