import { describe, expect, it } from 'vitest';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import { check, connection, findings, sound } from './judging.ts';
import { documents, gnp, hostEndpoint, profile, tier } from './objects.ts';

const outside = '203.0.113.7';
const open = 'profiles: [projectcalico-default-allow]';
const eth0 = hostEndpoint('{node: n3, interfaceName: eth0}', 'eth0', '{side: front}');
const eth1 = hostEndpoint(`{node: n3, interfaceName: eth1, ${open}}`, 'eth1', '{side: back}');
const to = (address: string, port = 443) => `${outside} > ${address} TCP/${port}`;
const from = (address: string, port = 443) => `${address} > ${outside} TCP/${port}`;

describe('a node with several host endpoints', () => {
  it('is judged by the endpoint of the interface that holds its own address, in both directions', () => {
    check(documents(eth0, eth1), {
      [to('172.18.0.13')]: 'deny',
      [to('192.168.0.13')]: 'allow',
      [from('172.18.0.13')]: 'deny',
      [from('192.168.0.13')]: 'allow',
      [to('172.18.0.13', 22)]: 'allow',
    });
    expect(findings(documents(eth0, eth1))).toEqual([]);
  });

  it('allows everything at an interface without an endpoint, unless * stands for it', () => {
    check(documents(eth0, eth1), { [to('192.168.1.13')]: 'allow' });
    check(eth1, { [to('172.18.0.13')]: 'allow' });
    const rest = hostEndpoint('{node: n3, interfaceName: "*"}', 'rest');
    check(documents(eth1, rest), {
      [to('172.18.0.13')]: 'deny',
      [to('192.168.0.13')]: 'allow',
      [to('192.168.1.13')]: 'deny',
    });
  });

  it('has policies for one of them only, with the default action of their tier and Pass to the next', () => {
    const policies = documents(
      eth0,
      eth1,
      tier('sec', '{order: 10}'),
      gnp(
        '{tier: sec, selector: "side == \'back\'", types: [Ingress], ingress: [{action: Allow, protocol: UDP}, {action: Pass, protocol: TCP, destination: {ports: [443]}}]}',
        'sec-policy',
      ),
      gnp('{selector: "side == \'front\'", types: [Egress], egress: [{action: Allow}]}', 'front-policy'),
    );
    check(policies, {
      [to('192.168.0.13')]: 'allow',
      [to('192.168.0.13', 80)]: 'deny',
      [`${outside} > 192.168.0.13 UDP/80`]: 'allow',
      [from('192.168.0.13')]: 'allow',
      [to('172.18.0.13')]: 'deny',
      [from('172.18.0.13')]: 'allow',
    });
  });

  it('has the default action Pass of a tier, and the profiles of each endpoint', () => {
    const policies = documents(
      hostEndpoint('{node: n3, interfaceName: eth0, profiles: [web]}', 'eth0', '{side: front}'),
      eth1,
      profile('web', '{ingress: [{action: Allow, protocol: TCP, destination: {ports: [443]}}]}'),
      tier('sec', '{order: 10, defaultAction: Pass}'),
      gnp('{tier: sec, selector: has(side), ingress: [{action: Deny, protocol: UDP}]}', 'sec-policy'),
    );
    check(policies, {
      [to('172.18.0.13')]: 'allow',
      [to('172.18.0.13', 80)]: 'deny',
      [to('192.168.0.13', 80)]: 'allow',
      [`${outside} > 192.168.0.13 UDP/80`]: 'deny',
      [from('172.18.0.13')]: 'deny',
    });
  });

  it('keeps what a rule says of its own end', () => {
    const rule = (nets: string) =>
      documents(
        eth0,
        eth1,
        gnp(`{selector: has(side), ingress: [{action: Allow, destination: {nets: [${nets}]}}]}`),
      );
    check(rule('192.168.0.0/16'), { [to('192.168.0.13')]: 'allow', [to('172.18.0.13')]: 'deny' });
    check(rule('172.18.0.0/16'), { [to('192.168.0.13')]: 'deny', [to('172.18.0.13')]: 'allow' });
  });

  it('is asked before translation and about forwarded traffic at the interface of its first address', () => {
    const both = (fields: string) =>
      documents(
        eth0,
        eth1,
        gnp(`{selector: "side == 'front'", ${fields}, types: [Ingress], ingress: [{action: Deny}]}`, 'front'),
      );
    check(both('applyOnForward: true'), { [`${outside} > lab/far`]: 'deny', [to('192.168.0.13')]: 'allow' });
    check(both('applyOnForward: true, preDNAT: true'), {
      [`${outside} > lab/far`]: 'deny',
      [to('192.168.0.13')]: 'allow',
      [to('172.18.0.13')]: 'deny',
    });
    const back = gnp(
      '{selector: "side == \'back\'", applyOnForward: true, types: [Ingress], ingress: [{action: Deny}]}',
    );
    check(documents(eth0, eth1, back), { [`${outside} > lab/far`]: 'allow', [to('192.168.0.13')]: 'deny' });
  });

  it('is governed, as far as packets ask that fit no connection', () => {
    const { set } = sound(documents(eth0, eth1));
    const [node] = connection(to('192.168.0.13')).destination.entities;
    expect(new ReferenceJudge(set).governs(node)).toBe(true);
  });
});

describe('a node of which no interface has a name', () => {
  it('has the endpoints that expect its addresses; the other addresses go with the first', () => {
    const first = hostEndpoint('{node: n4, expectedIPs: [172.18.0.14]}', 'a');
    const second = hostEndpoint(`{node: n4, expectedIPs: [192.168.0.14], ${open}}`, 'b');
    check(documents(first, second), {
      [to('172.18.0.14')]: 'deny',
      [to('192.168.0.14')]: 'allow',
      [to('192.168.1.14')]: 'deny',
    });
    check(first, { [to('192.168.0.14')]: 'deny' });
  });

  it('has the first by name of those that name an interface, and a warning for the rest', () => {
    const endpoints = documents(
      hostEndpoint('{node: n4, interfaceName: eth0}', 'a'),
      hostEndpoint(`{node: n4, interfaceName: eth1, ${open}}`, 'b'),
    );
    check(endpoints, { [to('192.168.0.14')]: 'deny' });
    expect(findings(endpoints)).toEqual(['warning host-endpoint-not-judged spec']);
  });
});
