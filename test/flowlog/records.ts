import { builtinSource } from '../../src/diagnostics/source.ts';
import type { DecidedBy } from '../../src/engine/decided-by.ts';
import type { FlowEnd, FlowRecord } from '../../src/flowlog/index.ts';
import type { Entity } from '../../src/ir/entity.ts';

export function entity(given: Partial<Entity> = {}): Entity {
  return {
    kind: 'pod',
    cluster: 'default',
    namespace: 'shop',
    name: 'web',
    labels: new Map([['app', 'web']]),
    namespaceLabels: new Map([['team', 'retail']]),
    serviceAccount: 'web-sa',
    serviceAccountLabels: new Map(),
    node: 'n1',
    nodeLabels: new Map(),
    addresses: [],
    ports: [],
    source: builtinSource('test'),
    ...given,
  };
}

const policy = { tier: 'NetworkPolicy', kind: 'NetworkPolicy', namespace: 'shop', file: 'np.yaml' };

export const allowedBy: DecidedBy = {
  direction: 'ingress',
  ...policy,
  name: 'db-from-web',
  line: 12,
  action: 'accept',
  rule: { index: 0, name: '' },
};

export const refusedBy: DecidedBy = {
  ...allowedBy,
  tier: 'Admin',
  kind: 'ClusterNetworkPolicy',
  namespace: '',
  name: 'wall',
  action: 'deny',
  rule: { index: 3, name: 'no-db' },
};

export const isolated: DecidedBy = {
  direction: 'ingress',
  tier: 'NetworkPolicy',
  implicit: 'deny',
  isolatedBy: [
    { ...policy, name: 'closed', line: 3 },
    { ...policy, name: 'db-from-web', line: 12 },
  ],
};

export const web: FlowEnd = { address: '10.10.1.11', port: 40000, entity: entity(), names: [] };
export const db: FlowEnd = {
  address: '10.10.2.13',
  port: 5432,
  entity: entity({ name: 'db', labels: new Map([['app', 'db']]), node: 'n2' }),
  names: [],
};

/** shop/web opens TCP 5432 of shop/db, and a rule allows it. */
export function record(given: Partial<FlowRecord> = {}): FlowRecord {
  return {
    time: { seconds: 1_767_323_045, nanoseconds: 6 },
    lastTime: { seconds: 1_767_323_046, nanoseconds: 500_000_000 },
    nodeName: 'n1',
    verdict: 'allow',
    reason: 'policy',
    source: web,
    destination: db,
    protocol: 6,
    tcpFlags: 2,
    direction: 'ingress',
    ingress: allowedBy,
    match: 'l3-l4',
    packets: { original: 5, reply: 4 },
    bytes: { original: 700, reply: 5000 },
    ...given,
  };
}
