import type { JsonObject } from '../../../src/manifest/manifest.ts';
import { either, listOf, type Make, pick, record } from '../choose.ts';
import { namespaces } from '../cluster.ts';

/** What all languages have in common: label selectors, blocks of addresses, namespaces. */
export const labelSelector: Make<JsonObject> = either<JsonObject>(
  () => ({}),
  record({ matchLabels: pick({ app: 'x' }, { app: 'y' }, { role: 'm' }, { app: 'x', role: 'm' }) }),
  record({
    matchExpressions: listOf(
      pick<JsonObject>(
        { key: 'app', operator: 'In', values: ['x', 'y'] },
        { key: 'app', operator: 'NotIn', values: ['x'] },
        { key: 'role', operator: 'Exists' },
        { key: 'app', operator: 'DoesNotExist' },
      ),
      1,
      2,
    ),
  }),
);

export const namespaceSelector: Make<JsonObject> = pick<JsonObject>(
  {},
  { matchLabels: { team: 'x' } },
  { matchLabels: { team: 'y' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'b' } },
  { matchExpressions: [{ key: 'env', operator: 'DoesNotExist' }] },
);

export const nodeSelector: Make<JsonObject> = pick<JsonObject>(
  {},
  { matchLabels: { zone: 'x' } },
  { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['x'] }] },
);

export const cidr = pick(
  '0.0.0.0/0',
  '10.0.0.0/24',
  '10.0.0.0/31',
  '10.0.0.1/32',
  '192.0.2.0/24',
  '192.0.2.128/25',
  '172.18.0.0/16',
  '10.96.0.10/32',
  '::/0',
  'fd00::/64',
  'fd00::2/128',
);

export const ipBlock: Make<JsonObject> = either<JsonObject>(
  record({ cidr }),
  pick<JsonObject>(
    { cidr: '0.0.0.0/0', except: ['10.0.0.0/16'] },
    { cidr: '192.0.2.0/24', except: ['192.0.2.128/25', '192.0.2.7/32'] },
    { cidr: '::/0', except: ['fd00::/16'] },
  ),
);

export const domainName = pick('www.example.org', '*.example.org', '*.a.example.org');

export const inNamespace: Make<JsonObject> = record({ namespace: pick(...namespaces) });
