import type { FieldPath, Source } from '../../../diagnostics/source.ts';
import { all } from '../../../ir/expression.ts';
import type { Direction, Peer } from '../../../ir/policy.ts';
import type { RuleItem } from '../api.ts';
import type { Context } from '../context.ts';
import { selectedNames } from '../names.ts';
import { cidrPeers, cidrRulePeers } from './cidrs.ts';
import { endpointPeers, nodePeer } from './endpoints.ts';
import { entityPeers } from './entities.ts';
import { servicePeers } from './services.ts';

export interface PeerPlace {
  readonly context: Context;
  /** Empty for clusterwide objects. */
  readonly namespace: string;
  readonly direction: Direction;
  readonly source: (path: FieldPath) => Source;
}

type Lower<T> = (item: T, source: Source) => readonly Peer[];

/**
 * The other ends of a rule: undefined where no field of peers is there, which is anyone; nobody where one is there
 * and empty (CVE-2025-64715: an empty list must never turn into a missing one).
 */
export function lowerPeers(item: RuleItem, place: PeerPlace): readonly Peer[] | undefined {
  const { context, namespace, direction } = place;
  const fields: (readonly Peer[] | undefined)[] = [];
  const field = <T>(suffix: string, lower: Lower<T>): void => {
    const name = `${direction === 'ingress' ? 'from' : 'to'}${suffix}` as keyof RuleItem;
    const list = item[name] as readonly T[] | undefined;
    fields.push(list?.flatMap((each, at) => lower(each, place.source([name, at]))));
  };
  field<NonNullable<RuleItem['toEndpoints']>[number]>('Endpoints', (each, source) =>
    endpointPeers(each, namespace, context, source),
  );
  field<NonNullable<RuleItem['toNodes']>[number]>('Nodes', (each, source) => [
    nodePeer(each, context, source),
  ]);
  field<string>('CIDR', (each, source) => cidrPeers(each, context, source));
  field<NonNullable<RuleItem['toCIDRSet']>[number]>('CIDRSet', (each, source) =>
    cidrRulePeers(each, context, source),
  );
  field<NonNullable<RuleItem['toEntities']>[number]>('Entities', (each, source) =>
    entityPeers(each, context, source),
  );
  field<unknown>('Groups', () => []);
  if (direction === 'egress') {
    field<NonNullable<RuleItem['toServices']>[number]>('Services', (each, source) =>
      servicePeers(each, context, source),
    );
    field<NonNullable<RuleItem['toFQDNs']>[number]>('FQDNs', (each, source) =>
      namePeers([each], context, source),
    );
  }
  return union(fields);
}

function union(fields: readonly (readonly Peer[] | undefined)[]): readonly Peer[] | undefined {
  const present = fields.filter((peers) => peers !== undefined);
  return present.length === 0 ? undefined : present.flat();
}

/** Addresses that answers gave for the names. Names of pods and nodes open nothing: those go by their labels. */
function namePeers(
  names: NonNullable<RuleItem['toFQDNs']>,
  { release, learnsNames }: Context,
  source: Source,
): readonly Peer[] {
  if (!learnsNames) return [];
  return [{ notEntity: all, domainNames: names.map((name) => selectedNames(name, release)), source }];
}
