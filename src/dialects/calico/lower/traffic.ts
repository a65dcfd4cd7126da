import type { IcmpMatch, PortRange, TrafficMatch } from '../../../ir/policy.ts';
import type { HttpMatch, RequestMatch } from '../../../ir/request.ts';
import { protocolNumber } from '../schema/rules.ts';
import type { HttpSpec, IcmpSpec, RuleSpec } from '../types.ts';
import type { RulePlace } from './context.ts';
import { addressesOf } from './side.ts';
import { namedPorts, portsOf, type Variant } from './variants.ts';

/** The traffic of one way to match a rule; undefined for any, and `none` where its parts contradict each other. */
export function trafficOf(
  place: RulePlace,
  rule: RuleSpec,
  source: Variant,
  destination: Variant,
): TrafficMatch | 'none' | undefined {
  const protocols = new Set([protocolNumber(rule.protocol), source.protocol, destination.protocol]);
  protocols.delete(undefined);
  if (protocols.size > 1) return 'none';
  const notProtocol = protocolNumber(rule.notProtocol);
  const match: TrafficMatch = {
    ...(protocols.size === 1 && { protocols: [...protocols] as number[] }),
    ...(notProtocol !== undefined && { notProtocols: [notProtocol] }),
    ...(source.ports !== undefined && { sourcePorts: source.ports as readonly PortRange[] }),
    ...(destination.ports !== undefined && { destinationPorts: destination.ports }),
    ...negatedPorts(place, rule),
    ...icmpOf('icmp', rule.icmp),
    ...icmpOf('notIcmp', rule.notICMP),
  };
  return Object.keys(match).length === 0 ? undefined : match;
}

function negatedPorts(
  place: RulePlace,
  { source = {}, destination = {} }: RuleSpec,
): Pick<TrafficMatch, 'notSourcePorts' | 'notDestinationPorts'> {
  const notSourcePorts = portsOf(source.notPorts).numbers;
  const { numbers, names } = portsOf(destination.notPorts);
  const positive = names.length === 0 ? undefined : addressesOf(destination, place.namespace).positive;
  const notDestinationPorts = [...numbers, ...namedPorts(place, names, positive)];
  return {
    ...(notSourcePorts.length > 0 && { notSourcePorts }),
    ...(notDestinationPorts.length > 0 && { notDestinationPorts }),
  };
}

function icmpOf(field: 'icmp' | 'notIcmp', spec: IcmpSpec | undefined): { [K in typeof field]?: IcmpMatch } {
  if (spec?.type === undefined) return {};
  return { [field]: { type: spec.type, ...(spec.code !== undefined && { code: spec.code }) } };
}

/** Every pair of a method and a path; `*` is any method, and an empty list any at all. */
export function requestOf({ methods = [], paths = [] }: HttpSpec): RequestMatch | undefined {
  const anyMethod = methods.length === 0 || methods.includes('*');
  const wantedMethods = anyMethod
    ? [{}]
    : methods.map((text) => ({ method: { op: 'equals' as const, text } }));
  const wantedPaths = paths.length === 0 ? [{}] : paths.map(pathMatch);
  const anyOf = wantedMethods.flatMap((method) =>
    wantedPaths.map((path): HttpMatch => ({ ...method, ...path })),
  );
  return anyOf.some((item) => Object.keys(item).length === 0) ? undefined : { of: 'http', anyOf };
}

function pathMatch({ exact, prefix }: NonNullable<HttpSpec['paths']>[number]): Pick<HttpMatch, 'path'> {
  if (exact !== undefined && exact !== '') return { path: { op: 'exactPath', text: exact } };
  return { path: { op: 'prefixPath', text: prefix ?? '' } };
}
