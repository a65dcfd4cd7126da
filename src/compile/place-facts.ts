import type { Entity } from '../ir/entity.ts';
import type { PolicySet } from '../ir/policy.ts';
import { rulesOf } from './mentions.ts';
import { Households, type Place } from './places.ts';
import { isRelational } from './relation.ts';

/** A place as whoever looks up pairs of places knows it. */
export interface NumberedPlace extends Place {
  readonly id: number;
  /** Equal for places whose holders may be one entity; 0 for outside places. */
  readonly household: number;
  /** Number of the node of its holders; 0 for none. */
  readonly node: number;
  /** A node, or a pod of its host network, is among the holders. */
  readonly isHost: boolean;
  /** Pairs with it are beyond what is compiled. */
  readonly isSpecial: boolean;
  /** Some policy governs one of the holders. */
  readonly isGoverned: boolean;
  /** What the one holder says to itself follows from `own`. */
  readonly isOwnAnswered: boolean;
}

/**
 * Whether what is compiled answers for this pair (names aside). `nodeMatters`: rules ask whether pods share a node. The
 * kernels ask the same (kernels/tables.ts).
 */
export function isCovered(source: NumberedPlace, destination: NumberedPlace, nodeMatters: boolean): boolean {
  if (source.isSpecial || destination.isSpecial) return false;
  if (source.household !== 0 && source.household === destination.household) return false;
  if (source.node === 0 || source.node !== destination.node) return true;
  return !(nodeMatters || source.isHost || destination.isHost);
}

/** What pairs of places have in common with each other, by number. */
export class PlaceFacts {
  readonly #households = new Households();
  readonly #householdNumbers = new Map<Entity, number>();
  readonly #nodes = new Map<string, number>();
  readonly #localIsRelational: boolean;

  constructor(set: PolicySet, places: readonly Place[]) {
    for (const { holders } of places) this.#households.join(holders);
    this.#localIsRelational = rulesOf(set).some(({ local }) =>
      (local ?? []).some(({ entity, notEntity }) => [entity, notEntity].some(isRelational)),
    );
  }

  of(holders: Place['holders']): Pick<NumberedPlace, 'household' | 'node' | 'isHost' | 'isSpecial'> {
    const node = holders.length === 0 ? '' : holders[0].node;
    return {
      household:
        holders.length === 0 ? 0 : numberOf(this.#householdNumbers, this.#households.root(holders[0])),
      node: node === '' ? 0 : numberOf(this.#nodes, node),
      isHost: holders.some(({ kind }) => kind !== 'pod'),
      isSpecial: holders.some((one) => one.node !== node) || (holders.length > 1 && this.#localIsRelational),
    };
  }
}

function numberOf<K>(numbers: Map<K, number>, key: K): number {
  let number = numbers.get(key);
  if (number === undefined) {
    number = numbers.size + 1;
    numbers.set(key, number);
  }
  return number;
}
