import { describe, expect, it } from 'vitest';
import { type Engine, lower, verdict } from './judging.ts';
import { ccnp, cidrGroup, cnp, documents, fromClient, port, webIngress, webIngressDeny } from './objects.ts';

const told = (yaml: string, engine?: Engine) =>
  lower(yaml, engine).diagnostics.flatMap(({ code, message }) => (code === 'not-in-force' ? [message] : []));

const effects = 'none of its rules is in force, its valid ones and its denials too, and';
const open = 'whom it selects is open unless another policy isolates it';
/** Requests need TCP, so the second item refuses the whole object. */
const badRequests = '{toPorts: [{ports: [{port: "80"}], rules: {http: [{}]}}]}';

describe('in place of a refused object', () => {
  it('nothing of it holds, and whom it selects is not isolated', () => {
    const refused = webIngress(`{${fromClient}, ${port(8080)}}, ${badRequests}`);
    expect(told(refused)).toEqual([`CiliumNetworkPolicy p is refused: ${effects} ${open}`]);
    expect(verdict(refused, { from: 'other', to: 'web' })).toBe('allow');
    const denial = cnp(
      '{endpointSelector: {}, ingressDeny: [{fromEntities: [all]}, {fromEntities: [moon]}]}',
    );
    expect(told(denial)).toEqual([`CiliumNetworkPolicy p is refused: ${effects} ${open}`]);
    expect(verdict(denial, { from: 'other', to: 'web' })).toBe('allow');
  });

  it('other policies go on isolating', () => {
    const yaml = documents(webIngress('{}', 'good'), webIngress(badRequests, 'bad'));
    expect(told(yaml)).toEqual([`CiliumNetworkPolicy bad is refused: ${effects} ${open}`]);
    expect(verdict(yaml, { from: 'other', to: 'web' })).toBe('deny');
  });

  it('the enforcement mode isolates without policies', () => {
    const refused = ccnp('{endpointSelector: {}, ingress: [{fromEntities: [moon]}]}');
    const always = { options: { policyEnforcementMode: 'always' } };
    const start = `CiliumClusterwideNetworkPolicy p is refused: ${effects}`;
    expect(told(refused, always)).toEqual([`${start} whom it selects stays isolated, as every endpoint is`]);
    expect(verdict(refused, { from: 'other', to: 'web', ...always })).toBe('deny');
    const never = { options: { policyEnforcementMode: 'never' } };
    expect(told(refused, never)).toEqual([`${start} no other policy is either`]);
  });

  it('a group has no addresses: allowances of it are empty and isolate, denials of it deny nothing', () => {
    const group = cidrGroup('g', '[198.51.100.0/33]');
    const message =
      'CiliumCIDRGroup g is refused: rules that name it match no address, so that their denials deny nothing, but their policies isolate all the same';
    const allowance = documents(group, webIngress('{fromCIDRSet: [{cidrGroupRef: g}]}'));
    expect(told(allowance)).toEqual([message]);
    expect(verdict(allowance, { from: 'world', to: 'web' })).toBe('deny');
    const denial = documents(
      group,
      webIngress('{fromEntities: [world]}'),
      webIngressDeny('{fromCIDRSet: [{cidrGroupRef: g}]}'),
    );
    expect(told(denial)).toEqual([message]);
    expect(verdict(denial, { from: 'world', to: 'web' })).toBe('allow');
  });

  it('a version or a field that the release lacks refuses as well', () => {
    const old = webIngress('{}').replace('cilium.io/v2', 'cilium.io/v2beta9');
    expect(told(old)).toEqual([`CiliumNetworkPolicy p is refused: ${effects} ${open}`]);
    const requires = webIngress('{fromRequires: [{matchLabels: {app: client}}]}');
    expect(told(requires, { version: '1.18' })).toEqual([]);
    expect(told(requires, { version: '1.19' })).toEqual([
      `CiliumNetworkPolicy p is refused: ${effects} ${open}`,
    ]);
  });

  it('of two objects of one name the first holds', () => {
    expect(told(documents(webIngress('{}'), webIngress('{}')))).toEqual([]);
  });
});

describe('a group that is named and not there', () => {
  const effect = (yaml: string) =>
    lower(yaml).diagnostics.find(({ code }) => code === 'unknown-cidr-group')?.message;

  it('is empty: who allows it isolates, who denies it denies nobody', () => {
    const start = 'there is no CiliumCIDRGroup "g":';
    const allowance = webIngress('{fromCIDRSet: [{cidrGroupRef: g}]}');
    expect(effect(allowance)).toBe(`${start} the peer matches nobody, and the policy isolates all the same`);
    expect(verdict(allowance, { from: 'world', to: 'web' })).toBe('deny');
    const denial = webIngressDeny('{fromCIDRSet: [{cidrGroupRef: g}]}');
    expect(effect(denial)).toBe(`${start} the denial denies nobody`);
    const beside = documents(webIngress('{fromEntities: [world]}', 'a'), denial);
    expect(verdict(beside, { from: 'world', to: 'web' })).toBe('allow');
  });
});
