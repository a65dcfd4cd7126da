import type { Peer } from '../../ir/policy.ts';
import { contentKey } from './content.ts';
import { holdsAt, namespacesAsked, type PeerQuestion, type Whereabouts } from './peer-set.ts';

/** A question that many peer sets have a part in. */
interface Part {
  readonly question: PeerQuestion;
  /** Peer sets that hold where it does. */
  readonly sets: number[];
}

/**
 * Finds the peer sets that hold somewhere without asking each: most are unions of peers that other sets have too, and
 * most peers are of one namespace.
 */
export class PeerFinder {
  readonly #parts = new Map<string, Part>();
  readonly #byNamespace = new Map<string, Part[]>();
  readonly #anywhere: Part[] = [];
  readonly #byNames: Part[] = [];

  /** `key` is equal for questions of one meaning, `seen` for those that are asked from one point of view. */
  add(number: number, key: string, seen: string, question: PeerQuestion): void {
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

  /** Some more than once. */
  *holdingAt(where: Whereabouts): Iterable<number> {
    yield* setsOf(this.#anywhere, where);
    for (const namespace of new Set(where.holders.map((holder) => holder.namespace))) {
      yield* setsOf(this.#byNamespace.get(namespace) ?? [], where);
    }
  }

  /** Those of which a part goes by names: without names no such part holds. */
  *holdingByName(where: Whereabouts): Iterable<number> {
    yield* setsOf(this.#byNames, where);
  }

  #add(number: number, key: string, question: PeerQuestion): void {
    const known = this.#parts.get(key);
    if (known !== undefined) {
      known.sets.push(number);
      return;
    }
    const part = { question, sets: [number] };
    this.#parts.set(key, part);
    if (question.peers?.some(goesByName)) this.#byNames.push(part);
    const namespaces = namespacesAsked(question);
    if (namespaces === undefined) this.#anywhere.push(part);
    for (const namespace of new Set(namespaces)) {
      const near = this.#byNamespace.get(namespace);
      if (near === undefined) this.#byNamespace.set(namespace, [part]);
      else near.push(part);
    }
  }
}

function goesByName({ domainNames }: Peer): boolean {
  return domainNames !== undefined;
}

function* setsOf(parts: readonly Part[], where: Whereabouts): Iterable<number> {
  for (const { question, sets } of parts) if (holdsAt(question, where)) yield* sets;
}
