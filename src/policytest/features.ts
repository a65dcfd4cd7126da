import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Probe, type ProbeField, requestKinds } from './model.ts';

/**
 * Engines whose policies know connections and no requests: what a request says changes nothing there. For any
 * other engine such a field must be looked at, not passed over.
 */
const connectionEngines = new Set(['kubernetes', 'none']);

/** The first thing in a probe that this version cannot judge for the engine. */
export function unsupported(probe: Probe, engine: string): Diagnostic | undefined {
  if (connectionEngines.has(engine)) return undefined;
  const fields: readonly ProbeField[] = [...requestKinds, 'via', ...statefulField(probe)];
  const field = fields.find((name) => probe.places[name].isPresent);
  if (field === undefined) return undefined;
  const message = `${field} in a probe is not yet judged for the engine ${engine}`;
  return probe.places[field].diagnostic('error', 'unsupported-feature', message);
}

function statefulField(probe: Probe): readonly ProbeField[] {
  return probe.state === 'established' ? ['state'] : [];
}
