import { expect } from 'vitest';
import { isError } from '../../../src/diagnostics/diagnostic.ts';
import { antrea } from '../../../src/dialects/antrea/index.ts';
import type { Lowered } from '../../../src/dialects/dialect.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import type { PolicySet } from '../../../src/ir/policy.ts';
import type { Request } from '../../../src/ir/request.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { readTraffic, resolveProbe } from '../../../src/probe/index.ts';
import { inventory } from './cluster.ts';

export type Settings = Readonly<Record<string, string>>;

/** Lowers YAML text for the test cluster; `resources` is text of the cluster dump. */
export function lower(yaml: string, settings: Settings = {}, resources = ''): Lowered {
  const [manifests, dump] = [yaml, resources].map((text) => {
    const parsed = parseManifests(text, 'policy.yaml');
    expect(parsed.diagnostics).toEqual([]);
    return parsed.manifests;
  });
  const options = new Map(Object.entries(settings));
  return antrea.lower({ manifests, inventory, resources: dump, options, version: '' });
}

/** `severity code path`, in the order of the report, but for what is only seen from the inventory. */
export function findings(yaml: string, settings?: Settings): readonly string[] {
  const quiet = ['selects-nothing', 'unresolved-named-port', 'not-in-force'];
  return lower(yaml, settings)
    .diagnostics.filter(({ code }) => !quiet.includes(code))
    .map(({ severity, code, path }) => `${severity} ${code} ${path ?? ''}`);
}

export interface Probe {
  readonly from: string;
  readonly to: string;
  /** `TCP/80`, `UDP/53`, `ICMP/8/0`, `IGMP/22`, or a number of a protocol. */
  readonly traffic?: string;
  readonly sourcePort?: number;
  readonly family?: 4 | 6;
  readonly via?: string;
  /** A name for which DNS gave the destination's address. */
  readonly name?: string;
  readonly request?: Request;
}

/** The verdict on the whole path. */
export function verdict(policies: string | PolicySet, probe: Probe): string {
  const set = typeof policies === 'string' ? sound(policies) : policies;
  return new ReferenceJudge(set).judge(connection(probe)).verdict;
}

/** The stages of policies that must all be in force. */
export function sound(yaml: string, settings?: Settings): PolicySet {
  const { set, diagnostics } = lower(yaml, settings);
  expect(diagnostics.filter(isError)).toEqual([]);
  return set;
}

function connection({ from, to, traffic = 'TCP/8080', name, request, ...rest }: Probe) {
  const [protocol, first, second = '0'] = traffic.split('/');
  const number = first === undefined ? undefined : Number(first);
  const words = ['ICMP', 'ICMPv6', 'IGMP'].includes(protocol)
    ? { protocol, icmp: { type: number, code: Number(second) } }
    : { protocol, port: number };
  const { traffic: read } = readTraffic({ ...words, ...rest });
  if (read === undefined) throw new Error(`no traffic: ${traffic}`);
  const address = parseAddress(to);
  const after = name === undefined || address === undefined ? [] : [{ name, address, ageSeconds: 0 }];
  const resolved = resolveProbe({ from, to, ...read, ...rest, family: read.family, after }, inventory);
  if (!('connection' in resolved)) throw new Error(JSON.stringify(resolved));
  return { ...resolved.connection, ...(request !== undefined && { request }) };
}

/** Probe -> verdict, one expectation a line: from, to, traffic, verdict. */
export function expectVerdicts(
  policies: string | PolicySet,
  rows: readonly (readonly [string, string, string, string])[],
): void {
  const set = typeof policies === 'string' ? sound(policies) : policies;
  const got = rows.map(([from, to, traffic]) => [from, to, traffic, verdict(set, { from, to, traffic })]);
  expect(got).toEqual(rows);
}
