import { usageError } from '../../diagnostics/errors.ts';
import type { Family } from '../../net/address.ts';
import { formatCount } from '../../terminal/number.ts';
import type { Answer, Answers } from './answer.ts';
import type { Change, Changes } from './changes.ts';
import type { Place } from './endpoint.ts';
import type { Kind } from './kinds.ts';
import type { SubjectSide } from './subject-side.ts';

/** Minutes of work; the memory is bounded elsewhere. */
const mostKindPairs = 1_000_000_000;

/** The changes of pairs of endpoints, found for one pair of each two kinds. This is the inner loop of it all. */
export class Pairs {
  readonly #answers: Answers;
  readonly #changes: Changes;

  constructor(answers: Answers, changes: Changes) {
    this.#answers = answers;
    this.#changes = changes;
  }

  /** Of every endpoint of the one kind with every other endpoint of the other kind. */
  between(from: Kind, to: Kind): readonly Change[] {
    return this.#together(this.#inFamily(4, from, to), this.#inFamily(6, from, to));
  }

  /** Of every endpoint of the kind with itself. */
  withItself(kind: Kind): readonly Change[] {
    return this.#together(this.#withItself(4, kind), this.#withItself(6, kind));
  }

  #together(four: number | undefined, six: number | undefined): readonly Change[] {
    return four || six ? this.#changes.ofPair(four, six) : nothing;
  }

  #inFamily(family: Family, from: Kind, to: Kind): number | undefined {
    const source = from.ends[family];
    const destination = to.ends[family];
    if (source === undefined || destination === undefined) return undefined;
    const other = from === to ? (destination.another as Place) : destination.place;
    const egress = this.#answer(source.egress, to, source.place, other);
    const leaving = this.#answer(source.leaving, to, source.place, other);
    const entering = this.#answer(destination.entering, from, other, source.place);
    const ingress = this.#answer(destination.ingress, from, other, source.place);
    if (!egress.moves && !leaving.moves && !entering.moves && !ingress.moves) return 0;
    return this.#changes.inFamily(
      family,
      this.#answers.join(egress, leaving),
      this.#answers.join(entering, ingress),
    );
  }

  #answer(side: SubjectSide | undefined, far: Kind, own: Place, other: Place): Answer {
    return side === undefined ? this.#answers.none : side.to(far.id, own, other);
  }

  #withItself(family: Family, { ends }: Kind): number | undefined {
    const end = ends[family];
    if (end === undefined) return undefined;
    const { place, egress, ingress } = end;
    // Nobody of the inventory holds it.
    if (egress === undefined || ingress === undefined) return 0;
    const [out, back] = [egress.toItself(place), ingress.toItself(place)];
    return out.moves || back.moves ? this.#changes.inFamily(family, out, back) : 0;
  }
}

const nothing: readonly Change[] = [];

/** Every two kinds that may change, with those of one source one after the other. */
export function* candidatePairs(kinds: readonly Kind[]): Iterable<readonly [Kind, Kind]> {
  const changed = kinds.filter(({ changedAs }) => changedAs.destination);
  checkCount(kinds, changed.length);
  for (const from of kinds) {
    if (!isSource(from)) continue;
    for (const to of from.changedAs.source ? kinds : changed) {
      if (from !== to || from.members.length > 1) yield [from, to];
    }
  }
}

/** A backend behind its service is a destination only. */
export function isSource({ members }: Kind): boolean {
  return members[0].through === undefined;
}

function checkCount(kinds: readonly Kind[], asDestination: number): void {
  const asSource = kinds.filter(({ changedAs }) => changedAs.source).length;
  const count = kinds.length * (asSource + asDestination);
  if (count <= mostKindPairs) return;
  throw usageError(
    'too-many-pairs',
    `${formatCount(kinds.length)} kinds of endpoints make ${formatCount(count)} pairs to compare`,
    {
      hint: `At most ${formatCount(mostKindPairs)} can be: give the part of the cluster that the change is about by --cluster, or traffic by --read.`,
    },
  );
}
