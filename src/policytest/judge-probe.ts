import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type DecidedBy, decidedBy, deciderText } from '../engine/decided-by.ts';
import type { Judge, Judgement } from '../engine/judge.ts';
import { judgeService } from '../engine/service.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Probe, ProbeResult } from './model.ts';
import { connectionOf } from './resolve.ts';
import { probeTitle } from './title.ts';

/** Before there were policies the connection was allowed; whether it still is depends on who looks again. */
const opened: Judgement = {
  verdict: 'allow',
  reason: 'no-policy',
  egress: undefined,
  ingress: undefined,
  decidedAt: undefined,
  decider: { by: 'default' },
  dependsOnRequest: false,
};

export interface ProbeQuestion {
  readonly probe: Probe;
  readonly judge: Judge;
  readonly inventory: Inventory;
  readonly liveConnections?: 'keep' | 'recheck';
}

/** The verdict on a probe, or why there is none. Warnings go to the list. */
export function judgeProbe(question: ProbeQuestion, warnings: Diagnostic[]): Judgement | Diagnostic {
  const { probe, judge, inventory, liveConnections } = question;
  const resolved = connectionOf(probe, inventory);
  if ('code' in resolved) return resolved;
  if (probe.state === 'established' && liveConnections !== 'recheck') return opened;
  const { connection, service } = resolved;
  if (service === undefined) return judge.judge(connection);
  const { judgement, ambiguous } = judgeService(judge, connection, service, inventory);
  if (ambiguous) {
    const message = `the backends of ${probe.to} are judged differently; the strictest verdict stands`;
    warnings.push(probe.places.to.diagnostic('warning', 'ambiguous-backend', message));
  }
  return judgement;
}

export function judgedProbe(probe: Probe, judgement: Judgement): ProbeResult {
  const passed = judgement.verdict === probe.expect;
  const decider = deciderText(judgement.decider, judgement.decidedAt);
  return probeResult(probe, judgement.verdict, passed, decidedBy(judgement), decider);
}

export function unjudgedProbe(probe: Probe): ProbeResult {
  return probeResult(probe, null, false, null, '');
}

function probeResult(
  probe: Probe,
  verdict: ProbeResult['verdict'],
  passed: boolean,
  by: DecidedBy | null,
  decider: string,
): ProbeResult {
  const { index, expect, why } = probe;
  const title = probeTitle(probe);
  return { index, title, expect, verdict, passed, decidedBy: by, decider, why, place: probe.place };
}
