import { addressKey, type IpAddress } from '../net/address.ts';
import type { Cast } from './entities.ts';
import type { NodeInfo } from './inventory.ts';
import type { Records } from './records.ts';

/** Nodes in the order of the entities. */
export function nodeInfos(records: Records, cast: Cast): readonly NodeInfo[] {
  const apiservers = new Set(apiserverAddresses(records).map(addressKey));
  const infos = [...cast.ofNode].map(([record, entity]) => ({
    entity,
    interfaces: record.interfaces,
    kubeApiserver:
      record.kubeApiserver || entity.addresses.some((address) => apiservers.has(addressKey(address))),
  }));
  const nodes = cast.entities.filter(({ kind }) => kind === 'node');
  const order = new Map(nodes.map((entity, index) => [entity, index]));
  return infos.sort((a, b) => (order.get(a.entity) as number) - (order.get(b.entity) as number));
}

/** API servers at addresses that no node holds, such as those of a managed control plane. */
export function outsideApiservers(records: Records, nodes: readonly NodeInfo[]): readonly IpAddress[] {
  const held = new Set(nodes.flatMap(({ entity }) => entity.addresses.map(addressKey)));
  const all = new Map(apiserverAddresses(records).map((address) => [addressKey(address), address]));
  return [...all].filter(([key]) => !held.has(key)).map(([, address]) => address);
}

/** Those that are given as such, and the endpoints of the service `default/kubernetes`, which API servers keep. */
function apiserverAddresses({ kubeApiservers, endpoints }: Records): IpAddress[] {
  const own = endpoints.filter(
    ({ namespace, service }) => namespace === 'default' && service === 'kubernetes',
  );
  return [...kubeApiservers, ...own.flatMap((slice) => slice.endpoints.map(({ address }) => address))];
}
