import type { Rule, TrafficMatch } from '../ir/policy.ts';
import type { PolicyMatch } from './record.ts';

/** What a rule asks of the connections that it matches. */
export function policyMatchOf({ remote, traffic }: Rule): PolicyMatch {
  if (traffic === undefined) return remote === undefined ? 'all' : 'l3';
  const onlyProtocols = !traffic.some(asksMore);
  if (remote === undefined) return onlyProtocols ? 'proto' : 'l4';
  return onlyProtocols ? 'l3-proto' : 'l3-l4';
}

function asksMore({ protocols, notProtocols, ...more }: TrafficMatch): boolean {
  return Object.values(more).some((part) => part !== undefined);
}
