import type { Attribute } from '../ir/expression.ts';
import type { NamedPort, Peer, PortMatch, Rule, TrafficMatch } from '../ir/policy.ts';
import { namedPortsOf } from './groups.ts';
import { joinRelations, relationOf } from './relation.ts';
import type { NumericPort, NumericTraffic } from './traffic.ts';

/** By named port of a rule: what it means. */
export type Resolution = readonly (readonly { readonly port: number; readonly protocol: number }[])[];

/** What of a rule depends on its subject. */
export interface RuleVariants {
  readonly named: readonly NamedPort[];
  /** That its peers compare with those of the subject. */
  readonly attributes: readonly Attribute[];
  /** Nothing: the rule is the same for all subjects. */
  readonly isAlike: boolean;
}

export function variantsOf(rule: Rule): RuleVariants {
  const named = namedPortsOf(rule);
  const { attributes } = joinRelations([
    ...(rule.remote ?? []).flatMap(relationsOf),
    ...named.flatMap(({ of }) => (of === undefined ? [] : [relationOf(of)])),
  ]);
  return { named, attributes, isAlike: attributes.length === 0 && !asksOwn(rule, named) };
}

/** Named ports of an ingress rule are those of the subject. */
export function asksOwn({ direction }: Rule, named: readonly NamedPort[]): boolean {
  return direction === 'ingress' && named.length > 0;
}

function relationsOf({ entity, notEntity }: Peer) {
  return [entity, notEntity].flatMap((expression) =>
    expression === undefined ? [] : relationOf(expression),
  );
}

export function resolutionKey(resolution: Resolution): string {
  return resolution.map((ports) => ports.map(({ port, protocol }) => `${protocol}/${port}`).join()).join(';');
}

/** The traffic with numbers in place of names; `resolution` is in the order of namedPortsOf. */
export function resolved(
  traffic: readonly TrafficMatch[],
  resolution: Resolution,
): readonly NumericTraffic[] {
  const rest = [...resolution];
  const numbers = (ports: readonly PortMatch[]): readonly NumericPort[] =>
    ports.flatMap((port) => {
      if (!('name' in port)) return [port];
      return (rest.shift() ?? []).map((own) => ({ from: own.port, to: own.port, protocol: own.protocol }));
    });
  return traffic.map(({ destinationPorts, notDestinationPorts, ...match }) => ({
    ...match,
    ...(destinationPorts && { destinationPorts: numbers(destinationPorts) }),
    ...(notDestinationPorts && { notDestinationPorts: numbers(notDestinationPorts) }),
  }));
}
