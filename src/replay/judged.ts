import { stagesOf } from '../compile/mentions.ts';
import type { Combined, Judgement } from '../engine/judge.ts';
import type { Direction, Policy, PolicySet, Rule, Stage } from '../ir/policy.ts';
import type { Decider, SideVerdict } from '../reference/evaluate.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';

/** What was decided, and why. */
export interface Decided {
  readonly verdict: FlowVerdict;
  readonly reason: ReasonWord;
  /** What decided, where policies were asked. */
  readonly judgement: Combined | undefined;
}

/** One outcome that connections of a replay had, with what it decided since that was last added to the totals. */
export interface Judged extends Decided {
  readonly judgement: Judgement | undefined;
  /** Of no other one at the same time. */
  readonly id: number;
  /** Number of the decider for the checksum; 0 for none. */
  readonly decider: number;
  flows: number;
  packets: number;
  bytes: number;
  /** Somebody goes by its identity: it is never dropped. */
  isKept: boolean;
}

/**
 * Numbers for everything that can decide, in the order of the IR, so that they are the same in every run and in
 * every implementation of the judge.
 */
export class DeciderNumbers {
  readonly #rules = new Map<Rule, number>();
  readonly #endings = new Map<Stage, number>();
  readonly #policies = new Map<Policy, number>();
  readonly #isolations = new WeakMap<readonly Policy[], string>();
  readonly first: number;
  readonly next: number;

  /** `first` is the first number to give: a later policy set of the same replay goes on behind an earlier one. */
  constructor(set: PolicySet, first = 1) {
    this.first = first;
    let next = first;
    for (const stage of stagesOf(set)) {
      for (const rule of [...stage.rules.egress, ...stage.rules.ingress]) this.#rules.set(rule, next++);
      this.#endings.set(stage, next);
      next += 2;
      // Several stages may have one policy.
      for (const policy of stage.policies) {
        if (!this.#policies.has(policy)) this.#policies.set(policy, this.#policies.size);
      }
    }
    this.next = next;
  }

  of(decider: Decider, direction: Direction | undefined): number {
    if (decider.by === 'rule') return this.#rules.get(decider.rule) ?? 0;
    if (decider.by === 'default') return 0;
    return (this.#endings.get(decider.stage) ?? 0) + (direction === 'ingress' ? 1 : 0);
  }

  /**
   * Equal for deciders that name the same rule, or the same ending with the same isolating policies, of an end whose
   * holders agree in both or in neither.
   */
  key(side: (SideVerdict & { readonly ambiguous?: boolean }) | undefined, direction: Direction): string {
    if (side === undefined) return '-';
    const number = this.of(side.decider, direction);
    const doubt = side.ambiguous === true ? '?' : '';
    return side.decider.by === 'ending'
      ? `${number}(${this.#isolation(side.decider.isolatedBy)})${doubt}`
      : `${number}${doubt}`;
  }

  #isolation(policies: readonly Policy[]): string {
    let text = this.#isolations.get(policies);
    if (text === undefined) {
      text = policies.map((policy) => this.#policies.get(policy)).join();
      this.#isolations.set(policies, text);
    }
    return text;
  }
}

/** The outcomes of a replay, each once: flows hold the number of theirs. */
export class JudgedTable {
  /** By id; holes are free. */
  readonly #all: (Judged | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #byKey = new Map<string, Judged>();

  get size(): number {
    return this.#byKey.size;
  }

  get all(): Iterable<Judged> {
    return this.#byKey.values();
  }

  get(id: number): Judged {
    return this.#all[id] as Judged;
  }

  /** All but those with these ids, and those that are kept. */
  dropOthers(ids: ReadonlySet<number>): void {
    for (const [key, { id, isKept }] of this.#byKey) {
      if (isKept || ids.has(id)) continue;
      this.#byKey.delete(key);
      this.#all[id] = undefined;
      this.#free.push(id);
    }
  }

  /** The outcome of a judgement. `reason` overrides the judgement's own. */
  ofJudgement(judgement: Judgement, numbers: DeciderNumbers, reason: ReasonWord = judgement.reason): Judged {
    const egress = numbers.key(judgement.egress, 'egress');
    const ingress = numbers.key(judgement.ingress, 'ingress');
    const forwarded = (judgement.forwarded ?? []).map(
      (side) => side.direction + numbers.key(side, side.direction),
    );
    const key = `${numbers.first} ${judgement.verdict} ${reason} ${egress} ${ingress} ${forwarded} ${judgement.decidedAt}`;
    return this.#intern(key, {
      verdict: judgement.verdict,
      reason,
      judgement,
      decider: numbers.of(judgement.decider, judgement.decidedAt),
    });
  }

  /** An outcome without a policy: malformed, non-ip, invalid-state and their like. */
  ofReason(verdict: FlowVerdict, reason: ReasonWord): Judged {
    return this.#intern(`${verdict} ${reason}`, { verdict, reason, judgement: undefined, decider: 0 });
  }

  #intern(key: string, outcome: Decided & Pick<Judged, 'judgement' | 'decider'>): Judged {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const id = this.#free.pop() ?? this.#all.length;
    const judged: Judged = { id, ...outcome, flows: 0, packets: 0, bytes: 0, isKept: false };
    this.#all[id] = judged;
    this.#byKey.set(key, judged);
    return judged;
  }
}
