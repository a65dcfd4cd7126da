import { isError } from '../../src/diagnostics/diagnostic.ts';
import { dialects } from '../../src/engine/engines.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { readTraffic, resolveProbe } from '../../src/probe/index.ts';
import { inventory as small } from './differential-world.ts';

export interface Asked {
  readonly from: string;
  readonly to: string;
  /** TCP port 80 without these. */
  readonly protocol?: string;
  readonly port?: number;
  readonly family?: 4 | 6;
  readonly icmp?: { readonly type: number; readonly code?: number };
  /** A name that an answer gave for the destination. */
  readonly name?: string;
}

export interface Setting {
  readonly inventory?: Inventory;
  readonly options?: Readonly<Record<string, string>>;
}

/** The verdict of an engine, with its defaults where no option is set. The policies must be sound. */
export function verdict(engine: string, policies: string, asked: Asked, setting: Setting = {}): string {
  const { inventory = small, options = {} } = setting;
  const dialect = dialects.find(({ name }) => name === engine);
  if (dialect === undefined) throw new Error(`no engine ${engine}`);
  const { manifests } = parseManifests(policies, 'policy.yaml');
  const settings = new Map(dialect.options.map(({ name, default: usual }) => [name, options[name] ?? usual]));
  const input = { manifests, inventory, resources: [], options: settings, version: '' };
  const { set, diagnostics } = dialect.lower(input);
  if (diagnostics.some(isError)) throw new Error(JSON.stringify(diagnostics));
  const { from, to, name, ...words } = asked;
  const { traffic } = readTraffic({ ...(words.icmp === undefined ? { port: 80 } : {}), ...words });
  const resolved = traffic && resolveProbe({ from, to, ...traffic }, inventory);
  if (resolved === undefined || !('connection' in resolved)) throw new Error(JSON.stringify(resolved));
  const namesOf = () => (name === undefined ? [] : [name]);
  return new ReferenceJudge(set).judge({ ...resolved.connection, namesOf }).verdict;
}
