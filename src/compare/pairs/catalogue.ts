import { directions, type NamedPort, type Policy, type PolicySet, type Rule } from '../../ir/policy.ts';
import { canonical, type Relative, relativeTerms } from './canonical.ts';

/** Where in the two sets something stands. */
export interface Position {
  /** 0: the old one, 1: the new one. */
  readonly set: 0 | 1;
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

/** The rules and policies of both sets by number. */
export class Catalogue {
  readonly sets: readonly [PolicySet, PolicySet];
  readonly rules: readonly RuleEntry[];
  readonly policies: readonly PolicyEntry[];
  readonly #ruleIds = new Map<Rule, number>();
  readonly #policyIds = new Map<Policy, number>();

  constructor(sets: readonly [PolicySet, PolicySet]) {
    this.sets = sets;
    const stages = ([0, 1] as const).flatMap((set) =>
      sets[set].stages.map((stage, index) => ({ stage, position: { set, stage: index } })),
    );
    this.rules = stages
      .flatMap(({ stage, position }) =>
        directions.flatMap((direction) => stage.rules[direction].map((rule) => ({ rule, position }))),
      )
      .map(({ rule, position }, id) => ruleEntry(id, rule, position));
    this.policies = stages
      .flatMap(({ stage, position }) => stage.policies.map((policy) => ({ policy, ...position })))
      .map((entry, id) => ({ ...entry, id }));
    for (const { id, rule } of this.rules) this.#ruleIds.set(rule, id);
    for (const { id, policy } of this.policies) this.#policyIds.set(policy, id);
  }

  ruleId(rule: Rule): number {
    return this.#ruleIds.get(rule) ?? -1;
  }

  policyId(policy: Policy): number {
    return this.#policyIds.get(policy) ?? -1;
  }
}

function ruleEntry(id: number, rule: Rule, position: Position): RuleEntry {
  const { action, direction, family, remote, local, service, traffic } = rule;
  const named = (traffic ?? []).flatMap(({ destinationPorts, notDestinationPorts }) =>
    [...(destinationPorts ?? []), ...(notDestinationPorts ?? [])].filter((port) => 'name' in port),
  );
  return {
    id,
    rule,
    ...position,
    meaning: canonical([direction, action, family ?? 0, remote, local, service, traffic]),
    remoteText: canonical(remote),
    remoteRelative: relativeTerms(remote),
    named,
    namedRelative: relativeTerms(named),
  };
}
