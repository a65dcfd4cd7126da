import type { SideAnswer } from '../compile/answers.ts';
import { rulesOf } from '../compile/mentions.ts';
import { PolicyTables, type TablePlace } from '../compile/tables.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection, Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import type { PolicySet } from '../ir/policy.ts';
import {
  type AmbiguousSide,
  combine,
  type ForwardedSide,
  type Judge,
  type Judgement,
  ReferenceJudge,
} from './judge.ts';

/**
 * The judge that looks answers up in tables. What the tables do not cover it asks the reference evaluator: requests,
 * connections through a service that rules name, ends with DNS names, and pairs of which rules ask whether both are
 * one entity or share a node.
 */
export class CompiledJudge implements Judge {
  readonly set: PolicySet;
  readonly tables: PolicyTables;
  readonly #inventory: Inventory;
  readonly #reference: ReferenceJudge;
  readonly #usesServices: boolean;

  /** Throws BeyondTables. */
  constructor(set: PolicySet, inventory: Inventory) {
    this.set = set;
    this.tables = new PolicyTables(set, inventory);
    this.#inventory = inventory;
    this.#reference = new ReferenceJudge(set);
    this.#usesServices = rulesOf(set).some(({ service }) => service !== undefined);
  }

  judge(connection: Connection): Judgement {
    if (!this.answers(connection)) return this.#reference.judge(connection);
    const { source, destination } = connection;
    return this.fromTables(
      this.tables.placeOf(source.address),
      this.tables.placeOf(destination.address),
      connection,
    );
  }

  /** Whether the tables answer, and not the reference evaluator. */
  answers({ source, destination, request, service, namesOf }: Connection): boolean {
    if (request !== undefined || (service !== undefined && this.#usesServices)) return false;
    const { tables } = this;
    if (!tables.covers(tables.placeOf(source.address), tables.placeOf(destination.address))) return false;
    if (!this.#isKnown(source) || !this.#isKnown(destination)) return false;
    return !tables.usesNames || !hasNames(source, destination, namesOf);
  }

  governs(entity: Entity): boolean {
    return this.#reference.governs(entity);
  }

  /** The judgement for a pair that the tables cover. */
  fromTables(
    source: TablePlace,
    destination: TablePlace,
    traffic: Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>,
  ): Judgement {
    const { protocol, sourcePort, destinationPort, icmp } = traffic;
    const trafficClass = this.tables.traffic.of({ protocol, sourcePort, destinationPort, icmp });
    const answer = (side: Parameters<PolicyTables['answer']>[0]) =>
      this.tables.answer(side, source, destination, trafficClass);
    return this.judgement(
      [answer('egress'), answer('forwardedEgress'), answer('forwardedIngress'), answer('ingress')],
      source,
      destination,
    );
  }

  /** From the answers of the sides, in the order of `sides` in compile/answers.ts. */
  judgement(
    answers: readonly (SideAnswer | undefined)[],
    source: TablePlace,
    destination: TablePlace,
  ): Judgement {
    const [egress, forwardedEgress, forwardedIngress, ingress] = answers;
    const forwarded: ForwardedSide[] = [];
    if (forwardedEgress) forwarded.push({ ...this.#forwarded(forwardedEgress, source), direction: 'egress' });
    if (forwardedIngress)
      forwarded.push({ ...this.#forwarded(forwardedIngress, destination), direction: 'ingress' });
    return combine(
      sideOf(egress, source),
      sideOf(ingress, destination),
      this.set.forwarding === undefined ? undefined : forwarded,
    );
  }

  #forwarded({ verdict, decider, dependsOnRequest }: SideAnswer, { holders }: TablePlace) {
    const pod = holders.find(({ kind }) => kind === 'pod') as Entity;
    const subject = this.set.forwarding?.nodes.get(pod.node) as Entity;
    return { subject, verdict, decider, dependsOnRequest };
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

function sideOf(answer: SideAnswer | undefined, { holders }: TablePlace): AmbiguousSide | undefined {
  if (answer === undefined) return undefined;
  const { verdict, decider, dependsOnRequest, ambiguous, holder } = answer;
  return { subject: holders[holder], verdict, decider, dependsOnRequest, ambiguous };
}
