import { describeDecider } from '../../src/engine/decided-by.ts';
import type { Decided } from '../../src/replay/judged.ts';
import { OutcomeTotals } from '../../src/replay/outcome-totals.ts';
import { type Counts, ruleReports } from '../../src/replay/rule-counts.ts';

/** Totals that keep apart whatever `textOf` tells apart. */
export class ListedTotals extends OutcomeTotals {
  readonly #textOf: (decided: Decided) => string;
  readonly #counts = new Map<string, readonly number[]>();

  constructor(textOf: (decided: Decided) => string = decidedText) {
    super();
    this.#textOf = textOf;
  }

  override add(decided: Decided, counts: Counts): void {
    super.add(decided, counts);
    const { flows, packets, bytes } = counts;
    if (flows === 0 && packets === 0) return;
    const text = this.#textOf(decided);
    const before = this.#counts.get(text) ?? [0, 0, 0];
    this.#counts.set(text, [before[0] + flows, before[1] + packets, before[2] + bytes]);
  }

  /** With flows, packets and bytes behind each text. */
  get outcomes(): readonly string[] {
    const decided = [...this.#counts].filter(([, [flows, packets]]) => flows !== 0 || packets !== 0);
    return decided.map(([text, counts]) => `${text} ${counts}`).sort();
  }
}

/** The same for the same rules, whichever objects they are. */
function decidedText({ verdict, reason, judgement }: Decided): string {
  if (judgement === undefined) return `${verdict} ${reason}`;
  const { egress, ingress, forwarded = [], decidedAt, dependsOnRequest } = judgement;
  const sides = [egress && { ...egress, direction: 'egress' as const }, ...forwarded];
  const texts = [...sides, ingress && { ...ingress, direction: 'ingress' as const }].map((side) =>
    side === undefined ? '-' : JSON.stringify(describeDecider(side.decider, side.direction)),
  );
  return `${verdict} ${reason} ${decidedAt} ${dependsOnRequest} ${texts.join(' ')}`;
}

/** All that reports say, in a form that can be compared. */
export function sumsOf({ flows, packets, byReason, unmatched, dependent, rules }: OutcomeTotals) {
  return { flows, packets, byReason, unmatched, dependent, ...ruleReports(rules) };
}
