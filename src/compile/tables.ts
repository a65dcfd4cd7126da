import type { Inventory } from '../inventory/inventory.ts';
import type { Entity } from '../ir/entity.ts';
import type { Direction, PolicySet } from '../ir/policy.ts';
import type { IpAddress } from '../net/address.ts';
import type { Selected } from '../reference/evaluate.ts';
import { Answers, absent, directionOf, type SideAnswer, type SideName, sides } from './answers.ts';
import { countOf } from './bits.ts';
import { BeyondTables, Budget } from './bounds.ts';
import { Classes } from './classes.ts';
import { Entries } from './entries.ts';
import { Groups } from './groups.ts';
import { Identities } from './identities.ts';
import type { Lookup } from './lookup.ts';
import { Mentions, peersOf, rulesOf } from './mentions.ts';
import { NetworkClasses } from './networks.ts';
import { isOwnAnswered, type OwnRules, ownAnswersOf, ownRulesOf } from './own-address.ts';
import { type AskedPrograms, type OnPass, type ProgramPass, passRunner } from './passes.ts';
import { isCovered, type NumberedPlace, PlaceFacts } from './place-facts.ts';
import { PlaceIndex } from './place-index.ts';
import { knownPlaces, outsidePlaces, type Place } from './places.ts';
import { Prefixes } from './prefixes.ts';
import { type Program, Programs } from './programs.ts';
import { isRelational } from './relation.ts';
import { Rows, type Table } from './rows.ts';
import { isNodeGuarded } from './same-node.ts';
import { Selections } from './selections.ts';
import { type Traffic, TrafficClasses } from './traffic.ts';

/** A place as the tables know it. */
export interface TablePlace extends NumberedPlace {
  /** Class of the place as the other end. */
  readonly class: number;
  /** By side, the table of whoever is asked there; undefined: nobody is. */
  readonly tables: Readonly<Record<SideName, Table | undefined>>;
}

/**
 * A policy set and an inventory as tables. They answer for every pair of places but those of which rules ask whether
 * both ends are one entity or share a node, and as long as no DNS name leads to either: `answers` says when.
 */
export class PolicyTables implements Lookup {
  readonly set: PolicySet;
  readonly places: readonly TablePlace[];
  readonly prefixes: Prefixes;
  readonly traffic: TrafficClasses;
  readonly rows: Rows;
  readonly classes: Classes;
  readonly answers = new Answers();
  readonly tables: Table[] = [];
  /** Rules go by DNS names: whoever asks must know that neither end has one. */
  readonly usesNames: boolean;
  /** Pairs on one node are beyond the tables even where both ends are plain pods. */
  readonly nodeMatters: boolean;
  /** What decides about connections of such places with themselves: see own-address.ts. */
  readonly own: OwnRules | undefined;
  /** What these rules answer. */
  readonly ownAnswers: Readonly<Record<Direction, number>> | undefined;
  readonly #governs: (entity: Entity) => boolean;
  readonly #isKnown: (entity: Entity) => boolean;
  readonly #selected: (direction: Direction, entity: Entity) => readonly Selected[];
  readonly #index: PlaceIndex<TablePlace>;
  readonly #byProgram = new Map<Program, Table>();
  readonly #byMembers = new Map<string, Table>();

  readonly #budget: Budget;

  /** Throws BeyondTables where the tables would be too large. `budget` says how much was used of what. */
  constructor(set: PolicySet, inventory: Inventory, onPass?: OnPass, budget = new Budget()) {
    this.set = set;
    this.#budget = budget;
    refuseForwardingLocals(set);
    this.own = ownRulesOf(set);
    const pass = passRunner(onPass);
    const mentions = pass('mentions', () => new Mentions(set));
    this.usesNames = mentions.names;
    const entities = entitiesOf(set, inventory);
    budget.spend('identityValues', entities.size * mentions.attributes.size);
    const identities = pass('identities', () => new Identities(entities, mentions));
    this.prefixes = pass('prefixes', () => new Prefixes(mentions.prefixes));
    const peers = new Set(rulesOf(set).flatMap(({ remote, local }) => [remote, local]));
    budget.spend('peerPrefixes', peers.size * this.prefixes.all.length);
    const networks = pass('networks', () => new NetworkClasses(this.prefixes, peersOf(set), budget));
    const places = pass('places', () => [
      ...outsidePlaces(this.prefixes),
      ...knownPlaces(inventory, this.prefixes),
    ]);
    const selections = new Selections(identities, budget);
    this.nodeMatters =
      set.forwarding !== undefined || (mentions.sharedNode && !isNodeGuarded(mentions, selections));
    const groups = pass(
      'groups',
      () => new Groups(places, { identities, networks, selections, mentions, budget }),
    );
    const made = pass('programs', () =>
      makePrograms(set, { places, identities, selections, groups, budget }),
    );
    const entries = made.entries.all;
    this.traffic = pass(
      'traffic',
      () =>
        new TrafficClasses(
          entries.flatMap(({ traffic }) => (traffic === undefined ? [] : [traffic])),
          budget,
        ),
    );
    const sets = new Set(entries.flatMap((one) => (one.groups === undefined ? [] : [one.groups])));
    for (const one of sets) budget.spend('classMembers', countOf(one));
    this.classes = pass('classes', () => new Classes(groups.size, sets));
    this.rows = new Rows({ traffic: this.traffic, classes: this.classes, answers: this.answers, budget });
    const { programs, forwarding } = made;
    this.#governs = (entity) =>
      programs.governs(identities.of(entity)) || isForwardingGoverned(entity, set, forwarding, identities);
    this.#isKnown = (entity) => identities.of(entity) >= 0;
    this.#selected = (direction, entity) => programs.selected(direction, identities.of(entity));
    this.places = pass('rows', () => this.#tablePlaces(places, groups, made.asked));
    this.ownAnswers = ownAnswersOf(this.own, this.answers);
    this.#index = new PlaceIndex(this.places, this.prefixes);
  }

  /** Does some policy govern the entity, in any direction? Undefined for one that is not of the inventory. */
  governs(entity: Entity): boolean | undefined {
    return this.#isKnown(entity) ? this.#governs(entity) : undefined;
  }

  /** What of each stage concerns the entity; undefined for one that is not of the inventory. */
  selected(direction: Direction, entity: Entity): readonly Selected[] | undefined {
    return this.#isKnown(entity) ? this.#selected(direction, entity) : undefined;
  }

  placeOf(address: IpAddress): TablePlace {
    return this.#index.of(address);
  }

  /** Whether the tables answer for this pair (names aside). */
  covers(source: NumberedPlace, destination: NumberedPlace): boolean {
    return isCovered(source, destination, this.nodeMatters);
  }

  trafficWord(traffic: Traffic): number {
    return this.traffic.of(traffic);
  }

  knows(): boolean {
    return true;
  }

  answersOf(source: TablePlace, destination: TablePlace, traffic: Traffic) {
    const one = this.traffic.of(traffic);
    return sides.map((side) => this.answer(side, source, destination, one));
  }

  /** What one side says; undefined: nobody is asked there. */
  answer(
    side: SideName,
    source: TablePlace,
    destination: TablePlace,
    traffic: number,
  ): SideAnswer | undefined {
    const isAtSource = directionOf[side] === 'egress';
    const table = (isAtSource ? source : destination).tables[side];
    if (table === undefined) return this.answers.all[absent];
    const row = table.rowOf[(isAtSource ? destination : source).class];
    return this.answers.all[this.rows.answer(row, traffic)];
  }

  #tablePlaces(
    places: readonly Place[],
    groups: Groups,
    asked: readonly AskedPrograms[],
  ): readonly TablePlace[] {
    const facts = new PlaceFacts(this.set, places);
    const made = places.map(({ family, address, holders, prefix }, id) => {
      const { household, node, isHost, isSpecial } = facts.of(holders);
      return {
        family,
        address,
        holders,
        prefix,
        id,
        class: this.classes.of(groups.of[id]),
        tables: this.#tables(asked[id]),
        household,
        node,
        isHost,
        isSpecial,
        isGoverned: holders.some(this.#governs),
        isOwnAnswered: isOwnAnswered(this.own, holders),
      };
    });
    for (const table of this.tables) this.rows.fill(table);
    return made;
  }

  #tables(asked: AskedPrograms): TablePlace['tables'] {
    return {
      egress: this.#table(asked.egress, 'own'),
      ingress: this.#table(asked.ingress, 'own'),
      forwardedEgress: this.#table(asked.forwardedEgress, 'forwarding'),
      forwardedIngress: this.#table(asked.forwardedIngress, 'forwarding'),
    };
  }

  #table(members: readonly Program[], of: 'own' | 'forwarding'): Table | undefined {
    if (members.length === 0) return undefined;
    if (members.length > 1) return this.#tableOfMany(members, of);
    let table = this.#byProgram.get(members[0]);
    if (table === undefined) {
      table = this.#make(members);
      this.#byProgram.set(members[0], table);
    }
    return table;
  }

  /** Addresses with several holders are few. */
  #tableOfMany(members: readonly Program[], of: 'own' | 'forwarding'): Table {
    const key = `${of} ${members.map(({ id }) => id).join()}`;
    let table = this.#byMembers.get(key);
    if (table === undefined) {
      table = this.#make(members);
      this.#byMembers.set(key, table);
    }
    return table;
  }

  #make(members: readonly Program[]): Table {
    this.#budget.spend('tableCells', this.classes.size);
    const table = this.rows.plan(members);
    this.tables.push(table);
    return table;
  }
}

/** Of the inventory, and the nodes that ask about what they forward. */
function entitiesOf({ forwarding }: PolicySet, inventory: Inventory): ReadonlySet<Entity> {
  return new Set([...inventory.entities, ...(forwarding?.nodes.values() ?? [])]);
}

interface ProgramParts {
  readonly places: readonly Place[];
  readonly identities: Identities;
  readonly selections: Selections;
  readonly groups: Groups;
  readonly budget: Budget;
}

function makePrograms(set: PolicySet, { places, ...parts }: ProgramParts): ProgramPass {
  const entries = new Entries(parts);
  const { groups, identities } = parts;
  const programs = new Programs(set, { entries, ...parts });
  const forwarding = set.forwarding && new Programs(set.forwarding, { entries, ...parts });
  const asked = places.map((place, id) =>
    programsOf(place, groups.of[id], identities, { programs, forwarding, set }),
  );
  return { entries, programs, forwarding, asked };
}

interface AskedSets {
  readonly programs: Programs;
  readonly forwarding: Programs | undefined;
  readonly set: PolicySet;
}

function programsOf(
  { holders }: Place,
  group: number,
  identities: Identities,
  { programs, forwarding, set }: AskedSets,
): AskedPrograms {
  const own = holders.map((entity) => identities.of(entity));
  const egress = own.map((identity) => programs.of('egress', identity, group));
  const ingress = own.map((identity) => programs.of('ingress', identity, group));
  const pod = forwarding && holders.find(({ kind }) => kind === 'pod');
  const node = pod && set.forwarding?.nodes.get(pod.node);
  if (forwarding === undefined || node === undefined || node.cluster !== pod?.cluster)
    return { egress, ingress, forwardedEgress: nobody, forwardedIngress: nobody };
  const forwarder = identities.of(node);
  return {
    egress,
    ingress,
    forwardedEgress: [forwarding.of('egress', forwarder, group)],
    forwardedIngress: [forwarding.of('ingress', forwarder, group)],
  };
}

const nobody: readonly Program[] = [];

function isForwardingGoverned(
  { kind, node }: Entity,
  { forwarding: set }: PolicySet,
  forwarding: Programs | undefined,
  identities: Identities,
): boolean {
  const subject = kind === 'pod' ? set?.nodes.get(node) : undefined;
  return forwarding !== undefined && subject !== undefined && forwarding.governs(identities.of(subject));
}

/** There the subject is the node and the near end its pod: what the two share is asked in no table. */
function refuseForwardingLocals(set: PolicySet): void {
  const rules = (set.forwarding?.stages ?? []).flatMap(({ rules: { egress, ingress } }) => [
    ...egress,
    ...ingress,
  ]);
  const peers = rules.flatMap(({ local = [] }) => local);
  if (peers.some(({ entity, notEntity }) => isRelational(entity) || isRelational(notEntity))) {
    throw new BeyondTables('a rule for forwarded traffic that compares a pod with its node');
  }
}
