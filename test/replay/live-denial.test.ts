import { expect, it } from 'vitest';
import { cilium } from '../../src/dialects/cilium/index.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { Protocol } from '../../src/net/protocol.ts';
import { Lane } from '../../src/replay/lane.ts';
import { inventory } from '../dialects/cilium/cluster.ts';
import { lower } from '../dialects/cilium/judging.ts';
import { documents, fromClient, webIngress, webIngressDeny } from '../dialects/cilium/objects.ts';

const holder = (namespace: string, name: string) => {
  const entity = inventory.entities.find(
    (each) => each.namespace === namespace && each.name === name && each.cluster === inventory.cluster,
  )!;
  return { address: entity.addresses[0], entities: [entity] };
};
const connection = {
  source: holder('shop', 'client'),
  destination: holder('shop', 'web'),
  protocol: Protocol.tcp,
  sourcePort: 40000,
  destinationPort: 8080,
};
const judge = (policies: string) => new ReferenceJudge(lower(policies).set);

it('a new denial of Cilium cuts a connection that was open before', () => {
  const allowed = webIngress(`{${fromClient}}`);
  const denied = documents(allowed, webIngressDeny(`{${fromClient}}`));
  const changes = [{ point: { at: 'packet' as const, index: 5 }, judge: judge(denied) }];
  const { liveConnections } = cilium;
  const lane = new Lane({ judge: judge(allowed), inventory, changes, liveConnections });
  lane.reserve(1);
  expect(lane.open(0, connection).verdict).toBe('allow');
  lane.advance(4, 4, 0);
  expect(lane.isStale(0)).toBe(false);
  lane.advance(5, 5, 0);
  expect(lane.isStale(0)).toBe(true);
  expect(lane.reopen(0, connection).verdict).toBe('deny');
});
