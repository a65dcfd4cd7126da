import { describe, expect, it } from 'vitest';
import { membersOf } from '../../src/compile/bits.ts';
import { type NumericTraffic, TrafficClasses } from '../../src/compile/traffic.ts';
import { TrafficWords } from '../../src/passes/traffic-words.ts';

const port = (from: number, to = from) => ({ from, to });
const tcp = [6];

/** What a rule asks for, and how it reads. */
const rules: readonly (readonly [string, readonly NumericTraffic[]])[] = [
  ['TCP 80, 8080', [{ protocols: tcp, destinationPorts: [port(80), port(8080)] }]],
  ['TCP 1000-2000', [{ protocols: tcp, destinationPorts: [port(1000, 1500), port(1501, 2000)] }]],
  [
    'TCP 80; UDP 53',
    [
      { protocols: tcp, destinationPorts: [port(80)] },
      { protocols: [17], destinationPorts: [port(53)] },
    ],
  ],
  ['TCP/UDP 53', [{ protocols: [6, 17], destinationPorts: [port(53)] }]],
  ['TCP any port from 53', [{ protocols: tcp, sourcePorts: [port(53)] }]],
  [
    'TCP 80 from 1024-65535',
    [{ protocols: tcp, destinationPorts: [port(80)], sourcePorts: [port(1024, 65535)] }],
  ],
  ['TCP', [{ protocols: tcp }]],
  ['ICMP type 8 code 0', [{ protocols: [1], icmp: { type: 8, code: 0 } }]],
  ['ICMP type 8 other codes, type 8 code 0', [{ protocols: [1], icmp: { type: 8 } }]],
  ['ICMPv6, GRE', [{ protocols: [58, 47] }]],
  ['all traffic', [{}]],
  ['no traffic', []],
];

describe('traffic in words', () => {
  const traffic = new TrafficClasses(rules.map(([, list]) => list));
  const words = new TrafficWords(traffic);

  it.each(rules)('%s', (text, list) => {
    expect(words.of(new Set(membersOf(traffic.in(list))))).toBe(text);
  });

  it('has the protocols that no rule names in the rest', () => {
    expect(words.of(new Set([words.rest]))).toContain('IGMP, other protocols');
  });
});
