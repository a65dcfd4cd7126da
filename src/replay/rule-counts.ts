import { stagesOf } from '../compile/mentions.ts';
import type { Source } from '../diagnostics/source.ts';
import { type PolicyName, policyName } from '../engine/decided-by.ts';
import type { Combined } from '../engine/judge.ts';
import {
  type Direction,
  directions,
  type Policy,
  type PolicyRef,
  type PolicySet,
  type Rule,
  type Stage,
} from '../ir/policy.ts';
import type { Decider } from '../reference/evaluate.ts';

/** What was decided: by flow as often as by packet, by packet with its captured bytes. */
export interface Counts {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
}

/** A rule, and what it decided on its side of connections. */
export interface RuleCount extends Counts {
  readonly policy: PolicyRef;
  readonly direction: Direction;
  /** As in its policy: place in the list of this direction, name. */
  readonly rule: { readonly index: number; readonly name: string };
  readonly action: Rule['action'];
  readonly source: Source;
}

/** The denial of endpoints that policies isolate, where no rule matched. */
export interface EndingCount extends Counts {
  readonly tier: string;
  readonly direction: Direction;
  readonly isolatedBy: readonly Policy[];
}

/** As the JSON output has them. Line 0: the rule comes with the engine, and `file` says as what. */
export interface RuleReports {
  readonly rules: readonly (Omit<RuleCount, 'source'> & { readonly file: string; readonly line: number })[];
  readonly endings: readonly (Omit<EndingCount, 'isolatedBy'> & {
    readonly isolatedBy: readonly PolicyName[];
  })[];
}

export interface RuleCounts {
  /** All rules of the sets that were in force, in the order of evaluation, those that decided nothing too. */
  readonly rules: readonly RuleCount[];
  /** Those that decided something. */
  readonly endings: readonly EndingCount[];
}

type Counted<Row> = { -readonly [Key in keyof Row]: Row[Key] };
type Ending = Extract<Decider, { readonly by: 'ending' }>;

const nobody: NonNullable<Combined['forwarded']> = [];

/** Sums up what was decided by who decided each side. */
export class RuleTotals {
  readonly #rules = new RuleRows();
  readonly #endings = new EndingRows();

  /** To be called with each set that comes into force, in that order, before anything that it decides is added. */
  use(set: PolicySet): void {
    this.#rules.use(set);
    this.#endings.use(set);
  }

  add({ egress, ingress, forwarded = nobody }: Combined, counts: Counts): void {
    const first = egress && this.#rowOf(egress.decider, 'egress');
    const last = ingress && this.#rowOf(ingress.decider, 'ingress');
    // Of different directions, so these are not the same.
    if (first !== undefined) add(first, counts);
    if (last !== undefined) add(last, counts);
    // A policy may be asked at the endpoint and at its node: what it decides twice counts once.
    const between = new Set(forwarded.map(({ decider, direction }) => this.#rowOf(decider, direction)));
    for (const row of between) if (row !== undefined && row !== first && row !== last) add(row, counts);
  }

  get counts(): RuleCounts {
    return { rules: this.#rules.all, endings: this.#endings.inOrder() };
  }

  #rowOf(decider: Decider, direction: Direction): Counted<Counts> | undefined {
    return this.#rules.of(decider) ?? this.#endings.of(decider, direction);
  }
}

function add(row: Counted<Counts>, { flows, packets, bytes }: Counts): void {
  row.flows += flows;
  row.packets += packets;
  row.bytes += bytes;
}

/** What a policy language lowers one of its rules to may be several rules: they have one row. */
class RuleRows {
  readonly all: Counted<RuleCount>[] = [];
  readonly #byRule = new Map<Rule, Counted<RuleCount>>();
  readonly #byKey = new Map<string, Counted<RuleCount>>();

  use(set: PolicySet): void {
    for (const rule of rulesInOrder(set)) {
      const key = keyOf(rule);
      let row = this.#byKey.get(key);
      if (row === undefined) {
        row = ruleRow(rule);
        this.#byKey.set(key, row);
        this.all.push(row);
      }
      this.#byRule.set(rule, row);
    }
  }

  of(decider: Decider): Counted<Counts> | undefined {
    return decider.by === 'rule' ? this.#byRule.get(decider.rule) : undefined;
  }
}

function rulesInOrder(set: PolicySet): readonly Rule[] {
  return stagesOf(set).flatMap(({ rules }) => directions.flatMap((direction) => rules[direction]));
}

function ruleRow({ policy, direction, index, name, action, source }: Rule): Counted<RuleCount> {
  const { tier, kind, namespace, name: objectName } = policy.ref;
  const ref = { tier, kind, namespace, name: objectName };
  return { policy: ref, direction, rule: { index, name }, action, source, flows: 0, packets: 0, bytes: 0 };
}

/** By the field and not by the line, which takes much longer to find. */
function keyOf({ policy: { ref }, direction, index, name, action, source: { file, path } }: Rule): string {
  const { tier, kind, namespace, name: objectName } = ref;
  return JSON.stringify([tier, kind, namespace, objectName, direction, index, name, action, file, path]);
}

/** With the lines of all: that reads the policies a second time. */
export function ruleReports({ rules, endings }: RuleCounts): RuleReports {
  return {
    rules: rules.map(({ policy, direction, rule, action, source, flows, packets, bytes }) => {
      const { file, line } = source.locate();
      return { policy, direction, rule, action, file, line, flows, packets, bytes };
    }),
    endings: endings.map(({ tier, direction, isolatedBy, ...counts }) => ({
      tier,
      direction,
      isolatedBy: isolatedBy.map((policy) => policyName(policy)),
      ...counts,
    })),
  };
}

/** Endings by stage, direction and isolating policies, whichever judge made the list of these. */
class EndingRows {
  readonly #stages = new Map<Stage, number>();
  readonly #policies = new Map<Policy, number>();
  readonly #rows = new Map<
    string,
    { readonly row: Counted<EndingCount>; readonly order: readonly number[] }
  >();
  /** Tables have one decider for all that they decide alike. */
  readonly #known: Readonly<Record<Direction, WeakMap<Decider, Counted<EndingCount>>>> = {
    egress: new WeakMap(),
    ingress: new WeakMap(),
  };

  use(set: PolicySet): void {
    for (const stage of stagesOf(set)) {
      numberIn(this.#stages, stage);
      // Several stages may have one policy.
      for (const policy of stage.policies) numberIn(this.#policies, policy);
    }
  }

  of(decider: Decider, direction: Direction): Counted<Counts> | undefined {
    if (decider.by !== 'ending') return undefined;
    const known = this.#known[direction];
    let row = known.get(decider);
    if (row === undefined) {
      row = this.#rowOf(decider, direction);
      known.set(decider, row);
    }
    return row;
  }

  #rowOf({ stage, isolatedBy }: Ending, direction: Direction): Counted<EndingCount> {
    const policies = isolatedBy.map((policy) => this.#policies.get(policy) ?? 0);
    const order = [this.#stages.get(stage) ?? 0, directions.indexOf(direction), ...policies];
    let known = this.#rows.get(order.join());
    if (known === undefined) {
      known = { row: endingRow(stage, direction, isolatedBy), order };
      this.#rows.set(order.join(), known);
    }
    return known.row;
  }

  /** That of the policy set, which is the same for every engine core. */
  inOrder(): readonly EndingCount[] {
    return [...this.#rows.values()].sort((a, b) => compareLists(a.order, b.order)).map(({ row }) => row);
  }
}

/** Gives it the next number, unless it has one. */
function numberIn<Key>(numbers: Map<Key, number>, key: Key): void {
  if (!numbers.has(key)) numbers.set(key, numbers.size);
}

function endingRow(stage: Stage, direction: Direction, isolatedBy: readonly Policy[]): Counted<EndingCount> {
  return { tier: stage.name, direction, isolatedBy, flows: 0, packets: 0, bytes: 0 };
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((number, index) => number !== b[index]);
  return differs < 0 ? a.length - b.length : a[differs] - (b[differs] ?? -1);
}
