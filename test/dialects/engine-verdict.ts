import { dialects } from '../../src/engine/engines.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { readTraffic, resolveProbe } from '../../src/probe/index.ts';
import { inventory } from './differential-world.ts';

/** A connection between endpoints of the differential world; to port 80 unless said otherwise. */
export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string;
  readonly port?: number;
  readonly family?: 4 | 6;
  readonly icmp?: { readonly type: number };
  /** A DNS name that the client has learned for the destination. */
  readonly name?: string;
}

/** The verdict of an engine, `NAME` or `NAME@VERSION`, with its defaults. */
export function engineVerdict(engine: string, policies: string, asked: Question): string {
  const [name, version = ''] = engine.split('@');
  const dialect = dialects.find((each) => each.name === name);
  if (dialect === undefined) throw new Error(`no engine ${name}`);
  const { manifests } = parseManifests(policies, 'policy.yaml');
  const options = new Map(dialect.options.map((option) => [option.name, option.default]));
  const { set } = dialect.lower({ manifests, inventory, resources: [], options, version });
  const { from, to, name: learned, ...words } = asked;
  const { traffic } = readTraffic({ ...(words.icmp === undefined && { port: 80 }), ...words });
  const resolved = traffic && resolveProbe({ from, to, ...traffic }, inventory);
  if (resolved === undefined || !('connection' in resolved)) throw new Error(JSON.stringify(resolved));
  const namesOf = () => (learned === undefined ? [] : [learned]);
  return new ReferenceJudge(set).judge({ ...resolved.connection, namesOf }).verdict;
}
