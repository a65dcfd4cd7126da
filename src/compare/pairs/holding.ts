import type { PortRange } from '../../ir/policy.ts';
import { mismatch } from '../../reference/match.ts';
import { type Axis, cutsOf } from './axis.ts';
import type { RuleEntry } from './catalogue.ts';
import type { Place } from './endpoint.ts';
import type { Selected } from './selection.ts';
import { placeQuestion, resolve, type SideDraft } from './side.ts';

/** What a subject's rules that match the other end, and nothing else, say. */
export interface Holding {
  readonly selected: Selected;
  readonly matched: readonly RuleEntry[];
  /** `port/protocol` of the named ports of these rules. */
  readonly named: readonly string[];
}

/** The side is shared by subjects that are alike; asked is the one that holds its own end here, or its node. */
export function holding(side: SideDraft, index: number, own: Place, other: Place): Holding {
  const { selected, entity: node } = side.subjects[index];
  const entity = side.forwardedFor === undefined ? own.party.entities[index] : node;
  const q = placeQuestion(side.direction, entity, own, other);
  const matched = selected.rules.filter(
    ({ rule }) => mismatch({ ...rule, traffic: undefined }, q) === undefined,
  );
  const named = matched.flatMap((entry) =>
    entry.named.map((port) => resolve(port, q.servers, entity).join()),
  );
  return { selected, matched, named };
}

export function holdingKey({ selected, matched, named }: Holding): string {
  return `${idsOf(matched)}/${idsOf(selected.governing)}/${selected.asking}/${named.join(';')}`;
}

function idsOf(entries: readonly { readonly id: number }[]): string {
  return entries.map(({ id }) => id).join();
}

export function cutsAt(axis: Axis, { matched, named }: Holding): readonly number[] {
  const numbered = matched.flatMap(({ rule }) =>
    (rule.traffic ?? []).flatMap((match) => cutsOf(axis, match)),
  );
  if (axis.kind !== 'ports') return numbered;
  const resolved = portsIn(
    axis,
    named.flatMap((list) => list.split(',')),
  );
  return [...numbered, ...resolved.flatMap(({ from, to }) => [from, to + 1])];
}

/** Those of `80/6` and its like that are of this protocol. */
export function portsIn({ kind, protocol }: Axis, texts: readonly string[]): readonly PortRange[] {
  if (kind !== 'ports') return [];
  return texts
    .map((text) => text.split('/').map(Number))
    .filter(([, own]) => own === protocol)
    .map(([port]) => ({ from: port, to: port }))
    .sort((a, b) => a.from - b.from);
}
