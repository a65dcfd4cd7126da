import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Probe, ProbeField } from './model.ts';

/** The first thing that keeps a probe from being judged. Never leaves this folder. */
export class Stop extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** At the place of a field of the probe. */
export function stop(probe: Probe, field: ProbeField, code: string, message: string, hint?: string): Stop {
  return new Stop(probe.places[field].diagnostic('error', code, message, hint));
}
