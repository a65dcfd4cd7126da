import type { Backend, Inventory, ServicePort } from '../inventory/inventory.ts';
import type { Connection } from '../ir/connection.ts';
import type { Judge, Judgement } from './judge.ts';

export interface ServiceJudgement {
  readonly judgement: Judgement;
  /** The backend it was given for; absent where the service has none and the frontend itself was judged. */
  readonly backend: Backend | undefined;
  /** The backends are judged differently: the strictest verdict stands, whichever the connection went to. */
  readonly ambiguous: boolean;
}

/**
 * Policies see a connection to a service after its translation to a backend. A capture taken before the
 * translation does not show which backend it was, so all are asked.
 */
export function judgeService(
  judge: Judge,
  connection: Connection,
  port: ServicePort,
  inventory: Inventory,
): ServiceJudgement {
  const answers = port.backends.map((backend) => ({
    backend,
    judgement: judge.judge(translated(connection, port, backend, inventory)),
  }));
  if (answers.length === 0) {
    return { judgement: judge.judge(connection), backend: undefined, ambiguous: false };
  }
  const strictest = answers.find(({ judgement }) => judgement.verdict !== 'allow') ?? answers[0];
  const ambiguous = answers.some(({ judgement }) => judgement.verdict !== strictest.judgement.verdict);
  return { ...strictest, ambiguous };
}

/** The connection as it is behind the translation. */
export function translated(
  connection: Connection,
  { service: { namespace, name } }: ServicePort,
  { address, port }: Backend,
  inventory: Inventory,
): Connection {
  const destination = { address, entities: inventory.holders(address) };
  const frontend = { destination: connection.destination, port: connection.destinationPort };
  return { ...connection, destination, destinationPort: port, service: { namespace, name }, frontend };
}
