import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Probe } from './model.ts';

/** Engines without a word of their own on older connections: the API texts leave it open, so that the run decides. */
const openEngines = new Set(['kubernetes', 'none', 'aws-vpc-cni', 'weave-net']);

/** What in a probe this version cannot judge for the engine. */
export function unsupported(probe: Probe, { name, liveConnections }: Dialect): Diagnostic | undefined {
  if (probe.state !== 'established' || liveConnections !== undefined || openEngines.has(name))
    return undefined;
  const message = `state: established in a probe is not yet judged for the engine ${name}`;
  return probe.places.state.diagnostic('error', 'unsupported-feature', message);
}
