import { describe, expect, it } from 'vitest';
import { check, findings } from './judging.ts';
import { documents, gnp, hostEndpoint, ingress, np, profile } from './objects.ts';

const outside = '203.0.113.7';
const hep = hostEndpoint('{node: n1, interfaceName: eth0, expectedIPs: [172.18.0.11]}');

/** A policy for the host endpoint with these further fields. */
function hostPolicy(fields: string, ...rules: readonly string[]): string {
  return gnp(`{selector: "kind == 'hep'", ${fields}, ingress: [${rules}]}`);
}

describe('a host endpoint', () => {
  it('denies all but failsafe ports where no policy and no profile allows', () => {
    check(hep, {
      [`${outside} > node:n1 TCP/443`]: 'deny',
      [`${outside} > node:n1 TCP/22`]: 'allow',
      [`${outside} > node:n1 UDP/68`]: 'allow',
      [`node:n1 > ${outside} TCP/443`]: 'deny',
      [`node:n1 > ${outside} UDP/53`]: 'allow',
      [`node:n1 > ${outside} TCP/53`]: 'deny',
      [`${outside} > node:n2 TCP/443`]: 'allow',
    });
  });

  it('has failsafe ports that no policy can close, unless they are switched off', () => {
    const policies = documents(hep, hostPolicy('types: [Ingress]', '{action: Deny}'));
    check(policies, { [`${outside} > node:n1 TCP/6443`]: 'allow' });
    check(policies, { [`${outside} > node:n1 TCP/6443`]: 'deny' }, { settings: { failsafePorts: 'none' } });
  });

  it('allows what its policy allows, and what a profile allows that a policy passes', () => {
    const allowing = hostPolicy(
      'types: [Ingress]',
      '{action: Allow, protocol: TCP, destination: {ports: [443]}}',
    );
    check(documents(hep, allowing), {
      [`${outside} > node:n1 TCP/443`]: 'allow',
      [`${outside} > node:n1 TCP/80`]: 'deny',
    });
    const withProfile = hostEndpoint('{node: n1, interfaceName: eth0, profiles: [base]}');
    const base = profile('base', '{ingress: [{action: Allow, protocol: TCP}]}');
    check(documents(withProfile, base), {
      [`${outside} > node:n1 TCP/80`]: 'allow',
      [`${outside} > node:n1 UDP/80`]: 'deny',
      [`node:n1 > ${outside} TCP/80`]: 'deny',
    });
    check(documents(withProfile, base, hostPolicy('types: [Ingress]', '{action: Pass}')), {
      [`${outside} > node:n1 TCP/80`]: 'allow',
    });
  });

  it('takes labels of its profiles, and its own before them', () => {
    const labelled = profile('base', '{labelsToApply: {kind: other, role: gateway}}');
    const withProfile = hostEndpoint('{node: n1, interfaceName: eth0, profiles: [base]}');
    const policy = gnp("{selector: \"kind == 'hep' && role == 'gateway'\", ingress: [{action: Allow}]}");
    check(documents(withProfile, labelled, policy), { [`${outside} > node:n1 TCP/443`]: 'allow' });
  });

  it('judges pods of the host network as the host', () => {
    check(hep, { [`${outside} > core/agent TCP/443`]: 'deny' });
  });

  it('is a peer of rules by its expected addresses only', () => {
    const policy = ingress('{action: Allow, source: {selector: "kind == \'hep\'"}}');
    const other = hostEndpoint('{node: n2, expectedIPs: [172.18.0.12]}', 'a');
    check(
      documents(other, policy),
      { 'node:n2 > shop/web': 'deny' },
      { settings: { failsafePorts: 'none' } },
    );
    const open = hostEndpoint(
      '{node: n2, expectedIPs: [172.18.0.12], profiles: [projectcalico-default-allow]}',
      'a',
    );
    check(documents(open, policy), { 'node:n2 > shop/web': 'allow', 'lab/nb > shop/web': 'deny' });
    const unknown = hostEndpoint(
      '{node: n2, interfaceName: eth0, profiles: [projectcalico-default-allow]}',
      'a',
    );
    check(documents(unknown, policy), { 'node:n2 > shop/web': 'deny' });
  });

  it('has named ports', () => {
    const named = hostEndpoint(
      '{node: n1, expectedIPs: [172.18.0.11], ports: [{name: admin, protocol: TCP, port: 9000}]}',
    );
    const policy = hostPolicy(
      'types: [Ingress]',
      '{action: Allow, protocol: TCP, destination: {ports: [admin]}}',
    );
    check(documents(named, policy), {
      [`${outside} > node:n1 TCP/9000`]: 'allow',
      [`${outside} > node:n1 TCP/9001`]: 'deny',
      [`${outside} > node:n1 UDP/9000`]: 'deny',
    });
  });

  it('is the first by name of those that match an interface; * stands for interfaces without one', () => {
    const open = 'profiles: [projectcalico-default-allow]';
    const wildcard = hostEndpoint(`{node: n1, interfaceName: "*", ${open}}`, 'aa');
    check(wildcard, { [`${outside} > node:n1 TCP/443`]: 'allow' });
    check(documents(wildcard, hostEndpoint('{node: n1, interfaceName: eth0}', 'b')), {
      [`${outside} > node:n1 TCP/443`]: 'deny',
    });
    const byAddress = hostEndpoint(`{node: n1, expectedIPs: [172.18.0.11], ${open}}`, 'a');
    check(documents(byAddress, hostEndpoint('{node: n1, interfaceName: eth0}', 'b')), {
      [`${outside} > node:n1 TCP/443`]: 'allow',
    });
    const elsewhere = hostEndpoint('{node: n1, interfaceName: eth9}', 'a');
    check(elsewhere, { [`${outside} > node:n1 TCP/443`]: 'allow' });
    expect(findings(elsewhere)).toContain('warning host-endpoint-not-judged spec');
  });

  it('is read out of the cluster dump too', () => {
    check(ingress('{action: Allow}'), { [`${outside} > node:n1 TCP/443`]: 'deny' }, { resources: hep });
  });
});

describe('between a pod and its own node', () => {
  it('decides defaultEndpointToHostAction, after the egress policy of the pod', () => {
    const asked = 'shop/web > node:n1 TCP/443';
    const policies = documents(hep, hostPolicy('types: [Ingress]', '{action: Allow}'));
    check(policies, { [asked]: 'allow' });
    check(policies, { [asked]: 'deny' }, { settings: { defaultEndpointToHostAction: 'Drop' } });
    check(policies, { [asked]: 'allow' }, { settings: { defaultEndpointToHostAction: 'Return' } });
    check(hep, { [asked]: 'allow' });
    check(hep, { [asked]: 'deny' }, { settings: { defaultEndpointToHostAction: 'Return' } });
    check(np('{selector: all(), types: [Egress]}'), { [asked]: 'deny' });
    check(hep, { 'shop/cart > node:n1 TCP/443': 'deny' });
  });

  it('is no policy of the host or the pod asked about what the host sends', () => {
    const policies = documents(hep, np('{selector: all(), types: [Ingress]}'));
    check(policies, { 'node:n1 > shop/web': 'allow', 'node:n1 > shop/cart': 'deny' });
  });
});

describe('traffic that a host forwards', () => {
  it('is asked of policies with applyOnForward only', () => {
    const denial = '{action: Deny}';
    check(documents(hep, hostPolicy('types: [Ingress]', denial)), { [`${outside} > shop/web`]: 'allow' });
    check(documents(hep, hostPolicy('types: [Ingress], applyOnForward: true', denial)), {
      [`${outside} > shop/web`]: 'deny',
      'shop/cart > shop/web': 'deny',
      'data/db > shop/web': 'allow',
      'node:n1 > shop/web': 'allow',
      [`${outside} > shop/cart`]: 'allow',
      [`shop/web > ${outside}`]: 'allow',
    });
  });

  it('ends in the default action of a tier, and never asks a profile', () => {
    const policy = hostPolicy('types: [Ingress], applyOnForward: true', '{action: Pass, protocol: UDP}');
    check(documents(hep, policy), {
      [`${outside} > shop/web TCP/80`]: 'deny',
      [`${outside} > shop/web UDP/80`]: 'allow',
    });
  });

  it('has no failsafe ports, and its Allow does not skip the policy of the pod', () => {
    const policy = hostPolicy('types: [Ingress], applyOnForward: true', '{action: Allow, protocol: UDP}');
    check(documents(hep, policy), { [`${outside} > shop/web TCP/22`]: 'deny' });
    check(documents(hep, policy, np('{selector: all(), types: [Ingress]}', 'shop', 'lock')), {
      [`${outside} > shop/web UDP/80`]: 'deny',
    });
  });

  it('is asked where it leaves too', () => {
    const policy = gnp(
      '{selector: "kind == \'hep\'", applyOnForward: true, types: [Egress], egress: [{action: Deny, protocol: UDP}, {action: Allow}]}',
    );
    check(documents(hep, policy), {
      [`shop/web > ${outside} UDP/80`]: 'deny',
      'shop/web > shop/cart UDP/80': 'deny',
      'shop/web > data/db UDP/80': 'allow',
      [`shop/web > ${outside} TCP/80`]: 'allow',
      [`shop/cart > ${outside} UDP/80`]: 'allow',
    });
  });
});

describe('policies before the ordinary ones', () => {
  const early = 'applyOnForward: true, types: [Ingress]';

  it('never end a tier in a denial, and an Allow skips all that follows at the host', () => {
    for (const kind of ['preDNAT: true', 'doNotTrack: true']) {
      const policy = hostPolicy(`${kind}, ${early}`, '{action: Allow, protocol: UDP}');
      check(documents(hep, policy), {
        [`${outside} > node:n1 UDP/80`]: 'allow',
        [`${outside} > node:n1 TCP/80`]: 'deny',
        [`${outside} > shop/web TCP/80`]: 'allow',
      });
    }
  });

  it('cover forwarded traffic, which failsafe ports are spared', () => {
    const policy = hostPolicy(`preDNAT: true, ${early}`, '{action: Deny}');
    check(documents(hep, policy), {
      [`${outside} > shop/web TCP/80`]: 'deny',
      [`${outside} > shop/web TCP/22`]: 'allow',
      [`${outside} > node:n1 TCP/22`]: 'allow',
    });
    const forwarded = gnp(
      '{selector: "kind == \'hep\'", applyOnForward: true, types: [Ingress], ingress: [{action: Deny}]}',
      'q',
    );
    check(documents(hep, policy, forwarded), { [`${outside} > shop/web TCP/22`]: 'deny' });
  });

  it('skip ordinary forward policy by an Allow, and not the policy of the pod', () => {
    const policies = documents(
      hep,
      hostPolicy(`preDNAT: true, ${early}`, '{action: Allow, protocol: UDP}'),
      gnp(
        '{selector: "kind == \'hep\'", applyOnForward: true, types: [Ingress], ingress: [{action: Deny}]}',
        'q',
      ),
    );
    check(policies, { [`${outside} > shop/web UDP/80`]: 'allow', [`${outside} > shop/web TCP/80`]: 'deny' });
    check(documents(policies, np('{selector: all(), types: [Ingress]}', 'shop', 'lock')), {
      [`${outside} > shop/web UDP/80`]: 'deny',
    });
  });

  it('are not for pods: an untracked policy neither denies there nor ends the tier', () => {
    const policy = gnp(`{selector: all(), doNotTrack: true, ${early}, ingress: [{action: Deny}]}`);
    check(documents(hep, policy), { 'data/db > shop/web': 'allow', [`${outside} > shop/web`]: 'deny' });
  });

  it('are without effect at *, where untracked; there the reply needs a rule of its own', () => {
    const wildcard = hostEndpoint('{node: n1, interfaceName: "*", profiles: [projectcalico-default-allow]}');
    const policy = hostPolicy(`doNotTrack: true, ${early}`, '{action: Deny}');
    check(documents(wildcard, policy), { [`${outside} > node:n1 TCP/80`]: 'allow' });
    const one = hostPolicy(`doNotTrack: true, ${early}`, '{action: Allow, protocol: UDP}');
    check(documents(hep, one), {
      [`${outside} > node:n1 UDP/80`]: 'allow',
      [`node:n1 > ${outside} UDP/40000 from 80`]: 'deny',
    });
  });
});
