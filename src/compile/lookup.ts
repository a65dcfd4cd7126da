import type { Entity } from '../ir/entity.ts';
import type { Direction, PolicySet } from '../ir/policy.ts';
import type { IpAddress } from '../net/address.ts';
import type { Answers, SideAnswer } from './answers.ts';
import type { NumberedPlace } from './place-facts.ts';
import type { Prefixes } from './prefixes.ts';
import type { Traffic } from './traffic.ts';

/**
 * A policy set and an inventory in a form that kernels look answers up in: tables (PolicyTables), or trees where these would be
 * too large (PolicyTrees).
 */
export interface Lookup {
  readonly set: PolicySet;
  readonly places: readonly NumberedPlace[];
  readonly prefixes: Prefixes;
  readonly answers: Answers;
  /** Rules go by DNS names: whoever asks must know that neither end has one. */
  readonly usesNames: boolean;
  /** Pairs on one node are not answered even where both ends are plain pods. */
  readonly nodeMatters: boolean;
  /** What connections of such places with themselves meet: see own-address.ts. */
  readonly ownAnswers: Readonly<Record<Direction, number>> | undefined;
  placeOf(address: IpAddress): NumberedPlace;
  /** Whether it answers for this pair (names aside). */
  covers(source: NumberedPlace, destination: NumberedPlace): boolean;
  /** Does some policy govern the entity, in any direction? Undefined for one that is not of the inventory. */
  governs(entity: Entity): boolean | undefined;
  /** Whether it answers for such traffic. */
  knows(traffic: Traffic): boolean;
  /** What the sides say of a connection between places that it covers, in their order; undefined where nobody is asked. */
  answersOf(
    source: NumberedPlace,
    destination: NumberedPlace,
    traffic: Traffic,
  ): readonly (SideAnswer | undefined)[];
  /** What pairs that are not answered are told apart by, beside protocol and destination port; the kernels have the same. */
  trafficWord(traffic: Traffic): number;
}
