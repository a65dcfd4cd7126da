import { type SideAnswer, sides } from '../compile/answers.ts';
import { BeyondTables } from '../compile/bounds.ts';
import { asksForServices, seesFrontends } from '../compile/frontends.ts';
import { Shortlists } from '../compile/shortlist/shortlists.ts';
import { PolicyTables, type TablePlace } from '../compile/tables.ts';
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
 * The judge that looks answers up in tables. What the tables do not cover it asks the reference evaluator: requests,
 * connections through a service that rules name, ends with DNS names, and pairs of which rules ask whether both are
 * one entity or share a node.
 */
export class CompiledJudge implements Judge {
  readonly set: PolicySet;
  readonly #inventory: Inventory;
  readonly #reference: ReferenceJudge;
  readonly #usesServices: boolean;
  /** Some stage sees the frontend of a service, or nodes on the way to a backend are asked. */
  readonly #usesFrontends: boolean;
  #tables: PolicyTables | undefined;
  /** In place of tables. */
  #shortlists: Shortlists | undefined;
  #beyond = '';

  constructor(set: PolicySet, inventory: Inventory) {
    this.set = set;
    this.#inventory = inventory;
    this.#reference = new ReferenceJudge(
      set,
      (direction, subject) => this.#tables?.selected(direction, subject),
      (direction, subject, connection) => this.#shortlists?.of(direction, subject, connection),
    );
    this.#usesFrontends = seesFrontends(set);
    this.#usesServices = asksForServices(set);
  }

  /** Made when they are first asked for; undefined where they would be too large: see `beyond`. */
  get tables(): PolicyTables | undefined {
    if (this.#tables === undefined && this.#beyond === '') this.#compile();
    return this.#tables;
  }

  /** Why there are no tables; '' where there are. */
  get beyond(): string {
    return this.tables === undefined ? this.#beyond : '';
  }

  judge(connection: Connection): Judgement {
    const { tables } = this;
    if (tables === undefined || !this.answers(connection)) return this.#reference.judge(connection);
    return this.#fromTables(tables, connection);
  }

  /** Whether the tables answer, and not the reference evaluator. */
  answers({ source, destination, request, service, frontend, namesOf }: Connection): boolean {
    if (request !== undefined || (service !== undefined && this.#usesServices)) return false;
    if (frontend !== undefined && this.#usesFrontends) return false;
    const { tables } = this;
    if (tables === undefined) return false;
    if (!tables.covers(tables.placeOf(source.address), tables.placeOf(destination.address))) return false;
    if (!this.#isKnown(source) || !this.#isKnown(destination)) return false;
    return !tables.usesNames || !hasNames(source, destination, namesOf);
  }

  governs(entity: Entity): boolean {
    const known = this.tables?.governs(entity);
    if (known !== undefined) return known;
    if (this.#shortlists === undefined || this.set.forwarding !== undefined)
      return this.#reference.governs(entity);
    return this.#shortlists.governs(entity);
  }

  #compile(): void {
    try {
      this.#tables = new PolicyTables(this.set, this.#inventory);
    } catch (error) {
      if (!(error instanceof BeyondTables)) throw error;
      this.#beyond = error.message;
      this.#shortlists = new Shortlists(this.set);
    }
  }

  /** The judgement for a pair that the tables cover. */
  #fromTables(tables: PolicyTables, connection: Connection): Judgement {
    const { protocol, sourcePort, destinationPort, icmp } = connection;
    const source = tables.placeOf(connection.source.address);
    const destination = tables.placeOf(connection.destination.address);
    const traffic = tables.traffic.of({ protocol, sourcePort, destinationPort, icmp });
    const answers = sides.map((side) => tables.answer(side, source, destination, traffic));
    return this.fromAnswers(answers, source, destination);
  }

  /** The judgement from the answers of the four sides, in their order. */
  fromAnswers(
    answers: readonly (SideAnswer | undefined)[],
    source: TablePlace,
    destination: TablePlace,
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
    { holders }: TablePlace,
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

function sideOf(answer: SideAnswer | undefined, { holders }: TablePlace): AmbiguousSide | undefined {
  if (answer === undefined) return undefined;
  const { verdict, decider, dependsOnRequest, ambiguous, holder } = answer;
  return { subject: holders[holder], verdict, decider, dependsOnRequest, ambiguous };
}
