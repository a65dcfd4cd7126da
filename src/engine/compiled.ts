import type { SideAnswer } from '../compile/answers.ts';
import { type CompiledLookup, type Compiler, compileLookup } from '../compile/compile-lookup.ts';
import { asksForServices, seesFrontends } from '../compile/frontends.ts';
import type { Lookup } from '../compile/lookup.ts';
import type { NumberedPlace } from '../compile/place-facts.ts';
import { Shortlists } from '../compile/shortlist/shortlists.ts';
import { PolicyTables } from '../compile/tables.ts';
import type { PolicyTrees } from '../compile/trees/policy-trees.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection, Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import type { Direction, PolicySet } from '../ir/policy.ts';
import {
  type AmbiguousSide,
  type Combined,
  combine,
  type ForwardedSide,
  type Judge,
  type Judgement,
  type OnTheWay,
  ReferenceJudge,
} from './judge.ts';

/**
 * The judge that looks answers up in tables, or in trees where tables would be too large. What they do not cover it asks
 * the reference evaluator: requests, connections through a service that rules name, ends with DNS names, and pairs of which
 * rules ask whether both are one entity or share a node.
 */
export class CompiledJudge implements Judge {
  readonly set: PolicySet;
  readonly #inventory: Inventory;
  readonly #compiler: Compiler;
  readonly #reference: ReferenceJudge;
  readonly #usesServices: boolean;
  /** Some stage sees the frontend of a service, or nodes on the way to a backend are asked. */
  readonly #usesFrontends: boolean;
  #made: CompiledLookup | undefined;
  /** Where there are no tables. */
  #shortlists: Shortlists | undefined;

  constructor(set: PolicySet, inventory: Inventory, compiler: Compiler = compileLookup) {
    this.set = set;
    this.#inventory = inventory;
    this.#compiler = compiler;
    this.#reference = new ReferenceJudge(
      set,
      (direction, subject) => this.tables?.selected(direction, subject),
      (direction, subject, connection) => this.#shortlists?.of(direction, subject, connection),
    );
    this.#usesFrontends = seesFrontends(set);
    this.#usesServices = asksForServices(set);
  }

  /** What kernels look answers up in, made when it is first asked for; undefined where all would be too large: see `beyond`. */
  get lookup(): (PolicyTables | PolicyTrees) | undefined {
    return this.#compiled.lookup;
  }

  /** Undefined where there are trees in their place, or neither. */
  get tables(): PolicyTables | undefined {
    const { lookup } = this;
    return lookup instanceof PolicyTables ? lookup : undefined;
  }

  /** Why there are neither tables nor trees; '' where there are. */
  get beyond(): string {
    const { lookup, beyondTables, beyondTrees } = this.#compiled;
    return lookup === undefined ? `${beyondTables}; ${beyondTrees}` : '';
  }

  get #compiled(): CompiledLookup {
    if (this.#made === undefined) {
      this.#made = this.#compiler(this.set, this.#inventory);
      if (this.#made.beyondTables !== '') this.#shortlists = new Shortlists(this.set);
    }
    return this.#made;
  }

  judge(connection: Connection): Judgement {
    const lookup: Lookup | undefined = this.lookup;
    if (lookup === undefined || !this.answers(connection)) return this.#reference.judge(connection);
    const { protocol, sourcePort, destinationPort, icmp } = connection;
    const source = lookup.placeOf(connection.source.address);
    const destination = lookup.placeOf(connection.destination.address);
    const traffic = { protocol, sourcePort, destinationPort, icmp };
    return this.fromAnswers(lookup.answersOf(source, destination, traffic), source, destination);
  }

  /** Whether tables or trees answer, and not the reference evaluator. */
  answers(connection: Connection): boolean {
    const { source, destination, request, service, frontend, namesOf } = connection;
    if (request !== undefined || (service !== undefined && this.#usesServices)) return false;
    if (frontend !== undefined && this.#usesFrontends) return false;
    const lookup: Lookup | undefined = this.lookup;
    if (lookup === undefined) return false;
    const { protocol, sourcePort, destinationPort, icmp } = connection;
    if (!lookup.knows({ protocol, sourcePort, destinationPort, icmp })) return false;
    if (!lookup.covers(lookup.placeOf(source.address), lookup.placeOf(destination.address))) return false;
    if (!this.#isKnown(source) || !this.#isKnown(destination)) return false;
    return !lookup.usesNames || !hasNames(source, destination, namesOf);
  }

  governs(entity: Entity): boolean {
    const known = this.lookup?.governs(entity);
    if (known !== undefined) return known;
    if (this.#shortlists === undefined || this.set.forwarding !== undefined)
      return this.#reference.governs(entity);
    return this.#shortlists.governs(entity);
  }

  /** The judgement from the answers of the four sides, in their order. */
  fromAnswers(
    answers: readonly (SideAnswer | undefined)[],
    source: NumberedPlace,
    destination: NumberedPlace,
  ): Judgement {
    const [egress, forwardedEgress, forwardedIngress, ingress] = answers;
    return combine(
      sideOf(egress, source),
      sideOf(ingress, destination),
      this.set.forwarding === undefined
        ? undefined
        : [
            ...this.#forwarded('egress', forwardedEgress, source),
            ...this.#forwarded('ingress', forwardedIngress, destination),
          ],
    );
  }

  /** The same without the entities that were asked, which are far away in memory. */
  combined([egress, forwardedEgress, forwardedIngress, ingress]: readonly (
    | SideAnswer
    | undefined
  )[]): Combined<SideAnswer> {
    if (this.set.forwarding === undefined) return combine(egress, ingress, undefined);
    const forwarded = [onTheWay('egress', forwardedEgress), onTheWay('ingress', forwardedIngress)];
    return combine(egress, ingress, forwarded.flat());
  }

  #forwarded(
    direction: Direction,
    answer: SideAnswer | undefined,
    { holders }: NumberedPlace,
  ): readonly ForwardedSide[] {
    if (answer === undefined) return [];
    const pod = holders.find(({ kind }) => kind === 'pod') as Entity;
    const subject = this.set.forwarding?.nodes.get(pod.node) as Entity;
    return onTheWay(direction, answer).map((side) => ({ subject, ...side }));
  }

  /** A question may name ends that hold their address in no inventory. */
  #isKnown({ address, entities }: Party): boolean {
    const holders = this.#inventory.holders(address);
    return holders.length === entities.length && holders.every((entity, index) => entity === entities[index]);
  }
}

function hasNames(source: Party, destination: Party, namesOf: Connection['namesOf']): boolean {
  const clients = [...source.entities, ...destination.entities];
  return clients.some((client) =>
    [source, destination].some(({ address }) => namesOf(address, client).length > 0),
  );
}

/** One node stands for each, so none is ambiguous. */
function onTheWay(direction: Direction, answer: SideAnswer | undefined): readonly OnTheWay[] {
  if (answer === undefined) return [];
  const { verdict, decider, dependsOnRequest } = answer;
  return [{ direction, verdict, decider, dependsOnRequest }];
}

function sideOf(answer: SideAnswer | undefined, { holders }: NumberedPlace): AmbiguousSide | undefined {
  if (answer === undefined) return undefined;
  const { verdict, decider, dependsOnRequest, ambiguous, holder } = answer;
  return { subject: holders[holder], verdict, decider, dependsOnRequest, ambiguous };
}
