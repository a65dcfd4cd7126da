import type { Rule, TrafficMatch } from '../../../ir/policy.ts';
import { authenticationFails } from './item.ts';

/**
 * The rules of a tier in the order in which the first that matches decides as the policy map and the proxies do
 * together: a denial before all; an allowance for the very port, which opens the requests of rules for this port;
 * DNS rules; wider allowances; the rules for other requests, whose refusal waits for all others.
 */
export function inOrder(rules: readonly Rule[]): readonly Rule[] {
  const ranked = rules.flatMap(byPort).map((rule) => ({ rank: rankOf(rule), rule }));
  const of = (wanted: Rank) => ranked.filter(({ rank }) => rank === wanted).map(({ rule }) => rule);
  const wide = of('wide');
  return [
    ...of('denial'),
    ...of('port'),
    ...dnsRules(of('dns'), wide),
    ...wide,
    ...of('request'),
    ...of('last'),
  ];
}

/** An allowance for some ports and for some ranges is one of each. */
function byPort(rule: Rule): readonly Rule[] {
  const { action, request, traffic = [] } = rule;
  const ports = traffic.filter(isOnePort);
  if (action !== 'accept' || request !== undefined || ports.length === 0 || ports.length === traffic.length)
    return [rule];
  return [
    { ...rule, traffic: ports },
    { ...rule, traffic: traffic.filter((match) => !ports.includes(match)) },
  ];
}

type Rank = 'denial' | 'port' | 'dns' | 'wide' | 'request' | 'last';

function rankOf(rule: Rule): Rank {
  if (rule.action === 'deny') return rule.name === authenticationFails ? 'last' : 'denial';
  if (rule.request !== undefined) return rule.request.of === 'dns' ? 'dns' : 'request';
  return rule.traffic?.every(isOnePort) ? 'port' : 'wide';
}

function isOnePort({ destinationPorts = [] }: TrafficMatch): boolean {
  const [port] = destinationPorts;
  return port !== undefined && ('name' in port || port.from === port.to);
}

/**
 * The DNS proxy knows the rules of its port only, so that an allowance without a port does not open its queries:
 * what no DNS rule lets through is refused before the wide ones are asked.
 */
function dnsRules(rules: readonly Rule[], wide: readonly Rule[]): readonly Rule[] {
  if (wide.length === 0) return rules;
  return [
    ...rules.map((rule) => ({ ...rule, onOtherRequest: 'next-rule' as const })),
    ...rules.map((rule) => ({ ...rule, onOtherRequest: 'refuse' as const })),
  ];
}
