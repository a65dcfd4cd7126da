import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { policyText } from '../../src/engine/decided-by.ts';
import type { Judgement } from '../../src/engine/judge.ts';
import { protocolName } from '../../src/net/protocol.ts';
import { endName } from '../../src/replay/end-names.ts';
import { replay } from './replay.ts';

const pcaps = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'pcaps');

/** One document of an expected.yaml; docs/pcaps.md describes the keys. */
interface Expected {
  readonly capture: string;
  readonly cluster?: string;
  readonly policies: string;
  readonly packets: number;
  readonly flows: readonly ExpectedFlow[];
}

interface ExpectedFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  readonly family: 4 | 6;
  readonly icmp?: { readonly type: number; readonly code: number };
  readonly count?: number;
  readonly verdict: string;
  readonly by?: string;
  readonly rule?: string;
  readonly isolatedBy?: readonly string[];
}

const folders = readdirSync(pcaps).filter((name) => existsSync(join(pcaps, name, 'expected.yaml')));

describe.each(folders)('pcaps/%s', (name) => {
  const folder = join(pcaps, name);
  const documents = parseAllDocuments(readFileSync(join(folder, 'expected.yaml'), 'utf8'));
  const expectations = documents.map((document) => document.toJS() as Expected);

  it.each(expectations)('$capture gets the verdicts of $policies', async (expected) => {
    const { flows, inventory, tally } = await replay({
      read: [join(folder, expected.capture)],
      cluster: [join(folder, expected.cluster ?? 'cluster.yaml')],
      policy: [join(folder, expected.policies)],
    });
    const seen = flows.map(({ outcomes: [outcome], ...flow }) => {
      const icmp = flow.icmpType < 0 ? '' : `type ${flow.icmpType} code ${flow.icmpCode}`;
      const port = flow.icmpType < 0 ? `${flow.destinationPort}` : icmp;
      const from = endName(flow.source, inventory);
      const to = endName(flow.destination, inventory, flow.protocol, flow.destinationPort);
      const what = `${protocolName(flow.protocol)} ${port} IPv${flow.source.family}`;
      return `${from} -> ${to} ${what}: ${outcome.verdict} by ${decider(outcome.judgement)}`;
    });
    expect(seen.sort()).toEqual(expected.flows.flatMap(expectedLines).sort());
    expect(tally.packets).toBe(expected.packets);
  });
});

function expectedLines(flow: ExpectedFlow): readonly string[] {
  const port = flow.icmp ? `type ${flow.icmp.type} code ${flow.icmp.code}` : `${flow.port}`;
  const by = flow.isolatedBy
    ? [...flow.isolatedBy].sort().join(' and ')
    : `${flow.by} ${flow.rule ?? ''}`.trim();
  const what = `${flow.protocol} ${port} IPv${flow.family}`;
  return new Array(flow.count ?? 1).fill(`${flow.from} -> ${flow.to} ${what}: ${flow.verdict} by ${by}`);
}

function decider(judgement: Judgement | undefined): string {
  if (judgement === undefined || judgement.decider.by === 'default') return 'default';
  if (judgement.decider.by === 'ending')
    return judgement.decider.isolatedBy.map(policyText).sort().join(' and ');
  const { rule } = judgement.decider;
  if (rule.policy.ref.name === 'local-node') return 'own-node';
  return `${policyText(rule.policy)} ${rule.name}`.trim();
}
