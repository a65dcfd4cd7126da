import type { Connection } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { matches } from '../ir/expression.ts';
import type { Direction, Policy, PolicySet, Rule, Stage } from '../ir/policy.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';
import { mismatch, question, selects } from './match.ts';

/** Who decided: a rule, the ending of a stage with the policies that isolated the endpoint, or nobody. */
export type Decider =
  | { readonly by: 'rule'; readonly rule: Rule }
  | { readonly by: 'ending'; readonly stage: Stage; readonly isolatedBy: readonly Policy[] }
  | { readonly by: 'default' };

export interface SideVerdict {
  readonly verdict: Extract<FlowVerdict, 'allow' | 'deny' | 'reject'>;
  readonly decider: Decider;
}

/** What of a stage concerns one subject in one direction. */
interface Selected {
  readonly stage: Stage;
  readonly rules: readonly Rule[];
  readonly governing: readonly Policy[];
}

/**
 * The reference evaluator: it walks the IR as the IR's own text reads. It is the oracle for everything faster,
 * so it must stay plain; its only shortcut is to remember which rules select a subject.
 */
export class Reference {
  readonly set: PolicySet;
  readonly #selected: Record<Direction, WeakMap<Entity, readonly Selected[]>> = {
    egress: new WeakMap(),
    ingress: new WeakMap(),
  };

  constructor(set: PolicySet) {
    this.set = set;
  }

  /** The verdict of one side: egress at the source, ingress at the destination. */
  evaluate(direction: Direction, subject: Entity, connection: Connection): SideVerdict {
    const q = question(direction, subject, connection);
    let skipTo: string | undefined;
    for (const { stage, rules, governing } of this.#stagesOf(direction, subject)) {
      if (skipTo !== undefined && skipTo !== stage.name) continue;
      skipTo = undefined;
      const rule = rules.find(
        (candidate) => candidate.action !== 'log' && mismatch(candidate, q) === undefined,
      );
      if (rule !== undefined && rule.action !== 'pass') {
        return { verdict: verdictOf(rule.action), decider: { by: 'rule', rule } };
      }
      if (rule === undefined && governing.length > 0 && stage.ending === 'deny') {
        return { verdict: 'deny', decider: { by: 'ending', stage, isolatedBy: governing } };
      }
      const passed = rule !== undefined || (governing.length > 0 && stage.ending === 'pass');
      if (passed) skipTo = stage.passTo;
    }
    return {
      verdict: this.set.otherwise === 'accept' ? 'allow' : 'deny',
      decider: { by: 'default' },
    };
  }

  /** Does some policy govern the subject in this direction? */
  governs(direction: Direction, subject: Entity): boolean {
    return this.#stagesOf(direction, subject).some((selected) => selected.governing.length > 0);
  }

  #stagesOf(direction: Direction, subject: Entity): readonly Selected[] {
    const memory = this.#selected[direction];
    let found = memory.get(subject);
    if (found === undefined) {
      found = this.set.stages.map((stage) => ({
        stage,
        rules: stage.rules[direction].filter((rule) => selects(rule, subject)),
        governing: governing(stage, direction, subject),
      }));
      memory.set(subject, found);
    }
    return found;
  }
}

/** The policies of a stage that govern the subject in this direction. */
export function governing(stage: Stage, direction: Direction, subject: Entity): readonly Policy[] {
  return stage.policies.filter(
    (policy) => policy.governs.includes(direction) && matches(policy.subject, subject),
  );
}

function verdictOf(action: 'accept' | 'deny' | 'reject' | 'log'): SideVerdict['verdict'] {
  if (action === 'accept') return 'allow';
  return action === 'reject' ? 'reject' : 'deny';
}
