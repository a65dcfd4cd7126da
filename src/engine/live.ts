import type { SideAnswer } from '../compile/answers.ts';
import { asksForServices, seesFrontends } from '../compile/frontends.ts';
import type { LivePlace } from '../compile/live/live-places.ts';
import type { EditReport, LiveEdit, LiveTables } from '../compile/live/live-tables.ts';
import type { Connection, Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import type { PolicySet } from '../ir/policy.ts';
import { type AmbiguousSide, combine, type Judge, type Judgement, ReferenceJudge } from './judge.ts';

/**
 * The judge of tables that are edited while they are in use; what they do not cover it asks the reference evaluator, as
 * CompiledJudge does.
 */
export class LiveJudge implements Judge {
  readonly tables: LiveTables;
  #reference: ReferenceJudge;
  #usesServices = false;
  /** Some stage sees the frontend of a service. */
  #usesFrontends = false;

  constructor(tables: LiveTables) {
    this.tables = tables;
    this.#reference = this.#read(tables.set);
  }

  get set(): PolicySet {
    return this.tables.set;
  }

  /** See LiveTables. */
  edit(edit: LiveEdit): EditReport {
    const report = this.tables.edit(edit);
    if (edit.set !== undefined) this.#reference = this.#read(edit.set);
    return report;
  }

  judge(connection: Connection): Judgement {
    if (!this.answers(connection)) return this.#reference.judge(connection);
    const { tables } = this;
    const source = tables.placeOf(connection.source.address);
    const destination = tables.placeOf(connection.destination.address);
    const { protocol, sourcePort, destinationPort, icmp } = connection;
    const traffic = tables.trafficOf({ protocol, sourcePort, destinationPort, icmp });
    const [egress, ingress] = (['egress', 'ingress'] as const).map((side) =>
      tables.answer(side, source, destination, traffic),
    );
    return combine(sideOf(egress, source), sideOf(ingress, destination), undefined);
  }

  governs(entity: Entity): boolean {
    return this.tables.governs(entity) ?? this.#reference.governs(entity);
  }

  /** Whether the tables answer, and not the reference evaluator. */
  answers({ source, destination, request, service, frontend, namesOf }: Connection): boolean {
    if (request !== undefined || (service !== undefined && this.#usesServices)) return false;
    if (frontend !== undefined && this.#usesFrontends) return false;
    const { tables } = this;
    if (!tables.covers(tables.placeOf(source.address), tables.placeOf(destination.address))) return false;
    if (!this.#isKnown(source) || !this.#isKnown(destination)) return false;
    const clients = [...source.entities, ...destination.entities];
    return clients.every((client) =>
      [source, destination].every(({ address }) => this.#hasNames(address, namesOf(address, client))),
    );
  }

  #read(set: PolicySet): ReferenceJudge {
    this.#usesFrontends = seesFrontends(set);
    this.#usesServices = asksForServices(set);
    return new ReferenceJudge(set);
  }

  /** The tables know the names that everybody sees; an engine may keep some from some. */
  #hasNames(address: Party['address'], names: readonly string[]): boolean {
    const known = this.tables.namesOf(address);
    return names.length === known.length && names.every((name) => known.includes(name));
  }

  /** A question may name ends that hold their address nowhere. */
  #isKnown({ address, entities }: Party): boolean {
    const holders = this.tables.holders(address);
    return holders.length === entities.length && holders.every((entity, index) => entity === entities[index]);
  }
}

function sideOf(answer: SideAnswer | undefined, { holders }: LivePlace): AmbiguousSide | undefined {
  if (answer === undefined) return undefined;
  const { verdict, decider, dependsOnRequest, ambiguous, holder } = answer;
  return { subject: holders[holder], verdict, decider, dependsOnRequest, ambiguous };
}
