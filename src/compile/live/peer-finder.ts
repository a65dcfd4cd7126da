import type { Peer } from '../../ir/policy.ts';
import { contentKey } from './content.ts';
import { holdsAt, type PeerQuestion, type Whereabouts } from './peer-set.ts';
import { RequirementIndex, requirementOf } from './requirement.ts';

/** A place by what peers ask of it. */
export interface Finding extends Whereabouts {
  readonly identities: readonly number[];
  readonly prefixNumber: number;
}

/** A question that many peer sets have a part in. */
interface Part {
  readonly question: PeerQuestion;
  /** Peer sets that hold where it does. */
  readonly sets: number[];
}

/**
 * Finds the peer sets that hold somewhere without asking each: most are unions of peers that other sets have too; what
 * is asked of holders alone, or of the prefix alone, has one answer wherever those are; and most peers require some
 * namespace or label.
 */
export class PeerFinder {
  readonly #parts = new Map<string, Part>();
  readonly #ofHolders = new RequirementIndex<Part>();
  /** Those of holders that hold too where there are none. */
  readonly #ofNobody: Part[] = [];
  readonly #ofPrefix: Part[] = [];
  readonly #ofBoth: Part[] = [];
  readonly #byNames: Part[] = [];
  /** By identities and by prefix: what was found. */
  readonly #atHolders = new Map<string, readonly number[]>();
  readonly #atPrefix = new Map<number, readonly number[]>();

  /** `key` is equal for questions of one meaning, `seen` for those that are asked from one point of view. */
  add(number: number, key: string, seen: string, question: PeerQuestion): void {
    this.refresh();
    const { peers, family, servers, subject } = question;
    if (peers === undefined || family !== undefined || servers !== undefined) {
      this.#add(number, `whole ${key}`, question);
      return;
    }
    for (const peer of peers) {
      const part = { peers: [peer], ...(subject && { subject }) };
      this.#add(number, `part ${seen} ${contentKey(peer)}`, part);
    }
  }

  /** To be called when identities have other samples. */
  refresh(): void {
    this.#atHolders.clear();
    this.#atPrefix.clear();
  }

  /** Some more than once. */
  *holdingAt(where: Finding): Iterable<number> {
    yield* this.#found(this.#atHolders, where.identities.join(), () => this.#forHolders(where));
    yield* this.#found(this.#atPrefix, where.prefixNumber, () => setsOf(this.#ofPrefix, where));
    yield* setsOf(this.#ofBoth, where);
  }

  /** Those of which a part goes by names: without names no such part holds. */
  holdingByName(where: Whereabouts): Iterable<number> {
    return setsOf(this.#byNames, where);
  }

  #found<Key>(
    known: Map<Key, readonly number[]>,
    key: Key,
    find: () => readonly number[],
  ): readonly number[] {
    let found = known.get(key);
    if (found === undefined) {
      found = find();
      known.set(key, found);
    }
    return found;
  }

  #forHolders(where: Whereabouts): readonly number[] {
    const parts = new Set(where.holders.flatMap((holder) => [...this.#ofHolders.for(holder)]));
    const rest = where.holders.length === 0 ? this.#ofNobody : [];
    return setsOf([...parts, ...rest], where);
  }

  #add(number: number, key: string, question: PeerQuestion): void {
    const known = this.#parts.get(key);
    if (known !== undefined) {
      known.sets.push(number);
      return;
    }
    const part = { question, sets: [number] };
    this.#parts.set(key, part);
    if (question.peers?.some(({ domainNames }) => domainNames !== undefined)) this.#byNames.push(part);
    this.#file(part);
  }

  #file(part: Part): void {
    const { peers, family, servers } = part.question;
    const peer = peers?.length === 1 ? peers[0] : undefined;
    if (peer === undefined || family !== undefined || servers !== undefined) this.#ofBoth.push(part);
    else if (!asksHolders(peer)) this.#ofPrefix.push(part);
    else if (asksAddress(peer)) this.#ofBoth.push(part);
    else {
      this.#ofHolders.add(part, peer.entity && requirementOf(peer.entity));
      if (peer.entity === undefined) this.#ofNobody.push(part);
    }
  }
}

function asksHolders({ entity, notEntity }: Peer): boolean {
  return entity !== undefined || notEntity !== undefined;
}

function asksAddress({ networks, notNetworks, domainNames }: Peer): boolean {
  return networks !== undefined || notNetworks !== undefined || domainNames !== undefined;
}

function setsOf(parts: readonly Part[], where: Whereabouts): readonly number[] {
  return parts.flatMap(({ question, sets }) => (holdsAt(question, where) ? sets : []));
}
