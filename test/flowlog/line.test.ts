import { describe, expect, it } from 'vitest';
import { type FlowRecord, hubbleLine, policyMatchOf } from '../../src/flowlog/index.ts';
import type { Rule } from '../../src/ir/policy.ts';
import { entity, record, web } from './records.ts';
import { samples } from './samples.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape is what is under test
function parsed(of: FlowRecord): any {
  return JSON.parse(hubbleLine(of));
}

describe('a line of the flow log', () => {
  it('is the JSON form of a GetFlowsResponse', () => {
    expect(parsed(samples.allowed)).toEqual({
      flow: {
        time: '2026-01-02T03:04:05.000000006Z',
        verdict: 'FORWARDED',
        IP: { source: '10.10.1.11', destination: '10.10.2.13', ipVersion: 'IPv4' },
        l4: { TCP: { source_port: 40000, destination_port: 5432, flags: { SYN: true } } },
        source: {
          identity: expect.any(Number),
          cluster_name: 'default',
          namespace: 'shop',
          labels: [
            'k8s:app=web',
            'k8s:io.cilium.k8s.namespace.labels.team=retail',
            'k8s:io.cilium.k8s.policy.cluster=default',
            'k8s:io.cilium.k8s.policy.serviceaccount=web-sa',
            'k8s:io.kubernetes.pod.namespace=shop',
          ],
          pod_name: 'web',
        },
        destination: expect.objectContaining({ namespace: 'shop', pod_name: 'db' }),
        Type: 'L3_L4',
        node_name: 'n1',
        event_type: { type: 5 },
        traffic_direction: 'INGRESS',
        policy_match_type: 2,
        ingress_allowed_by: [{ name: 'db-from-web', namespace: 'shop', kind: 'NetworkPolicy' }],
        is_reply: false,
        Summary: 'TCP Flags: SYN',
        extensions: {
          '@type': 'type.googleapis.com/google.protobuf.Struct',
          value: {
            verdict: 'allow',
            reason: 'policy',
            protocol: 'TCP',
            lastTime: '2026-01-02T03:04:06.500000000Z',
            packets: { original: 5, reply: 4 },
            bytes: { original: 700, reply: 5000 },
            ingress: {
              tier: 'NetworkPolicy',
              kind: 'NetworkPolicy',
              namespace: 'shop',
              name: 'db-from-web',
              file: 'np.yaml',
              line: 12,
              action: 'accept',
              rule: { index: 0 },
            },
          },
        },
      },
      node_name: 'n1',
      time: '2026-01-02T03:04:05.000000006Z',
    });
  });

  it('tells a default deny, with all policies that isolate, from an explicit one', () => {
    expect(parsed(samples['default deny']).flow).toMatchObject({
      verdict: 'DROPPED',
      drop_reason: 133,
      drop_reason_desc: 'POLICY_DENIED',
      ingress_denied_by: [{ name: 'closed' }, { name: 'db-from-web' }],
      extensions: { value: { ingress: { implicit: 'deny', isolatedBy: [{ line: 3 }, { line: 12 }] } } },
    });
    expect(parsed(samples['explicit deny']).flow).toMatchObject({
      verdict: 'DROPPED',
      drop_reason: 181,
      drop_reason_desc: 'POLICY_DENY',
      ingress_denied_by: [{ name: 'wall', kind: 'ClusterNetworkPolicy' }],
    });
  });

  it('keeps what Hubble has no word for under extensions', () => {
    expect(parsed(samples.reject).flow.verdict).toBe('DROPPED');
    expect(parsed(samples.reject).flow.extensions.value.verdict).toBe('reject');
    expect(parsed(samples['refused request']).flow.verdict).toBe('FORWARDED');
    expect(parsed(samples['refused request']).flow.extensions.value.verdict).toBe('l7-deny');
    expect(parsed(samples['another protocol']).flow.extensions.value.protocol).toBe('GRE');
  });

  it('calls a broken packet a drop and not a verdict of policies', () => {
    expect(parsed(samples.malformed).flow).toMatchObject({
      event_type: { type: 1, sub_type: 134 },
      drop_reason_desc: 'INVALID_PACKET_DROPPED',
    });
  });

  it('gives what is no pod its reserved identity', () => {
    const of = (name: string) => parsed(samples[name]).flow.destination;
    expect(of('no policy')).toEqual({ identity: 2, labels: ['reserved:world'] });
    expect(of('own node')).toMatchObject({ identity: 1, labels: ['reserved:host'] });
    expect(of('another node')).toMatchObject({ identity: 6, labels: ['reserved:remote-node'] });
  });

  it('gives pods with the same labels the same number in every run, and others another', () => {
    const number = (given: Parameters<typeof entity>[0]) =>
      parsed(record({ source: { ...web, entity: entity(given) } })).flow.source.identity;
    expect(number({})).toBe(number({ name: 'web-2' }));
    expect(number({})).toBe(parsed(samples.allowed).flow.source.identity);
    expect(number({})).not.toBe(number({ namespace: 'ops' }));
    expect(number({})).toBeGreaterThanOrEqual(256);
  });

  it('writes ICMP without the fields that are 0, as protojson does', () => {
    expect(parsed(samples.icmp).flow.l4).toEqual({ ICMPv4: { type: 8 } });
    expect(parsed(samples.icmpv6).flow.l4).toEqual({ ICMPv6: {} });
  });

  it.each(Object.keys(samples))('stays on one line and under 64 KiB: %s', (name) => {
    const line = hubbleLine(samples[name]);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(64 * 1024);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    // No character that JSON must escape by number is left: readers print texts as they are.
    expect(line).not.toMatch(/(?<!\\)\\u/);
  });

  it('says how many it left out', () => {
    const { ingress } = parsed(samples['too much']).flow.extensions.value;
    expect(ingress.isolatedBy?.length ?? 0).toBe(500 - ingress.more);
  });

  it('moves a time that no calendar has to the last one there is', () => {
    expect(parsed(samples['far future']).time).toBe('9999-12-31T23:59:59.000000001Z');
  });
});

describe('how a rule matched', () => {
  const peers: Rule['remote'] = [];
  const ports = [{ protocols: [6], destinationPorts: [{ from: 80, to: 80 }] }];
  it.each([
    ['all', {}],
    ['l3', { remote: peers }],
    ['l4', { traffic: ports }],
    ['l3-l4', { remote: peers, traffic: ports }],
    ['proto', { traffic: [{ protocols: [6] }] }],
    ['l3-proto', { remote: peers, traffic: [{ protocols: [6] }] }],
  ] as const)('%s', (expected, rule) => {
    expect(policyMatchOf(rule as unknown as Rule)).toBe(expected);
  });
});
