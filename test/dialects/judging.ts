import { isError } from '../../src/diagnostics/diagnostic.ts';
import type { Lowered } from '../../src/dialects/dialect.ts';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import type { Connection, Party } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { Direction, PolicySet } from '../../src/ir/policy.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { parseAddress } from '../../src/net/address.ts';
import { Protocol, parseProtocol } from '../../src/net/protocol.ts';
import { Reference, type SideVerdict } from '../../src/reference/evaluate.ts';
import { inventory } from './cluster.ts';

export type Settings = Readonly<Record<string, string>>;

/** Lowers YAML text for the test cluster. */
export function lower(yaml: string, settings: Settings = {}): Lowered {
  const { manifests, diagnostics } = parseManifests(yaml, 'policy.yaml');
  if (diagnostics.some(isError)) throw new Error(`not YAML: ${JSON.stringify(diagnostics)}`);
  return kubernetes.lower({
    manifests,
    inventory,
    resources: [],
    options: new Map(Object.entries(settings)),
    version: '',
  });
}

/** `severity code path`, in the order of the report, without what holds in place of what is refused. */
export function findings(yaml: string, settings?: Settings): readonly string[] {
  return lower(yaml, settings)
    .diagnostics.filter(({ code }) => code !== 'not-in-force')
    .map(({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`);
}

/** Like findings, without what is only good to know. */
export function errors(yaml: string): readonly string[] {
  return lower(yaml)
    .diagnostics.filter(isError)
    .map(({ code, path }) => `${code} ${path ?? ''}`);
}

/** `shop/web`, `node:n1`, or an address. `shop/web@6` takes the pod's IPv6 address. */
function party(text: string): Party {
  const [name, family = '4'] = text.split('@');
  const entity = name.startsWith('node:')
    ? inventory.node(name.slice(5), '')
    : inventory.pod(name.split('/')[0], name.split('/')[1], '');
  const address = entity?.addresses.find((own) => String(own.family) === family) ?? parseAddress(name);
  if (address === undefined) throw new Error(`no endpoint ${text}`);
  return { address, entities: inventory.holders(address) };
}

export interface Probe {
  readonly from: string;
  readonly to: string;
  /** `TCP/80`, `UDP/53`, `ICMP/8`. */
  readonly traffic?: string;
  /** Names that DNS gave for the destination. */
  readonly names?: readonly string[];
}

function connection({ from, to, traffic = 'TCP/80', names = [] }: Probe): Connection {
  const [protocolName, number] = traffic.split('/');
  const protocol = parseProtocol(protocolName) ?? 0;
  const isIcmp = protocol === Protocol.icmp || protocol === Protocol.icmpv6;
  return {
    source: party(from),
    destination: party(to),
    protocol,
    ...(isIcmp ? { icmp: { type: Number(number), code: 0 } } : { destinationPort: Number(number) }),
    namesOf: () => names,
  };
}

/** The verdict of one side, for the first entity that holds its address. */
export function side(set: PolicySet, direction: Direction, probe: Probe): SideVerdict | undefined {
  const asked = connection(probe);
  const subject: Entity | undefined = (direction === 'egress' ? asked.source : asked.destination).entities[0];
  return subject && new Reference(set).evaluate(direction, subject, asked);
}

/** `allow` or `deny` of the whole path. */
export function verdict(policies: string | PolicySet, probe: Probe): string {
  const set = typeof policies === 'string' ? lower(policies).set : policies;
  const sides = [side(set, 'egress', probe), side(set, 'ingress', probe)];
  return sides.find((found) => found !== undefined && found.verdict !== 'allow')?.verdict ?? 'allow';
}
