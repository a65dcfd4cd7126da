import { expect } from 'vitest';
import { isError } from '../../../src/diagnostics/diagnostic.ts';
import { calico } from '../../../src/dialects/calico/index.ts';
import type { Lowered } from '../../../src/dialects/dialect.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import { judgeService } from '../../../src/engine/service.ts';
import type { Connection, Party } from '../../../src/ir/connection.ts';
import type { PolicySet } from '../../../src/ir/policy.ts';
import type { HttpRequest } from '../../../src/ir/request.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { isIcmp, parseProtocol } from '../../../src/net/protocol.ts';
import { inventory } from './cluster.ts';

export type Settings = Readonly<Record<string, string>>;

export function lower(yaml: string, settings: Settings = {}, version = '', resources = ''): Lowered {
  const read = (text: string, file: string) => {
    const { manifests, diagnostics } = parseManifests(text, file);
    if (diagnostics.some(isError)) throw new Error(`not YAML: ${JSON.stringify(diagnostics)}`);
    return manifests;
  };
  return calico.lower({
    manifests: read(yaml, 'policy.yaml'),
    inventory,
    resources: resources === '' ? [] : read(resources, 'cluster.yaml'),
    options: new Map(Object.entries(settings)),
    version,
  });
}

/** `severity code path`, in the order of the report. */
export function findings(yaml: string, version = ''): readonly string[] {
  return lower(yaml, {}, version).diagnostics.map(
    ({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`,
  );
}

export function errors(yaml: string, version = ''): readonly string[] {
  return findings(yaml, version)
    .filter((finding) => finding.startsWith('error '))
    .map((finding) => finding.slice('error '.length));
}

/** `shop/web`, `node:n1`, or an address. */
function party(text: string, family: 4 | 6): Party {
  const [namespace, name] = text.split('/');
  const entity = text.startsWith('node:')
    ? inventory.node(text.slice(5), '')
    : inventory.pod(namespace, name, '');
  const address = entity?.addresses.find((own) => own.family === family) ?? parseAddress(text);
  if (address === undefined) throw new Error(`no endpoint ${text}`);
  return { address, entities: inventory.holders(address) };
}

/**
 * `shop/web > data/db TCP/5432`, `... ICMP/8.0`, with `v6` for IPv6 and `from N` for a source port behind it.
 */
export function connection(text: string, http?: HttpRequest): Connection {
  const found = /^(\S+) > (\S+)(?: (\w+)(?:\/(\d+)(?:\.(\d+))?)?)?( v6)?(?: from (\d+))?$/.exec(text);
  if (found === null) throw new Error(`not a connection: ${text}`);
  const [, from, to, protocolText = 'TCP', number = '80', code = '0', v6, sourcePort = '40000'] = found;
  const protocol = parseProtocol(protocolText) ?? 0;
  const family = v6 === undefined && !from.includes(':') ? 4 : 6;
  return {
    source: party(from, from.startsWith('node:') ? 4 : family),
    destination: party(to, to.startsWith('node:') ? 4 : family),
    protocol,
    ...(isIcmp(protocol)
      ? { icmp: { type: Number(number), code: Number(code) } }
      : { destinationPort: Number(number), sourcePort: Number(sourcePort) }),
    ...(http !== undefined && { request: { http } }),
    namesOf: () => [],
  };
}

export interface World {
  readonly settings?: Settings;
  readonly version?: string;
  readonly resources?: string;
}

/** The verdict on the whole path; policies with errors are a fault of the test. */
export function verdict(policies: string | PolicySet, asked: string | Connection, world: World = {}): string {
  const set = typeof policies === 'string' ? sound(policies, world).set : policies;
  const judge = new ReferenceJudge(set);
  const one = typeof asked === 'string' ? connection(asked) : asked;
  const { address } = one.destination;
  const port = inventory.serviceAt(address, one.protocol, one.destinationPort ?? 0);
  if (port !== undefined) return judgeService(judge, one, port, inventory).judgement.verdict;
  return judge.judge(one).verdict;
}

export function sound(yaml: string, { settings, version, resources }: World = {}): Lowered {
  const lowered = lower(yaml, settings, version, resources);
  const faults = lowered.diagnostics.filter(isError);
  if (faults.length > 0) throw new Error(`refused: ${JSON.stringify(faults)}`);
  return lowered;
}

/** What the policies say of each connection must be this. */
export function check(policies: string, expected: Readonly<Record<string, string>>, world?: World): void {
  const { set } = sound(policies, world);
  const said = Object.keys(expected).map((asked) => [asked, verdict(set, asked, world)]);
  expect(Object.fromEntries(said)).toEqual(expected);
}
