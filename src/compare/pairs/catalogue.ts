import {
  directions,
  type NamedPort,
  type Policy,
  type PolicySet,
  type Rule,
  type Stage,
} from '../../ir/policy.ts';
import { canonical, type Relative, relativeTerms } from './canonical.ts';
import { type Layer, layers } from './stance.ts';

/** Where in the two sets something stands. */
export interface Position {
  /** 0: the old one, 1: the new one. */
  readonly set: 0 | 1;
  readonly layer: Layer;
  readonly stage: number;
}

/** A rule with what the comparison must know of it, found out once. */
export interface RuleEntry extends Position {
  /** Grows in order of evaluation. */
  readonly id: number;
  readonly rule: Rule;
  /** Equal for rules that do the same to the same traffic. */
  readonly meaning: string;
  readonly remoteText: string;
  readonly remoteRelative: Relative;
  readonly named: readonly NamedPort[];
  readonly namedRelative: Relative;
}

export interface PolicyEntry extends Position {
  readonly id: number;
  readonly policy: Policy;
}

/** What one layer of a set asks; undefined where it has none. */
export function layerIn(set: PolicySet, layer: Layer): Pick<PolicySet, 'stages' | 'otherwise'> | undefined {
  return layer === 'ends' ? set : set.forwarding;
}

/** The rules and policies of both sets by number. */
export class Catalogue {
  readonly sets: readonly [PolicySet, PolicySet];
  readonly rules: readonly RuleEntry[];
  readonly policies: readonly PolicyEntry[];
  readonly #ruleIds: ReadonlyMap<Rule, number>;
  readonly #policyIds: ReadonlyMap<Policy, number>;

  constructor(sets: readonly [PolicySet, PolicySet]) {
    this.sets = sets;
    const stages = stagesOf(sets);
    this.rules = stages
      .flatMap(({ stage, position }) =>
        directions.flatMap((direction) => stage.rules[direction].map((rule) => ({ rule, position }))),
      )
      .map(({ rule, position }, id) => ruleEntry(id, rule, position));
    this.policies = stages
      .flatMap(({ stage, position }) => stage.policies.map((policy) => ({ policy, ...position })))
      .map((entry, id) => ({ ...entry, id }));
    this.#ruleIds = new Map(this.rules.map(({ id, rule }) => [rule, id]));
    this.#policyIds = new Map(this.policies.map(({ id, policy }) => [policy, id]));
  }

  ruleId(rule: Rule): number {
    return this.#ruleIds.get(rule) ?? -1;
  }

  policyId(policy: Policy): number {
    return this.#policyIds.get(policy) ?? -1;
  }
}

function stagesOf(sets: Catalogue['sets']): readonly { stage: Stage; position: Position }[] {
  return ([0, 1] as const).flatMap((set) =>
    layers.flatMap((layer) =>
      (layerIn(sets[set], layer)?.stages ?? []).map((stage, index) => ({
        stage,
        position: { set, layer, stage: index },
      })),
    ),
  );
}

function ruleEntry(id: number, rule: Rule, position: Position): RuleEntry {
  const named = (rule.traffic ?? []).flatMap(({ destinationPorts, notDestinationPorts }) =>
    [...(destinationPorts ?? []), ...(notDestinationPorts ?? [])].filter((port) => 'name' in port),
  );
  return {
    id,
    rule,
    ...position,
    meaning: canonical({ ...rule, index: 0, name: '', subject: undefined }),
    remoteText: canonical(rule.remote),
    remoteRelative: relativeTerms(rule.remote),
    named,
    namedRelative: relativeTerms(named),
  };
}
