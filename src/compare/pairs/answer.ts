import type { Judge, Judgement } from '../../engine/judge.ts';
import type { PortRange } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { axesOf, pieces, sourcePieces, trafficAt } from './axis.ts';
import type { Catalogue } from './catalogue.ts';
import type { Place } from './endpoint.ts';
import { cutsAt, type Holding, holding, holdingKey, portsIn } from './holding.ts';
import { joined, meet } from './meet.ts';
import { protocolsOf, sourceRangesOf, trafficOf } from './mentions.ts';
import { isSameVerdict, type Outcomes } from './outcome.ts';
import { PairTable } from './pair-table.ts';
import type { Legend } from './region.ts';
import { connectionBetween, isNear, type SideDraft, throughText } from './side.ts';
import { layerOf } from './stance.ts';

/** Values of an axis with one outcome of each set, by number. */
export interface Segment extends PortRange {
  readonly old: number;
  readonly new: number;
}

/** All that one end says about the traffic of a pair, in both sets. */
export interface Answer {
  readonly id: number;
  /** The verdicts of the sets differ somewhere. */
  readonly moves: boolean;
  /** For each source port piece all axes, one after the other. */
  readonly lines: readonly (readonly Segment[])[];
}

/** Asks the judges at one value of each piece of traffic that the rules at hand do not divide. */
export class Answers {
  readonly legends: Readonly<Record<Family, Legend>>;
  /** For an end that nobody of the inventory holds. */
  readonly none: Answer = { id: 0, moves: false, lines: [] };
  readonly #judges: readonly [Judge, Judge];
  readonly #outcomes: Outcomes;
  readonly #byHolding = new Map<string, Answer>();
  readonly #joins = new PairTable<Answer>();
  readonly #byContent = new Map<string, Answer>([['', this.none]]);

  constructor(judges: readonly [Judge, Judge], catalogue: Catalogue, outcomes: Outcomes) {
    this.#judges = judges;
    this.#outcomes = outcomes;
    const traffic = trafficOf(catalogue.rules.map(({ rule }) => rule));
    const mentioned = protocolsOf(traffic);
    const sources = sourcePieces(sourceRangesOf(traffic));
    const legend = (family: Family): Legend => ({ axes: axesOf(family, mentioned), sources });
    this.legends = { 4: legend(4), 6: legend(6) };
  }

  of(side: SideDraft, own: Place, other: Place): Answer {
    if (side.forwardedFor !== undefined && isNear(side.forwardedFor, other.party.entities)) return this.none;
    const holdings = side.subjects.map((_, index) => holding(side, index, own, other));
    const through = side.direction === 'egress' ? other : own;
    const key = [side.stance, side.family, throughText(through), ...holdings.map(holdingKey)].join(' ');
    let answer = this.#byHolding.get(key);
    if (answer === undefined) {
      answer = this.#intern(this.#ask(side, own, other, holdings));
      this.#byHolding.set(key, answer);
    }
    return answer;
  }

  /** Of both together, the earlier on the way first. */
  join(earlier: Answer, later: Answer): Answer {
    if (earlier === this.none) return later;
    if (later === this.none) return earlier;
    let answer = this.#joins.get(earlier.id, later.id);
    if (answer === undefined) {
      const lines = earlier.lines.map((line, index) => this.#joinLines(line, later.lines[index]));
      answer = this.#intern(lines);
      this.#joins.set(earlier.id, later.id, answer);
    }
    return answer;
  }

  #joinLines(earlier: readonly Segment[], later: readonly Segment[]): readonly Segment[] {
    const pieces = [...meet(earlier, later)].map(({ from, to, first, second }) => ({
      ...{ from, to },
      old: this.#outcomes.joint(first.old, second.old),
      new: this.#outcomes.joint(first.new, second.new),
    }));
    return joined(pieces);
  }

  #ask(side: SideDraft, own: Place, other: Place, holdings: readonly Holding[]): Answer['lines'] {
    const [source, destination] = side.direction === 'egress' ? [own, other] : [other, own];
    const { axes, sources } = this.legends[side.family];
    return sources.flatMap(({ from: sourcePort }, sourceIndex) =>
      axes.map((axis) => {
        if (sourceIndex > 0 && axis.kind !== 'ports') return [];
        const spans =
          destination.through === undefined ? axis.spans : portsIn(axis, destination.through.ports);
        const cuts = holdings.flatMap((one) => cutsAt(axis, one));
        return joined(
          pieces(spans, cuts).map((piece) => {
            const traffic = trafficAt(axis, piece.from, sourcePort);
            const connection = connectionBetween(source, destination, traffic);
            const [before, after] = this.#judges.map((judge) => this.#outcome(side, judge.judge(connection)));
            return { ...piece, old: before, new: after };
          }),
        );
      }),
    );
  }

  #outcome({ stance, direction }: SideDraft, { forwarded, ...ends }: Judgement): number {
    const side =
      layerOf[stance] === 'ends'
        ? ends[direction]
        : forwarded?.find((candidate) => candidate.direction === direction);
    return this.#outcomes.of(side, direction).id;
  }

  #intern(lines: Answer['lines']): Answer {
    const key = lines
      .map((line) => line.map((s) => `${s.from}-${s.to}:${s.old},${s.new}`).join(' '))
      .join(';');
    let answer = this.#byContent.get(key);
    if (answer === undefined) {
      const moves = lines.some((line) =>
        line.some((s) => !isSameVerdict(this.#outcomes.get(s.old), this.#outcomes.get(s.new))),
      );
      answer = { id: this.#byContent.size, moves, lines };
      this.#byContent.set(key, answer);
    }
    return answer;
  }
}
