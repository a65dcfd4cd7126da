import { isError } from '../../../src/diagnostics/diagnostic.ts';
import { cilium } from '../../../src/dialects/cilium/index.ts';
import type { Lowered } from '../../../src/dialects/dialect.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import { judgeService } from '../../../src/engine/service.ts';
import type { Request } from '../../../src/ir/request.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { Protocol, parseProtocol } from '../../../src/net/protocol.ts';
import { resolveProbe } from '../../../src/probe/index.ts';
import { inventory } from './cluster.ts';

export interface Engine {
  readonly version?: string;
  readonly options?: Readonly<Record<string, string>>;
}

export function lower(yaml: string, { version = '', options = {} }: Engine = {}): Lowered {
  const { manifests, diagnostics } = parseManifests(yaml, 'policy.yaml');
  if (diagnostics.some(isError)) throw new Error(`not YAML: ${JSON.stringify(diagnostics)}`);
  const settings = new Map(Object.entries(options));
  return cilium.lower({ manifests, inventory, resources: [], options: settings, version });
}

/** `severity code path` of what is said about objects. */
export function findings(yaml: string, engine?: Engine): readonly string[] {
  return lower(yaml, engine).diagnostics.map(
    ({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`,
  );
}

export function errors(yaml: string, engine?: Engine): readonly string[] {
  return lower(yaml, engine)
    .diagnostics.filter(isError)
    .map(({ code, path }) => `${code} ${path ?? ''}`);
}

let last: { readonly key: string; readonly judge: ReferenceJudge } | undefined;

/** Tables ask one set many things, so the last judge is kept. */
function judgeFor(yaml: string, { version, options }: Engine): ReferenceJudge {
  const key = JSON.stringify([yaml, version, options]);
  if (last?.key !== key) last = { key, judge: new ReferenceJudge(lower(yaml, { version, options }).set) };
  return last.judge;
}

export interface Question extends Engine {
  readonly from: string;
  readonly to: string;
  /** `TCP/80`, `UDP/53`, `ICMP/8`, `ICMP/3/4`. */
  readonly traffic?: string;
  readonly request?: Request;
  /** `NAME=ADDRESS`: an answer that came before. */
  readonly answer?: string;
  readonly family?: 4 | 6;
}

const words: Readonly<Record<string, string>> = {
  client: 'shop/client',
  web: 'shop/web',
  other: 'shop/other',
  world: '198.51.100.7',
  host: 'entity:host',
};

/** The verdict on the whole path. */
export function verdict(yaml: string, question: Question): string {
  const { from, to, traffic = 'TCP/8080', request, answer, family } = question;
  const [protocolName, number, code = '0'] = traffic.split('/');
  const protocol = parseProtocol(protocolName) ?? 0;
  const isIcmp = protocol === Protocol.icmp || protocol === Protocol.icmpv6;
  const [name, ip] = (answer ?? '=').split('=');
  const address = parseAddress(ip);
  const resolved = resolveProbe(
    {
      from: words[from] ?? from,
      to: words[to] ?? to,
      protocol,
      ...(isIcmp ? { icmp: { type: Number(number), code: Number(code) } } : { port: Number(number) }),
      ...(family === undefined ? {} : { family }),
      ...(request === undefined ? {} : { request }),
      after: address === undefined ? [] : [{ name, address, ageSeconds: 0 }],
    },
    inventory,
  );
  if ('code' in resolved) throw new Error(resolved.message);
  const judge = judgeFor(yaml, question);
  const { connection, service } = resolved;
  if (service === undefined) return judge.judge(connection).verdict;
  return judgeService(judge, connection, service, inventory).judgement.verdict;
}

export const http = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  host = 'web',
): Request => ({
  http: { method, path, host, headers: new Map(Object.entries(headers)) },
});

/** Verdicts between all holders of addresses, at one port. */
export function judgeAll(yaml: string, engine: Engine): readonly string[] {
  const judge = judgeFor(yaml, engine);
  const parties = [...inventory.entities.map((entity) => [entity]), []].map((entities) => ({
    address: entities[0]?.addresses[0] ?? inventory.kubeApiservers[0],
    entities,
  }));
  const rest = { protocol: Protocol.tcp, destinationPort: 80, namesOf: () => [] };
  return parties.flatMap((source) =>
    parties.map((destination) => judge.judge({ source, destination, ...rest }).verdict),
  );
}
