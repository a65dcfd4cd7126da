import type { Diagnostic } from '../../diagnostics/diagnostic.ts';

/**
 * What an engine does with the part of an object that a finding is about: it refuses the whole object, reads the rule
 * as the stricter one, passes the part over, or takes it in a way that is worth a word.
 */
export type Effect = 'refused' | 'fails-closed' | 'ignored' | 'noted';

export const effects: readonly Effect[] = ['refused', 'fails-closed', 'ignored', 'noted'];

const failsClosed: ReadonlySet<string> = new Set([
  ...['unknown-peer', 'unknown-protocol', 'domain-names-need-accept', 'unsupported-peer'],
]);

const ignored: ReadonlySet<string> = new Set([
  ...[
    'kind-not-read',
    'not-enforced',
    'ignored-rules',
    'ignored-fields',
    'ignored-on-nodes',
    'namespace-ignored',
  ],
  ...['gate-off', 'host-firewall-off', 'named-source-port-not-judged', 'host-endpoint-not-judged'],
  ...['l7-not-modelled', 'listener-not-modelled', 'secret-not-read', 'cluster-set-scope', 'log-label-unused'],
  ...['groups-not-known', 'unknown-cidr-group', 'unknown-group', 'unknown-profile', 'names-not-learned'],
  ...['nothing-enforced', 'no-external-entities', 'applied-to-addresses'],
]);

export function effectOf({ severity, code }: Diagnostic): Effect {
  if (severity === 'error') return 'refused';
  if (failsClosed.has(code)) return 'fails-closed';
  return ignored.has(code) ? 'ignored' : 'noted';
}
