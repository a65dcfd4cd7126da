import type { Expression } from '../../ir/expression.ts';
import type { NamedPort, Rule } from '../../ir/policy.ts';
import { addBit, type Bits, countOf, emptyBits, forEachBit, intersection } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import { NamedPorts } from '../named-ports.ts';
import { type RuleVariants, resolved, variantsOf } from '../rule-variants.ts';
import type { Selections, Viewpoint } from '../selections.ts';
import { SubjectKeys } from '../subject-keys.ts';
import type { NumericTraffic } from '../traffic.ts';
import type { AskedPlaces } from './asked-places.ts';
import { type BoxList, boxWords, dimensions } from './box-list.ts';
import type { Peers } from './peers.ts';
import type { Positions } from './positions.ts';
import { common, type Ranges, rangeOf } from './ranges.ts';
import { type ServerPorts, Servers } from './servers.ts';
import { anyTraffic, boxesOf, type TrafficBox } from './traffic-boxes.ts';

export interface RuleBoxesParts {
  readonly positions: Positions;
  readonly asked: AskedPlaces;
  readonly peers: Peers;
  readonly identities: Identities;
  readonly selections: Selections;
  readonly budget: Budget;
}

/** Subjects for which a rule is the same. */
interface Variant {
  /** Their numbers among those that are asked. */
  readonly own: Ranges;
  /** One of them; undefined where the rule is the same for all. */
  readonly identity: number | undefined;
}

/** What of the other end means which traffic. */
interface Meaning {
  readonly remote: Ranges;
  readonly traffic: readonly TrafficBox[];
}

/** Whom an expression selects: as identities, and their numbers among those that are asked. */
interface Subjects {
  readonly identities: Bits;
  readonly asked: Ranges;
  /** Where they stand; kept for rules that restrict the own end, of which one subject may have many. */
  positions?: Ranges;
}

/** Turns rules into boxes. */
export class RuleBoxes {
  readonly #parts: RuleBoxesParts;
  readonly #ports: NamedPorts;
  readonly #keys: SubjectKeys;
  readonly #servers: Servers;
  readonly #all: Ranges;
  /** By the subject of the policy, and that of the rule. */
  readonly #subjects = new Map<Expression, Map<Expression | undefined, Subjects>>();
  readonly #ofTraffic = new Map<readonly NumericTraffic[], readonly TrafficBox[]>();

  constructor(parts: RuleBoxesParts) {
    this.#parts = parts;
    this.#ports = new NamedPorts(parts);
    this.#keys = new SubjectKeys(this.#ports, parts);
    this.#servers = new Servers(this.#ports, parts);
    this.#all = rangeOf(0, parts.positions.size);
  }

  /** Adds the boxes of a rule, which says `result`. Throws BeyondTables. */
  add(rule: Rule, result: number, boxes: BoxList): void {
    const variants = variantsOf(rule);
    for (const { own, identity } of this.#variants(rule, variants)) {
      if (own.length === 0) continue;
      for (const meaning of this.#meanings(rule, variants, identity))
        this.#addBoxes(boxes, own, meaning, result);
    }
  }

  #variants(rule: Rule, variants: RuleVariants): readonly Variant[] {
    const subjects = this.#subjectsOf(rule);
    const { identities, asked } = subjects;
    const { positions } = this.#parts;
    const local = rule.local && this.#parts.peers.of(rule.local, 'self');
    if (variants.isAlike) {
      const own =
        local === undefined ? asked : this.#askedAt(this.#common(this.#positionsOf(subjects), local));
      return [{ own, identity: undefined }];
    }
    return this.#told(rule, variants, identities).map(({ identity, members }) => {
      const own = positions.ofIdentities(members);
      return { own: this.#askedAt(local === undefined ? own : this.#common(own, local)), identity };
    });
  }

  /** Identities for which the rule is the same, with one of them. */
  #told(rule: Rule, variants: RuleVariants, selected: Bits) {
    const bySubject = new Map<string, { readonly identity: number; readonly members: Bits }>();
    const { identities, budget } = this.#parts;
    budget.spend('treeSubjects', countOf(selected));
    forEachBit(selected, (identity) => {
      const key = this.#keys.of(variants, rule, identity);
      let found = bySubject.get(key);
      if (found === undefined) {
        found = { identity, members: emptyBits(identities.size) };
        budget.spend('treeMembers', found.members.length);
        bySubject.set(key, found);
      }
      addBit(found.members, identity);
    });
    return [...bySubject.values()];
  }

  #subjectsOf({ policy, subject }: Rule): Subjects {
    let known = this.#subjects.get(policy.subject);
    if (known === undefined) {
      known = new Map();
      this.#subjects.set(policy.subject, known);
    }
    let found = known.get(subject);
    if (found === undefined) {
      const identities = this.#selectedBy(policy.subject, subject);
      const positions = this.#parts.positions.ofIdentities(identities);
      found = { identities, asked: this.#askedAt(positions) };
      known.set(subject, found);
    }
    return found;
  }

  #positionsOf(subjects: Subjects): Ranges {
    subjects.positions ??= this.#parts.positions.ofIdentities(subjects.identities);
    return subjects.positions;
  }

  #selectedBy(policy: Expression, subject: Expression | undefined): Bits {
    const { selections } = this.#parts;
    const selected = selections.of(policy, 'self');
    return subject === undefined ? selected : intersection(selected, selections.of(subject, 'self'));
  }

  #askedAt(positions: Ranges): Ranges {
    this.#parts.budget.spend('treeMembers', positions.length);
    return this.#parts.asked.numbersOf(positions);
  }

  #common(a: Ranges, b: Ranges): Ranges {
    this.#parts.budget.spend('treeMembers', a.length + b.length);
    return common(a, b);
  }

  #meanings(rule: Rule, variants: RuleVariants, identity: number | undefined): readonly Meaning[] {
    const { named, attributes } = variants;
    const subject = identity === undefined ? undefined : this.#parts.identities.samples[identity];
    const remote = this.#remote(rule, attributes.length > 0 ? subject : undefined);
    if (remote.length === 0) return [];
    if (named.length === 0)
      return [{ remote, traffic: this.#traffic(rule.traffic as readonly NumericTraffic[] | undefined) }];
    if (rule.direction === 'ingress') {
      const { ports } = this.#ports.own(named, identity as number);
      return [{ remote, traffic: boxesOf(resolved(rule.traffic ?? [], ports), this.#parts.budget) }];
    }
    return this.#ofServers(rule, named, remote, subject);
  }

  #ofServers(rule: Rule, named: readonly NamedPort[], remote: Ranges, viewpoint: Viewpoint) {
    const meanings: Meaning[] = [];
    for (const servers of this.#servers.of(named, viewpoint)) {
      const own = this.#common(remote, servers.places);
      if (own.length > 0) meanings.push({ remote: own, traffic: this.#trafficAt(rule, servers) });
    }
    return meanings;
  }

  #trafficAt({ traffic = [] }: Rule, { ports, boxes }: ServerPorts): readonly TrafficBox[] {
    let found = boxes.get(traffic);
    if (found === undefined) {
      found = boxesOf(resolved(traffic, ports), this.#parts.budget);
      boxes.set(traffic, found);
    }
    return found;
  }

  #remote({ remote, family }: Rule, viewpoint: Viewpoint): Ranges {
    const { peers } = this.#parts;
    const found = remote === undefined ? this.#all : peers.of(remote, viewpoint);
    return family === undefined ? found : peers.ofFamily(found, family);
  }

  #traffic(list: readonly NumericTraffic[] | undefined): readonly TrafficBox[] {
    if (list === undefined) return anyTraffic;
    let found = this.#ofTraffic.get(list);
    if (found === undefined) {
      found = boxesOf(list, this.#parts.budget);
      this.#ofTraffic.set(list, found);
    }
    return found;
  }

  /** For the ranges that have a family in common: no connection has ends of both. */
  #addBoxes(boxes: BoxList, own: Ranges, { remote, traffic }: Meaning, result: number): void {
    const { asked, positions } = this.#parts;
    if (traffic.length === 0) return;
    const start6 = firstEndingBehind(remote, positions.first6);
    const box = new Int32Array(boxWords);
    for (let i = 0; i < own.length; i += 2) {
      setSides(box, 0, own[i], own[i + 1] - 1);
      const isOnly4 = own[i + 1] <= asked.first6;
      for (let j = own[i] >= asked.first6 ? start6 : 0; j < remote.length; j += 2) {
        if (isOnly4 && remote[j] >= positions.first6) break;
        setSides(box, 1, remote[j], remote[j + 1] - 1);
        for (const { source, destination } of traffic) {
          setSides(box, 2, source.from, source.to);
          setSides(box, 3, destination.from, destination.to);
          boxes.add(box, result);
        }
      }
    }
  }
}

/** Where the first of the ranges stands that goes beyond a number. */
function firstEndingBehind(ranges: Ranges, number: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[2 * middle + 1] <= number) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

function setSides(box: Int32Array, dimension: number, first: number, last: number): void {
  box[dimension] = first;
  box[dimensions + dimension] = last;
}
