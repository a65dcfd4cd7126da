import type { NamedPort, Rule } from '../../ir/policy.ts';
import { addBit, type Bits, countOf, emptyBits, forEachBit, intersection } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import {
  NamedPorts,
  type Resolution,
  type RuleVariants,
  resolutionKey,
  resolved,
  variantsOf,
} from '../rule-variants.ts';
import type { Selections, Viewpoint } from '../selections.ts';
import type { NumericTraffic } from '../traffic.ts';
import type { AskedPlaces } from './asked-places.ts';
import { type BoxList, boxWords, dimensions } from './box-list.ts';
import type { Peers } from './peers.ts';
import type { Positions } from './positions.ts';
import { common, type Ranges, rangeOf, without } from './ranges.ts';
import { anyTraffic, boxesOf, type TrafficBox } from './traffic-boxes.ts';

export interface RuleBoxesParts {
  readonly positions: Positions;
  readonly asked: AskedPlaces;
  readonly peers: Peers;
  readonly identities: Identities;
  readonly selections: Selections;
  readonly budget: Budget;
}

/** Subjects for which a rule is the same: where they stand, and one of them. */
interface Variant {
  readonly own: Ranges;
  /** Undefined where it is the same for all. */
  readonly identity: number | undefined;
}

/** What of the other end means which traffic. */
interface Meaning {
  readonly remote: Ranges;
  readonly traffic: readonly TrafficBox[];
}

/** Of whom the names of a rule mean these ports. */
interface Servers {
  readonly places: Ranges;
  readonly ports: Resolution;
}

/** Turns rules into boxes. */
export class RuleBoxes {
  readonly #parts: RuleBoxesParts;
  readonly #ports: NamedPorts;
  readonly #all: Ranges;
  readonly #ofSubjects = new Map<Bits, Ranges>();
  /** By names of ports that are the same for all subjects. */
  readonly #ofNames = new Map<string, readonly Servers[]>();
  readonly #ofTraffic = new Map<readonly NumericTraffic[], readonly TrafficBox[]>();

  constructor(parts: RuleBoxesParts) {
    this.#parts = parts;
    this.#ports = new NamedPorts(parts.identities, parts.selections);
    this.#all = rangeOf(0, parts.positions.size);
  }

  /** Adds the boxes of a rule, which says `result`. Throws BeyondTables. */
  add(rule: Rule, result: number, boxes: BoxList): void {
    const variants = variantsOf(rule);
    for (const { own, identity } of this.#variants(rule, variants)) {
      const asked = this.#parts.asked.numbersOf(own);
      if (asked.length === 0) continue;
      for (const { remote, traffic } of this.#meanings(rule, variants, identity))
        this.#addBoxes(boxes, { own: asked, remote, traffic }, result);
    }
  }

  #variants(rule: Rule, variants: RuleVariants): readonly Variant[] {
    const selected = this.#selectedBy(rule);
    const local = rule.local && this.#parts.peers.of(rule.local, 'self');
    const isLocal = (own: Ranges) => (local === undefined ? own : common(own, local));
    if (variants.isAlike) return [{ own: isLocal(this.#positionsOf(selected)), identity: undefined }];
    const bySubject = new Map<string, { readonly identity: number; readonly members: Bits }>();
    const { identities, budget, positions } = this.#parts;
    budget.spend('treeSubjects', countOf(selected));
    forEachBit(selected, (identity) => {
      const key = this.#ports.key(variants, rule, identity);
      let found = bySubject.get(key);
      if (found === undefined) {
        found = { identity, members: emptyBits(identities.size) };
        bySubject.set(key, found);
      }
      addBit(found.members, identity);
    });
    return [...bySubject.values()].map(({ identity, members }) => ({
      own: isLocal(positions.ofIdentities(members)),
      identity,
    }));
  }

  #selectedBy({ policy, subject }: Rule): Bits {
    const { selections } = this.#parts;
    const selected = selections.of(policy.subject, 'self');
    return subject === undefined ? selected : intersection(selected, selections.of(subject, 'self'));
  }

  #positionsOf(selected: Bits): Ranges {
    let found = this.#ofSubjects.get(selected);
    if (found === undefined) {
      found = this.#parts.positions.ofIdentities(selected);
      this.#ofSubjects.set(selected, found);
    }
    return found;
  }

  #meanings(
    rule: Rule,
    { named, attributes }: RuleVariants,
    identity: number | undefined,
  ): readonly Meaning[] {
    const subject = identity === undefined ? undefined : this.#parts.identities.samples[identity];
    const remote = this.#remote(rule, attributes.length > 0 ? subject : undefined);
    if (named.length === 0)
      return [{ remote, traffic: this.#traffic(rule.traffic as readonly NumericTraffic[] | undefined) }];
    if (rule.direction === 'ingress') {
      const own = this.#ports.own(named, identity as number);
      return [{ remote, traffic: boxesOf(resolved(rule.traffic ?? [], own)) }];
    }
    return this.#servers(named, subject).map(({ places, ports }) => ({
      remote: common(remote, places),
      traffic: boxesOf(resolved(rule.traffic ?? [], ports)),
    }));
  }

  #remote({ remote, family }: Rule, viewpoint: Viewpoint): Ranges {
    const { peers, positions } = this.#parts;
    const found = remote === undefined ? this.#all : peers.of(remote, viewpoint);
    return family === undefined ? found : common(found, positions.ofFamily(family));
  }

  /** Places by what the names mean at whoever holds them, those with several holders aside: see PolicyTrees. */
  #servers(named: readonly NamedPort[], viewpoint: Viewpoint): readonly Servers[] {
    if (named.some(({ of }) => of !== undefined)) return this.#readServers(named, viewpoint);
    const key = named.map(({ name }) => name).join();
    let found = this.#ofNames.get(key);
    if (found === undefined) {
      found = this.#readServers(named, undefined);
      this.#ofNames.set(key, found);
    }
    return found;
  }

  #readServers(named: readonly NamedPort[], viewpoint: Viewpoint): readonly Servers[] {
    const { identities, positions, budget } = this.#parts;
    budget.spend('treeSubjects', identities.size);
    const byMeaning = new Map<string, number[]>();
    for (let identity = 0; identity < identities.size; identity++) {
      const key = resolutionKey(this.#ports.at(named, [identity], viewpoint));
      const members = byMeaning.get(key);
      if (members === undefined) byMeaning.set(key, [identity]);
      else members.push(identity);
    }
    const none = resolutionKey(named.map(() => []));
    const servers = [...byMeaning].flatMap(([key, members]) => {
      if (key === none) return [];
      const bits = emptyBits(identities.size);
      for (const identity of members) addBit(bits, identity);
      return [
        { places: positions.ofIdentities(bits), ports: this.#ports.at(named, [members[0]], viewpoint) },
      ];
    });
    const others = servers.reduce((left, { places }) => without(left, places), this.#all);
    return [...servers, { places: others, ports: named.map(() => []) }];
  }

  #traffic(list: readonly NumericTraffic[] | undefined): readonly TrafficBox[] {
    if (list === undefined) return anyTraffic;
    let found = this.#ofTraffic.get(list);
    if (found === undefined) {
      found = boxesOf(list);
      this.#ofTraffic.set(list, found);
    }
    return found;
  }

  #addBoxes(
    boxes: BoxList,
    { own, remote, traffic }: Meaning & { readonly own: Ranges },
    result: number,
  ): void {
    const box = new Int32Array(boxWords);
    for (let i = 0; i < own.length; i += 2) {
      setSides(box, 0, own[i], own[i + 1] - 1);
      for (let j = 0; j < remote.length; j += 2) {
        setSides(box, 1, remote[j], remote[j + 1] - 1);
        if (this.#isOfBothFamilies(box)) continue;
        for (const { source, destination } of traffic) {
          setSides(box, 2, source.from, source.to);
          setSides(box, 3, destination.from, destination.to);
          boxes.add(box, result);
        }
      }
    }
  }

  /** One end is of the one family only, and the other of the other: no connection is like that. */
  #isOfBothFamilies(box: Int32Array): boolean {
    const { asked, positions } = this.#parts;
    if (box[dimensions] < asked.first6) return box[1] >= positions.first6;
    return box[0] >= asked.first6 && box[dimensions + 1] < positions.first6;
  }
}

function setSides(box: Int32Array, dimension: number, first: number, last: number): void {
  box[dimension] = first;
  box[dimensions + dimension] = last;
}
