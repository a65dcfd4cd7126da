import { describe, expect, it } from 'vitest';
import { builtinSource } from '../../src/diagnostics/source.ts';
import { not } from '../../src/ir/expression.ts';
import type { Peer, Rule, TrafficMatch } from '../../src/ir/policy.ts';
import { Protocol } from '../../src/net/protocol.ts';
import { Reference } from '../../src/reference/evaluate.ts';
import { connection, network, pod, policy, policySet, rule, stage } from '../ir/build.ts';

const web = pod('shop/web', '10.0.0.1', ['app=web'], {
  ports: [{ name: 'http', port: 8080, protocol: Protocol.tcp }],
});
const db = pod('shop/db', '10.0.0.2', ['app=db', 'team=data']);
const other = pod('lab/nb', '10.0.1.1', ['app=nb', 'team=data'], { node: 'n2' });
const source = builtinSource('test');
const peer = (more: Partial<Peer>): Peer => ({ source, ...more });

/** The verdict of the ingress side of web for the rules of one stage. */
function verdict(
  rules: Rule[],
  from = connection(db, web),
  ending: 'deny' | 'none' | 'pass' = 'none',
): string {
  const set = policySet(stage('one', rules, { ending }));
  return new Reference(set).evaluate('ingress', web, from).verdict;
}

const accepts = (traffic: TrafficMatch, more: Partial<Parameters<typeof connection>[2]> = {}): boolean =>
  verdict([rule('deny', { traffic: [traffic] })], connection(db, web, more)) === 'deny';
const admits = (remote: Peer, from: Parameters<typeof connection>[0] = db): boolean =>
  verdict([rule('deny', { remote: [remote] })], connection(from, web)) === 'deny';

describe('the walk through the stages', () => {
  it('takes the first rule that matches', () => {
    expect(verdict([rule('accept'), rule('deny')])).toBe('allow');
    expect(verdict([rule('reject'), rule('accept')])).toBe('reject');
  });

  it('notes a log rule and goes on', () => {
    expect(verdict([rule('log'), rule('deny')])).toBe('deny');
  });

  it('accepts past all stages, unless the set says otherwise', () => {
    expect(verdict([])).toBe('allow');
    const closed = { ...policySet(), otherwise: 'deny' as const };
    expect(new Reference(closed).evaluate('ingress', web, connection(db, web)).verdict).toBe('deny');
  });

  it('takes the ending only where a policy governs the subject in this direction', () => {
    const governing = policy('g', { governs: ['ingress'] });
    const set = policySet(stage('one', [], { ending: 'deny', policies: [governing] }));
    const reference = new Reference(set);
    expect(reference.evaluate('ingress', web, connection(db, web)).verdict).toBe('deny');
    expect(reference.evaluate('egress', web, connection(web, db)).verdict).toBe('allow');
    const elsewhere = policy('g', {
      governs: ['ingress'],
      subject: { op: 'in', attribute: { of: 'namespace' }, values: ['lab'] },
    });
    const ungoverned = policySet(stage('one', [], { ending: 'deny', policies: [elsewhere] }));
    expect(new Reference(ungoverned).evaluate('ingress', web, connection(db, web)).verdict).toBe('allow');
  });

  it('names the isolating policies of an ending', () => {
    const governing = policy('g', { governs: ['ingress'] });
    const set = policySet(stage('one', [], { ending: 'deny', policies: [governing, policy('idle')] }));
    const { decider } = new Reference(set).evaluate('ingress', web, connection(db, web));
    expect(decider).toMatchObject({ by: 'ending', isolatedBy: [governing] });
  });

  it('jumps over stages on pass, to the stage named or to the end', () => {
    const jump = stage('a', [rule('pass')], { passTo: 'c' });
    const set = policySet(jump, stage('b', [rule('deny')]), stage('c', [rule('reject')]));
    expect(new Reference(set).evaluate('ingress', web, connection(db, web)).verdict).toBe('reject');
    const out = policySet(stage('a', [rule('pass')]), stage('b', [rule('deny')]));
    expect(new Reference(out).evaluate('ingress', web, connection(db, web)).verdict).toBe('allow');
  });

  it('lets an ending pass as a rule would', () => {
    const governing = policy('g', { governs: ['ingress'] });
    const first = stage('a', [], { ending: 'pass', passTo: 'c', policies: [governing] });
    const set = policySet(first, stage('b', [rule('deny')]), stage('c', [rule('reject')]));
    expect(new Reference(set).evaluate('ingress', web, connection(db, web)).verdict).toBe('reject');
  });

  it('narrows a policy by the subject of the rule', () => {
    const narrow = rule('deny', { subject: { op: 'in', attribute: { of: 'name' }, values: ['db'] } });
    expect(verdict([narrow])).toBe('allow');
  });
});

describe('peers', () => {
  it('are any address where the rule names none, and nobody where the list is empty', () => {
    expect(verdict([rule('deny')], connection('203.0.113.1', web))).toBe('deny');
    expect(verdict([rule('deny', { remote: [] })])).toBe('allow');
  });

  it('match the entities that hold the address', () => {
    const data = peer({ entity: { op: 'in', attribute: { of: 'label', key: 'team' }, values: ['data'] } });
    expect(admits(data)).toBe(true);
    expect(admits(data, '203.0.113.1')).toBe(false);
  });

  it('take an absent label for a match only under a negation', () => {
    const isIn = { op: 'in', attribute: { of: 'label', key: 'zone' }, values: ['a'] } as const;
    expect(admits(peer({ entity: isIn }))).toBe(false);
    expect(admits(peer({ entity: not(isIn) }))).toBe(true);
  });

  it('can exclude entities and so admit outside addresses', () => {
    const nobody = peer({ notEntity: { op: 'all' } });
    expect(admits(nobody)).toBe(false);
    expect(admits(nobody, '203.0.113.1')).toBe(true);
  });

  it('can compare with the subject', () => {
    const ownNamespace = peer({ entity: { op: 'sameAsSubject', attribute: { of: 'namespace' } } });
    expect(admits(ownNamespace)).toBe(true);
    expect(admits(ownNamespace, other)).toBe(false);
    expect(admits(peer({ entity: { op: 'isSubject' } }), web)).toBe(true);
  });

  it('match networks but for their holes, and one family only', () => {
    const ten = peer({ networks: [network('10.0.0.0/8', '10.0.0.2/32')] });
    expect(admits(ten)).toBe(false);
    expect(admits(ten, other)).toBe(true);
    expect(admits(peer({ networks: [network('0.0.0.0/0')] }), 'fd00::1')).toBe(false);
    expect(admits(peer({ notNetworks: [network('10.0.0.0/24').cidr] }))).toBe(false);
  });

  it('match names that DNS gave for the address', () => {
    const pattern = { text: 'a.example', tokens: [{ token: 'text', text: 'a.example' }] } as const;
    const remote = [peer({ domainNames: [pattern] })];
    const asked = (names: string[]) =>
      verdict([rule('deny', { remote })], connection('203.0.113.1', web, { namesOf: () => names }));
    expect(asked(['a.example'])).toBe('deny');
    expect(asked(['b.example'])).toBe('allow');
  });

  it('restrict the own end too where a rule says so', () => {
    const local = [peer({ networks: [network('10.0.0.2/32')] })];
    expect(verdict([rule('deny', { local })])).toBe('allow');
  });
});

describe('traffic', () => {
  it('is any protocol where the rule names none, and none where the list is empty', () => {
    expect(accepts({}, { protocol: 47, destinationPort: undefined })).toBe(true);
    expect(verdict([rule('deny', { traffic: [] })])).toBe('allow');
  });

  it('matches protocol and destination port, both ends of a range inclusive', () => {
    const traffic = { protocols: [Protocol.tcp], destinationPorts: [{ from: 80, to: 81 }] };
    expect([79, 80, 81, 82].map((port) => accepts(traffic, { destinationPort: port }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(accepts(traffic, { protocol: Protocol.udp })).toBe(false);
  });

  it('never matches a port against a protocol without ports', () => {
    const traffic = { destinationPorts: [{ from: 0, to: 65535 }] };
    expect(accepts(traffic, { protocol: Protocol.icmp, destinationPort: undefined })).toBe(false);
  });

  it('resolves a named port at the destination, by name, number and protocol', () => {
    const traffic = { destinationPorts: [{ name: 'http' }] };
    expect(accepts(traffic, { destinationPort: 8080 })).toBe(true);
    expect(accepts(traffic, { destinationPort: 80 })).toBe(false);
    expect(accepts(traffic, { destinationPort: 8080, protocol: Protocol.udp })).toBe(false);
  });

  it('matches ICMP by type, and by code where one is given', () => {
    const echo = { protocol: Protocol.icmp, destinationPort: undefined, icmp: { type: 8, code: 0 } };
    expect(accepts({ icmp: { type: 8 } }, echo)).toBe(true);
    expect(accepts({ icmp: { type: 8, code: 1 } }, echo)).toBe(false);
    expect(accepts({ notIcmp: { type: 8 } }, echo)).toBe(false);
  });

  it('honours negations and source ports', () => {
    expect(accepts({ notProtocols: [Protocol.tcp] })).toBe(false);
    expect(accepts({ notDestinationPorts: [{ from: 80, to: 80 }] })).toBe(false);
    expect(accepts({ sourcePorts: [{ from: 1, to: 1023 }] })).toBe(false);
    expect(accepts({ notSourcePorts: [{ from: 1, to: 1023 }] })).toBe(true);
  });

  it('belongs to one family where the rule says so', () => {
    expect(verdict([rule('deny', { family: 6 })])).toBe('allow');
    expect(verdict([rule('deny', { family: 4 })])).toBe('deny');
  });
});
