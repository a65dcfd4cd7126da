import type { Judge } from '../engine/judge.ts';
import { judgeService, translated } from '../engine/service.ts';
import type { Backend, Inventory, ServicePort } from '../inventory/inventory.ts';
import type { Connection } from '../ir/connection.ts';
import { entityName } from '../ir/entity.ts';
import { formatAddress } from '../net/address.ts';
import type { ResolvedProbe } from '../probe/index.ts';
import type { WhyBackend, WhyService } from './report.ts';

/** The connection as policies see it, and the service that it went through. */
export interface Translated {
  readonly connection: Connection;
  readonly service: WhyService | null;
}

/** Where backends are judged differently, the strictest answer is the one to explain. */
export function throughService(probe: ResolvedProbe, inventory: Inventory, judge: Judge): Translated {
  const { connection, service: port } = probe;
  if (port === undefined) return { connection, service: alreadyThrough(connection, judge) };
  const { backend: chosen, ambiguous } = judgeService(judge, connection, port, inventory);
  const behind = (backend: Backend) => translated(connection, port, backend, inventory);
  const backends = port.backends.map((backend) => backendReport(behind(backend), judge, backend === chosen));
  return {
    connection: chosen === undefined ? connection : behind(chosen),
    service: { ...nameOf(port.service), frontend: frontendOf(connection, port), backends, ambiguous },
  };
}

function alreadyThrough(connection: Connection, judge: Judge): WhyService | null {
  if (connection.service === undefined) return null;
  const backends = [backendReport(connection, judge, true)];
  return { ...nameOf(connection.service), frontend: null, backends, ambiguous: false };
}

function nameOf({ namespace, name }: Pick<WhyService, 'namespace' | 'name'>) {
  return { namespace, name };
}

function frontendOf({ destination, destinationPort }: Connection, { port }: ServicePort) {
  return { address: formatAddress(destination.address), port: destinationPort ?? port };
}

function backendReport(connection: Connection, judge: Judge, explained: boolean): WhyBackend {
  const { destination, destinationPort = 0 } = connection;
  return {
    address: formatAddress(destination.address),
    port: destinationPort,
    endpoints: destination.entities.map((entity) => entityName(entity)),
    verdict: judge.judge(connection).verdict,
    explained,
  };
}
