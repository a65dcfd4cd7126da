import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { hasPorts } from '../net/protocol.ts';
import { type ProbeProblem, type ProbeRequest, type ResolvedProbe, resolveProbe } from '../probe/index.ts';
import type { Probe } from './model.ts';

/** The connection that a probe describes, or why there is none, at the place of the field that says so. */
export function connectionOf(probe: Probe, inventory: Inventory): ResolvedProbe | Diagnostic {
  const problem = replyProblem(probe);
  if (problem !== undefined) return diagnosticOf(probe, problem);
  const isReply = probe.state === 'reply';
  const resolved = resolveProbe(isReply ? turnedRound(probe) : withLiveNames(probe), inventory);
  if ('code' in resolved) {
    return diagnosticOf(probe, isReply ? { ...resolved, field: turned(resolved.field) } : resolved);
  }
  return addressProblem(probe, resolved) ?? resolved;
}

/** An answer does not end while there are connections to its address (Cilium's deferred deletion). */
function withLiveNames(probe: Probe): ProbeRequest {
  if (probe.state !== 'established') return probe;
  return { ...probe, after: (probe.after ?? []).map(({ ttl: _, ...answer }) => answer) };
}

function diagnosticOf(probe: Probe, { field, code, message, hint }: ProbeProblem): Diagnostic {
  return probe.places[field].diagnostic('error', code, message, hint);
}

/** A verdict that does not hold for the real address would let a test pass by luck. */
function addressProblem(probe: Probe, { addressUnknown: [side] }: ResolvedProbe): Diagnostic | undefined {
  if (side === undefined) return undefined;
  const field = probe.state === 'reply' ? turned(side) : side;
  return diagnosticOf(probe, { field, code: 'no-address', message: `${probe[field]} has no address` });
}

function replyProblem({ state, protocol, sourcePort }: Probe): ProbeProblem | undefined {
  if (state !== 'reply' || !hasPorts(protocol) || sourcePort !== undefined) return undefined;
  const hint = 'It is the port that the connection was opened to.';
  return { field: 'sourcePort', code: 'missing-field', message: 'a reply needs its sourcePort', hint };
}

/** Replies travel on the verdict of the connection that they answer: the same ends and ports, turned round. */
function turnedRound(probe: Probe): ProbeRequest {
  const { from, to, port, sourcePort } = probe;
  return { ...probe, from: to, to: from, port: sourcePort, sourcePort: port };
}

type Field = ProbeProblem['field'];
const turnedFields = new Map<Field, Field>([
  ['from', 'to'],
  ['to', 'from'],
  ['port', 'sourcePort'],
  ['sourcePort', 'port'],
]);

function turned(field: Field): Field {
  return turnedFields.get(field) ?? field;
}
