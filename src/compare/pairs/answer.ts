import type { Judge } from '../../engine/judge.ts';
import type { PortRange } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { mismatch } from '../../reference/match.ts';
import { type Axis, axesOf, cutsOf, pieces, sourcePieces, trafficAt } from './axis.ts';
import type { Catalogue, RuleEntry } from './catalogue.ts';
import type { Place } from './endpoint.ts';
import { protocolsOf, sourceRangesOf, trafficOf } from './mentions.ts';
import type { Outcomes } from './outcome.ts';
import type { Legend } from './region.ts';
import type { Selected } from './selection.ts';
import { connectionBetween, placeQuestion, resolve, type SideDraft } from './side.ts';

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

/** What a subject's rules that match the other end, and nothing else, say. */
interface Holding {
  readonly governing: Selected['governing'];
  readonly matched: readonly RuleEntry[];
  /** `port/protocol` of the named ports of these rules. */
  readonly named: readonly string[];
}

/** Asks the judges at one value of each piece of traffic that the rules at hand do not divide. */
export class Answers {
  readonly legends: Readonly<Record<Family, Legend>>;
  /** For an end that nobody of the inventory holds. */
  readonly none: Answer = { id: 0, moves: false, lines: [] };
  readonly #judges: readonly [Judge, Judge];
  readonly #outcomes: Outcomes;
  readonly #byHolding = new Map<string, Answer>();
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
    const holdings = side.holders.map((_, index) => holding(side, index, own, other));
    const key = [side.direction, side.family, ...holdings.map(holdingKey)].join(' ');
    let answer = this.#byHolding.get(key);
    if (answer === undefined) {
      answer = this.#intern(this.#ask(side, own, other, holdings));
      this.#byHolding.set(key, answer);
    }
    return answer;
  }

  #ask(side: SideDraft, own: Place, other: Place, holdings: readonly Holding[]): Answer['lines'] {
    const [source, destination] = side.direction === 'egress' ? [own, other] : [other, own];
    const { axes, sources } = this.legends[side.family];
    return sources.flatMap(({ from: sourcePort }, sourceIndex) =>
      axes.map((axis) => {
        if (sourceIndex > 0 && axis.kind !== 'ports') return [];
        const segments = pieces(
          axis.spans,
          holdings.flatMap((one) => cutsAt(axis, one)),
        ).map((piece) => {
          const traffic = trafficAt(axis, piece.from, sourcePort);
          const connection = connectionBetween(source, destination, traffic);
          const [before, after] = this.#judges.map(
            (judge) => this.#outcomes.of(judge.judge(connection)[side.direction], side.direction).id,
          );
          return { ...piece, old: before, new: after };
        });
        return joined(segments);
      }),
    );
  }

  #intern(lines: Answer['lines']): Answer {
    const key = lines
      .map((line) => line.map((s) => `${s.from}-${s.to}:${s.old},${s.new}`).join(' '))
      .join(';');
    let answer = this.#byContent.get(key);
    if (answer === undefined) {
      const verdict = (id: number) => this.#outcomes.get(id).verdict;
      const moves = lines.some((line) => line.some((s) => verdict(s.old) !== verdict(s.new)));
      answer = { id: this.#byContent.size, moves, lines };
      this.#byContent.set(key, answer);
    }
    return answer;
  }
}

/** The side is shared by subjects that are alike; asked is the one that holds its own end here. */
function holding(side: SideDraft, index: number, own: Place, other: Place): Holding {
  const { rules, governing } = side.holders[index].selected;
  const entity = own.party.entities[index];
  const q = placeQuestion(side.direction, entity, own, other);
  const matched = rules.filter(({ rule }) => mismatch({ ...rule, traffic: undefined }, q) === undefined);
  const named = matched.flatMap((entry) =>
    entry.named.map((port) => resolve(port, q.servers, entity).join()),
  );
  return { governing, matched, named };
}

function holdingKey({ governing, matched, named }: Holding): string {
  return `${idsOf(matched)}/${idsOf(governing)}/${named.join(';')}`;
}

function idsOf(entries: readonly { readonly id: number }[]): string {
  return entries.map(({ id }) => id).join();
}

function cutsAt(axis: Axis, { matched, named }: Holding): readonly number[] {
  const numbered = matched.flatMap(({ rule }) =>
    (rule.traffic ?? []).flatMap((match) => cutsOf(axis, match)),
  );
  if (axis.kind !== 'ports') return numbered;
  const resolved = named.flatMap((list) => list.split(',')).map((text) => text.split('/').map(Number));
  return [
    ...numbered,
    ...resolved.flatMap(([port, protocol]) => (protocol === axis.protocol ? [port, port + 1] : [])),
  ];
}

/** Neighbours with the same outcomes as one; a gap between them stays. */
function joined(segments: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last?.old === segment.old && last.new === segment.new && last.to + 1 === segment.from) {
      result[result.length - 1] = { ...last, to: segment.to };
    } else result.push(segment);
  }
  return result;
}
