import type { Inventory } from '../../inventory/inventory.ts';
import type { Entity } from '../../ir/entity.ts';
import { type Direction, directions, type PolicySet, type Rule } from '../../ir/policy.ts';
import { treePass } from '../../kernels/image-layout.ts';
import type { IpAddress } from '../../net/address.ts';
import { hasMessageType, hasPorts, isIcmp } from '../../net/protocol.ts';
import { Answers, type SideAnswer } from '../answers.ts';
import { BeyondTables, type Budget } from '../bounds.ts';
import { Identities } from '../identities.ts';
import type { Lookup } from '../lookup.ts';
import { Mentions, rulesOf } from '../mentions.ts';
import { isOwnAnswered, type OwnRules, ownAnswersOf, ownRulesOf } from '../own-address.ts';
import type { Passes } from '../passes.ts';
import { isCovered, type NumberedPlace, PlaceFacts } from '../place-facts.ts';
import { PlaceIndex } from '../place-index.ts';
import { knownPlaces, outsidePlaces, type Place } from '../places.ts';
import { Prefixes } from '../prefixes.ts';
import { passTargets } from '../programs.ts';
import { isNodeGuarded } from '../same-node.ts';
import { Selections } from '../selections.ts';
import type { Traffic } from '../traffic.ts';
import { AskedPlaces, isAsked } from './asked-places.ts';
import { Endings } from './endings.ts';
import { findIn, type Planted } from './find.ts';
import type { Forest } from './forest.ts';
import { Peers } from './peers.ts';
import { type Plantation, plant } from './plant.ts';
import { Positions } from './positions.ts';
import { RuleBoxes } from './rule-boxes.ts';
import { numbersOf, type TrafficNumbers } from './traffic-boxes.ts';

/** A place as the trees know it. */
export interface TreePlace extends NumberedPlace {
  readonly position: number;
  /** Its number as the own end. */
  readonly own: number;
  /** By direction, number of the list of endings of its holder; undefined: nobody is asked. */
  readonly endings: Readonly<Record<Direction, number | undefined>>;
}

/**
 * A policy set and an inventory as trees, one for each stage and direction, over the ends and the traffic of a connection. They
 * take room in proportion to the rules, so they are for sets that are beyond tables.
 */
export class PolicyTrees implements Lookup {
  readonly set: PolicySet;
  readonly places: readonly TreePlace[];
  readonly prefixes: Prefixes;
  readonly answers = new Answers();
  readonly usesNames: boolean;
  readonly nodeMatters: boolean;
  readonly ownAnswers: Lookup['ownAnswers'];
  readonly endings: Endings;
  /** Some rule asks for source ports. */
  readonly usesSources: boolean;
  readonly #plantation: Plantation;
  /** The forest, as it is read. */
  readonly #planted: Planted;
  readonly #identities: Identities;
  readonly #own: OwnRules | undefined;
  readonly #index: PlaceIndex<TreePlace>;

  /** `made`: what the compilation to tables made before it was beyond them. Throws BeyondTables. */
  constructor(set: PolicySet, inventory: Inventory, made: Partial<Passes>, budget: Budget) {
    this.set = set;
    if (set.forwarding !== undefined) throw new BeyondTables('nodes that are asked about what they forward');
    const mentions = made.mentions ?? new Mentions(set);
    this.usesNames = mentions.names;
    this.#identities = made.identities ?? identitiesOf(inventory, mentions, budget);
    this.prefixes = made.prefixes ?? new Prefixes(mentions.prefixes);
    const places = made.places ?? [...outsidePlaces(this.prefixes), ...knownPlaces(inventory, this.prefixes)];
    const selections = new Selections(this.#identities, budget);
    this.nodeMatters = mentions.sharedNode && !isNodeGuarded(mentions, selections);
    this.#own = ownRulesOf(set);
    this.ownAnswers = ownAnswersOf(this.#own, this.answers);
    const { answers } = this;
    const targets = passTargets(set.stages);
    this.endings = new Endings({ set, targets, identities: this.#identities, selections, answers, budget });
    const positions = new Positions(places, this.#identities, this.prefixes.all.length, budget);
    const asked = new AskedPlaces(places, positions);
    this.usesSources = rulesOf(set).some(asksForSources);
    const peers = new Peers({ positions, prefixes: this.prefixes, selections, budget });
    const identities = this.#identities;
    const rules = new RuleBoxes({ positions, asked, peers, identities, selections, budget });
    const ends = [asked.size, positions.size] as const;
    this.#plantation = plant(set, { rules, targets, answers, ends, budget });
    const { nodes, boxes, results } = this.forest;
    this.#planted = { nodes, boxes, results };
    this.places = this.#numbered(places, positions, asked);
    this.#index = new PlaceIndex(this.places, this.prefixes);
  }

  get forest(): Forest {
    return this.#plantation.forest;
  }

  /** In the forest, by direction and stage. */
  get roots(): readonly number[] {
    return this.#plantation.roots;
  }

  /** Of all rules. */
  get boxes(): number {
    return this.#plantation.boxes;
  }

  placeOf(address: IpAddress): TreePlace {
    return this.#index.of(address);
  }

  covers(source: NumberedPlace, destination: NumberedPlace): boolean {
    return isCovered(source, destination, this.nodeMatters);
  }

  governs(entity: Entity): boolean | undefined {
    const identity = this.#identities.of(entity);
    return identity < 0 ? undefined : this.endings.governs(identity);
  }

  /** Ports, types and codes must be known. */
  knows({ protocol, sourcePort, destinationPort, icmp }: Traffic): boolean {
    if (hasPorts(protocol)) return sourcePort !== undefined && destinationPort !== undefined;
    return isIcmp(protocol) ? icmp !== undefined : !hasMessageType(protocol);
  }

  answersOf(source: TreePlace, destination: TreePlace, traffic: Traffic) {
    const numbers = numbersOf(traffic);
    const egress = this.#answer('egress', source, destination, numbers);
    return [egress, undefined, undefined, this.#answer('ingress', destination, source, numbers)];
  }

  /** Walks the stages as reference/evaluate.ts does. */
  #answer(
    direction: Direction,
    own: TreePlace,
    other: TreePlace,
    [from, to]: TrafficNumbers,
  ): SideAnswer | undefined {
    const list = own.endings[direction];
    if (list === undefined) return undefined;
    const endings = this.endings.lists[list];
    const stages = endings.length - 1;
    const roots = stages * directions.indexOf(direction);
    const point = [own.own, other.position, from, to] as const;
    let stage = 0;
    while (stage < stages) {
      const says = findIn(this.#planted, this.roots[roots + stage], point) || endings[stage];
      if (says === 0) stage++;
      else if ((says & treePass) === 0) return this.answers.all[says];
      else stage = says & ~treePass;
    }
    return this.answers.all[endings[stages]];
  }

  /** Of traffic that is known: kernels leave the rest, and IGMP, so nobody keeps anything of it. */
  trafficWord({ protocol, sourcePort = 0, icmp }: Traffic): number {
    if (hasPorts(protocol)) return this.usesSources ? sourcePort : 0;
    return icmp === undefined ? 0 : (icmp.type << 8) | (icmp.code ?? 0);
  }

  #numbered(places: readonly Place[], positions: Positions, asked: AskedPlaces): readonly TreePlace[] {
    const facts = new PlaceFacts(this.set, places);
    return places.map((place, id) => {
      const { family, address, holders, prefix } = place;
      const { household, node, isHost } = facts.of(holders);
      return {
        family,
        address,
        holders,
        prefix,
        id,
        position: positions.of[id],
        own: asked.numberOf(id),
        endings: this.#endingsOf(place),
        household,
        node,
        isHost,
        isSpecial: holders.length > 1,
        isGoverned: holders.some((entity) => this.endings.governs(this.#identities.of(entity))),
        isOwnAnswered: isOwnAnswered(this.#own, holders),
      };
    });
  }

  #endingsOf(place: Place): TreePlace['endings'] {
    if (!isAsked(place)) return { egress: undefined, ingress: undefined };
    const identity = this.#identities.of(place.holders[0]);
    return {
      egress: this.endings.of('egress', identity),
      ingress: this.endings.of('ingress', identity),
    };
  }
}

function identitiesOf({ entities }: Inventory, mentions: Mentions, budget: Budget): Identities {
  budget.spend('identityValues', entities.length * mentions.attributes.size);
  return new Identities(new Set(entities), mentions);
}

function asksForSources({ traffic }: Rule): boolean {
  return (
    traffic?.some(
      ({ sourcePorts, notSourcePorts }) => sourcePorts !== undefined || notSourcePorts !== undefined,
    ) ?? false
  );
}
