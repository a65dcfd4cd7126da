import type { FlowRecord } from '../../src/flowlog/index.ts';
import { db, entity, isolated, record, refusedBy, web } from './records.ts';

const none = { direction: undefined, ingress: undefined, match: undefined } as const;
const noPorts = { source: { ...web, port: undefined }, destination: { ...db, port: undefined } };
const outside = { address: '203.0.113.7', port: 443, entity: undefined, names: ['www.example.org'] };

function node(name: string, address: string) {
  const holder = entity({ kind: 'node', name, namespace: '', node: name });
  return { address, port: 10250, entity: holder, names: [] };
}

/** One record of every kind that the log can hold, by what is special about it. */
export const samples: Readonly<Record<string, FlowRecord>> = {
  allowed: record(),
  'default deny': record({ verdict: 'deny', reason: 'default-deny', ingress: isolated, match: 'none' }),
  'explicit deny': record({ verdict: 'deny', ingress: refusedBy }),
  reject: record({ verdict: 'reject', ingress: refusedBy }),
  'refused request': record({ verdict: 'l7-deny' }),
  'no policy': record({ ...none, reason: 'no-policy', egress: { implicit: 'allow' }, destination: outside }),
  udp: record({ protocol: 17, tcpFlags: undefined }),
  sctp: record({ protocol: 132, tcpFlags: undefined }),
  icmp: record({ ...noPorts, protocol: 1, icmp: { type: 8, code: 0 }, tcpFlags: undefined }),
  icmpv6: record({ ...noPorts, protocol: 58, icmp: { type: 0, code: 0 }, tcpFlags: undefined }),
  'another protocol': record({ ...noPorts, protocol: 47, tcpFlags: undefined }),
  malformed: record({ ...none, verdict: 'deny', reason: 'malformed' }),
  'own node': record({ destination: node('n1', '172.18.0.11') }),
  'another node': record({ destination: node('n2', 'fd00:18::12'), source: { ...web, address: 'fd00::2' } }),
  service: record({ service: { namespace: 'shop', name: 'db' } }),
  'hostile text': record({
    source: { ...web, entity: entity({ name: 'x\ud800y\u0000\n\x1b[31m"<' }), names: ['\udfff'] },
  }),
  'far future': record({ time: { seconds: 1e15, nanoseconds: 1 } }),
  'too much': record({
    source: {
      ...web,
      names: Array.from({ length: 500 }, (_, i) => `${i}.${'猫'.repeat(300)}`),
      entity: entity({
        labels: new Map(Array.from({ length: 500 }, (_, i) => [`${i}${'k'.repeat(300)}`, 'v'.repeat(63)])),
      }),
    },
    ingress: {
      ...isolated,
      isolatedBy: Array.from({ length: 500 }, (_, i) => ({
        tier: 'NetworkPolicy',
        kind: 'NetworkPolicy',
        namespace: 'n'.repeat(63),
        name: `${i}${'p'.repeat(250)}`,
        file: 'f'.repeat(4000),
        line: 1,
      })),
    } as FlowRecord['ingress'],
    verdict: 'deny',
    reason: 'default-deny',
  }),
};
