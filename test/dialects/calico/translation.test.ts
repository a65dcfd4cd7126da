import { describe, expect, it } from 'vitest';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import { translated } from '../../../src/engine/service.ts';
import { inventory } from './cluster.ts';
import { check, connection, sound } from './judging.ts';
import { documents, gnp, hostEndpoint } from './objects.ts';

const outside = '203.0.113.7';
const open = 'profiles: [projectcalico-default-allow]';
const endpoints = documents(
  hostEndpoint(`{node: n1, interfaceName: eth0, expectedIPs: [172.18.0.11], ${open}}`, 'n1'),
  hostEndpoint(`{node: n2, interfaceName: eth0, expectedIPs: [172.18.0.12], ${open}}`, 'n2'),
);

function early(kind: string, rule: string): string {
  return gnp(
    `{selector: "kind == 'hep'", ${kind}: true, applyOnForward: true, types: [Ingress], ingress: [${rule}]}`,
  );
}

const denyPort = (port: number) => `{action: Deny, protocol: TCP, destination: {ports: [${port}]}}`;

describe.each(['preDNAT', 'doNotTrack'])('a policy with %s, before service translation', (kind) => {
  it('sees the node port that an outside client addressed, and not the port of the backend', () => {
    check(documents(endpoints, early(kind, denyPort(30080))), {
      [`${outside} > 172.18.0.12 TCP/30080`]: 'deny',
      [`${outside} > shop/cart TCP/8081`]: 'allow',
    });
    check(documents(endpoints, early(kind, denyPort(8081))), {
      [`${outside} > 172.18.0.12 TCP/30080`]: 'allow',
      [`${outside} > shop/cart TCP/8081`]: 'deny',
    });
  });

  it('sees the external address of a service too', () => {
    const policy = early(kind, '{action: Deny, destination: {nets: [192.0.2.80/32]}}');
    check(documents(endpoints, policy), {
      [`${outside} > 192.0.2.80 TCP/80`]: 'deny',
      [`${outside} > shop/cart TCP/8081`]: 'allow',
    });
  });

  it('sees the backend of what a client in the cluster sends to a service: its own node has translated', () => {
    const policy = documents(endpoints, early(kind, denyPort(80)));
    check(policy, { 'shop/web > 10.96.0.3 TCP/80': 'allow', [`${outside} > 10.96.0.3 TCP/80`]: 'deny' });
    check(documents(endpoints, early(kind, denyPort(8081))), { 'shop/web > 10.96.0.3 TCP/80': 'deny' });
  });

  it('sees the frontend where the backend is a process of the host itself', () => {
    check(documents(endpoints, early(kind, denyPort(30091))), {
      [`${outside} > 172.18.0.11 TCP/30091`]: 'deny',
      [`${outside} > node:n1 TCP/9100`]: 'allow',
    });
  });

  it('is asked at the node that was addressed, whose backend is elsewhere', () => {
    const policy = gnp(
      `{selector: "kind == 'first'", ${kind}: true, applyOnForward: true, types: [Ingress], ingress: [${denyPort(30080)}]}`,
    );
    const first = hostEndpoint(`{node: n1, interfaceName: eth0, ${open}}`, 'n1', '{kind: first}');
    check(documents(first, policy), {
      [`${outside} > 172.18.0.11 TCP/30080`]: 'deny',
      [`${outside} > 172.18.0.12 TCP/30080`]: 'allow',
    });
  });
});

describe('a node port of a node with several host endpoints', () => {
  const policies = documents(
    hostEndpoint(`{node: n3, interfaceName: eth0, ${open}}`, 'eth0', '{side: front}'),
    hostEndpoint(`{node: n3, interfaceName: eth1, ${open}}`, 'eth1', '{side: back}'),
    gnp(
      `{selector: "side == 'back'", preDNAT: true, applyOnForward: true, types: [Ingress], ingress: [${denyPort(30080)}]}`,
    ),
  );

  it('is for the endpoint of the interface that was addressed', () => {
    check(policies, {
      [`${outside} > 172.18.0.13 TCP/30080`]: 'allow',
      [`${outside} > 192.168.0.13 TCP/30080`]: 'deny',
      [`${outside} > 192.168.1.13 TCP/30080`]: 'allow',
    });
  });
});

describe('an ordinary policy that applies on forward', () => {
  it('sees the backend, whatever the client addressed', () => {
    const policy = gnp(
      `{selector: "kind == 'hep'", applyOnForward: true, types: [Ingress], ingress: [${denyPort(8081)}, {action: Allow}]}`,
    );
    check(documents(endpoints, policy), { [`${outside} > 172.18.0.12 TCP/30080`]: 'deny' });
  });

  it('is asked where a node port sends the connection on to another node, on the way in and out', () => {
    const { set } = sound(
      documents(
        endpoints,
        gnp(
          '{selector: "kind == \'hep\'", applyOnForward: true, ingress: [{action: Allow}], egress: [{action: Allow}]}',
        ),
      ),
    );
    const ways = (frontend: string) => {
      const asked = connection(`${outside} > ${frontend} TCP/30080`);
      const port = inventory.serviceAt(asked.destination.address, asked.protocol, 30080);
      if (port === undefined) throw new Error('no service');
      const behind = translated(asked, port, port.backends[0], inventory);
      return new ReferenceJudge(set)
        .judge(behind)
        .forwarded?.map(({ direction, subject }) => `${direction} ${subject.name}`);
    };
    expect(ways('172.18.0.12')).toEqual(['ingress n2']);
    expect(ways('172.18.0.11')).toEqual(['ingress n1', 'egress n1', 'ingress n2']);
  });
});
