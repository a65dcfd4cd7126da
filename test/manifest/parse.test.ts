import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/diagnostics/source.ts';
import { parseManifests } from '../../src/manifest/parse.ts';

const pod = (name: string) => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ns}}`;

describe('Kubernetes objects', () => {
  it('are known by version, kind, name and namespace', () => {
    const { manifests, diagnostics, files } = parseManifests(`--- ${pod('a')}\n---\n${pod('b')}\n`, 'f.yaml');
    expect(diagnostics).toEqual([]);
    expect(files).toEqual(['f.yaml']);
    expect(manifests).toMatchObject([
      { apiVersion: 'v1', kind: 'Pod', name: 'a', namespace: 'ns' },
      { apiVersion: 'v1', kind: 'Pod', name: 'b', namespace: 'ns' },
    ]);
    expect(manifests[1].source(['metadata', 'name']).locate()).toEqual({
      file: 'f.yaml',
      line: 3,
      column: 40,
    });
  });
  it('have an empty name where there is none', () => {
    const { manifests } = parseManifests('{apiVersion: v1, kind: Pod, metadata: {name: 5}}', 'f');
    expect(manifests[0]).toMatchObject({ name: '', namespace: '' });
  });
  it('come out of lists, also nested, with the path in the list', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${pod('a')}\n- {apiVersion: v1, kind: List, items: [${pod('b')}]}\n`;
    const { manifests } = parseManifests(list, 'f.yaml');
    expect(manifests.map(({ name }) => name)).toEqual(['a', 'b']);
    const source = manifests[1].source(['metadata']);
    expect(formatPath(source.path)).toBe('items[1].items[0].metadata');
    expect(source.locate()).toMatchObject({ line: 5, column: 68 });
  });
  it('of typed lists take kind and version from the list', () => {
    const text =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems: [{metadata: {name: a}}]\n';
    expect(parseManifests(text, 'f').manifests).toMatchObject([
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'a' },
    ]);
  });
  it('whose kind merely ends in List are objects', () => {
    const { manifests } = parseManifests('{apiVersion: x/v1, kind: AllowList, spec: {}}', 'f');
    expect(manifests).toMatchObject([{ kind: 'AllowList' }]);
  });
  it('may be an empty list', () => {
    const { manifests, diagnostics } = parseManifests('{apiVersion: v1, kind: List, items: null}', 'f');
    expect([...manifests, ...diagnostics]).toEqual([]);
  });
});

describe('documents that are no Kubernetes objects', () => {
  it.each([
    ['a: 1\n', 1, 'apiVersion and kind missing, or no string', ''],
    ['apiVersion: v1\n', 1, 'kind missing, or no string', ''],
    ['# c\nkind: Pod\n', 2, 'apiVersion missing, or no string', ''],
    ['apiVersion: 1\nkind: Pod\n', 1, 'apiVersion missing, or no string', ''],
    ['- a\n', 1, 'a Kubernetes object must be a mapping', ''],
    ['text\n', 1, 'a Kubernetes object must be a mapping', ''],
    [
      '{apiVersion: v1, kind: List, items: [\n{kind: Pod}]}',
      2,
      'apiVersion missing, or no string',
      'items[0]',
    ],
  ])('%j', (text, line, message, path) => {
    const { manifests, diagnostics } = parseManifests(text, 'f.yaml');
    expect(manifests).toEqual([]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'not-a-kubernetes-object',
      severity: 'error',
      line,
      message,
      path,
    });
    expect(diagnostics[0].hint).toBeTruthy();
  });
  it('a List without a list', () => {
    const { diagnostics } = parseManifests('{apiVersion: v1, kind: List, items: {}}', 'f');
    expect(diagnostics).toMatchObject([{ code: 'bad-list', path: 'items', line: 1, column: 30 }]);
  });
});
