import type { PolicySet } from '../ir/policy.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import {
  type FlowVerdict,
  flowVerdicts,
  type PacketVerdict,
  packetVerdictOf,
  packetVerdicts,
} from '../verdict/verdict.ts';
import type { Decided } from './judged.ts';
import { type Counts, type RuleCounts, RuleTotals } from './rule-counts.ts';

/** What was decided in a lane, summed up as reports tell it. It does not grow with the outcomes. */
export class OutcomeTotals {
  readonly flows = zeros<FlowVerdict>(flowVerdicts);
  readonly packets = zeros<PacketVerdict>(packetVerdicts);
  /** Allowed by rules for some requests, and nobody looked at the request. */
  readonly dependent = { flows: 0, packets: 0 };
  /** Packets of no connection, or that cannot be read, which passed as no policy governs their ends. */
  unmatched = 0;
  /** Packets that did not pass. */
  readonly #byReason = new Map<ReasonWord, number>();
  readonly #rules = new RuleTotals();
  readonly #sets = new Set<PolicySet>();

  /** To be called with all sets that were in force, in that order, before anything that they decided is added. */
  use(sets: readonly PolicySet[]): void {
    for (const set of sets) {
      if (this.#sets.has(set)) continue;
      this.#sets.add(set);
      this.#rules.use(set);
    }
  }

  add({ verdict: of, reason, judgement }: Decided, counts: Counts): void {
    const { flows, packets } = counts;
    if (flows === 0 && packets === 0) return;
    const verdict = packetVerdictOf(of);
    this.flows[of] += flows;
    this.packets[verdict] += packets;
    if (verdict !== 'forwarded') this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + packets);
    if (judgement === undefined) {
      if (reason === 'no-policy') this.unmatched += packets;
      return;
    }
    this.#rules.add(judgement, counts);
    if (!judgement.dependsOnRequest) return;
    this.dependent.flows += flows;
    this.dependent.packets += packets;
  }

  /** The order in which outcomes are met is not the same for every core. */
  get byReason(): Readonly<Partial<Record<ReasonWord, number>>> {
    const met = [...this.#byReason].filter(([, packets]) => packets > 0);
    return Object.fromEntries(met.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  get rules(): RuleCounts {
    return this.#rules.counts;
  }
}

function zeros<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
}
