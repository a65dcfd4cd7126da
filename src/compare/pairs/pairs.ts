import { usageError } from '../../diagnostics/errors.ts';
import type { Family } from '../../net/address.ts';
import { formatCount } from '../../terminal/number.ts';
import type { Answers } from './answer.ts';
import type { Change, Changes } from './changes.ts';
import type { Kind } from './kinds.ts';

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
    const source = from.members[0].places[family];
    const destination = to.members[from === to ? 1 : 0].places[family];
    if (source === undefined || destination === undefined) return undefined;
    const egress = from.sides.egress[family];
    const ingress = to.sides.ingress[family];
    if (!egress?.changed && !ingress?.changed) return 0;
    return this.#changes.inFamily(
      family,
      egress === undefined ? this.#answers.none : egress.to(to.id, source, destination),
      ingress === undefined ? this.#answers.none : ingress.to(from.id, destination, source),
    );
  }

  #withItself(family: Family, { members, sides }: Kind): number | undefined {
    const place = members[0].places[family];
    if (place === undefined) return undefined;
    const [egress, ingress] = [sides.egress[family], sides.ingress[family]];
    // Nobody of the inventory holds it.
    if (egress === undefined || ingress === undefined) return 0;
    return this.#changes.inFamily(family, egress.toItself(place), ingress.toItself(place));
  }
}

const nothing: readonly Change[] = [];

/** Every two kinds that may change, with those of one source one after the other. */
export function* candidatePairs(kinds: readonly Kind[]): Iterable<readonly [Kind, Kind]> {
  const changed = kinds.filter((kind) => kind.changed.ingress);
  checkCount(kinds, changed.length);
  for (const from of kinds) {
    for (const to of from.changed.egress ? kinds : changed) {
      if (from !== to || from.members.length > 1) yield [from, to];
    }
  }
}

function checkCount(kinds: readonly Kind[], changedAsDestination: number): void {
  const changedAsSource = kinds.filter((kind) => kind.changed.egress).length;
  const count = kinds.length * (changedAsSource + changedAsDestination);
  if (count <= mostKindPairs) return;
  throw usageError(
    'too-many-pairs',
    `${formatCount(kinds.length)} kinds of endpoints make ${formatCount(count)} pairs to compare`,
    {
      hint: `At most ${formatCount(mostKindPairs)} can be: give the part of the cluster that the change is about by --cluster, or traffic by --read.`,
    },
  );
}
