import { describe, expect, it } from 'vitest';
import { compareDiagnostics, countOf } from '../../src/diagnostics/diagnostic.ts';
import { refuseInvalid } from '../../src/engine/world.ts';
import { buildInventory } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { holdersOf, inventoryOf, ip, said } from './helpers.ts';

const pod = (name: string, rest: string) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop}, ${rest}}\n`;
const at = (address: string) => `status: {podIP: ${address}}`;
const join = (...objects: readonly string[]) => objects.join('---\n');

describe('addresses held twice', () => {
  it('by two pods are warned of with both places, once', () => {
    const { inventory, diagnostics } = inventoryOf(join(pod('b', at('10.0.0.1')), pod('a', at('10.0.0.1'))));
    expect(said(diagnostics)).toEqual(['warning address-conflict 3']);
    expect(diagnostics.find(({ code }) => code === 'address-conflict')?.message).toBe(
      'shop/a (world.yaml:3) and shop/b (world.yaml:1) both hold 10.0.0.1',
    );
    expect(holdersOf(inventory, '10.0.0.1')).toEqual(['shop/a', 'shop/b']);
  });
  it('by a finished pod are not', () => {
    const done = pod('a', 'status: {podIP: 10.0.0.1, phase: Succeeded}');
    expect(said(inventoryOf(join(done, pod('b', at('10.0.0.1')))).diagnostics)).toEqual([]);
  });
  it('by a node and a pod that is not on hostNetwork are', () => {
    const node =
      '{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 10.0.0.1}]}}\n';
    expect(said(inventoryOf(join(node, pod('a', at('10.0.0.1')))).diagnostics)).toEqual([
      'warning pod-holds-node-address 3',
    ]);
    expect(
      said(inventoryOf(join(node, pod('a', `spec: {hostNetwork: true}, ${at('10.0.0.1')}`))).diagnostics),
    ).toEqual([]);
  });
});

describe('pods without an address', () => {
  it('are named, five of them, and then counted', () => {
    const { diagnostics } = inventoryOf(
      join(...Array.from({ length: 12 }, (_, i) => pod(`p${i}`, 'status: {}'))),
    );
    const lines = diagnostics.filter(({ code }) => code === 'pod-without-address');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatchObject({ severity: 'warning', line: 1 });
    expect(lines[5].message).toBe('7 more like the 5 shown');
  });
});

describe('namespaces that nobody declares', () => {
  it('are assumed, with only their name as a label', () => {
    const { inventory, diagnostics } = inventoryOf(join(pod('a', at('10.0.0.1')), pod('b', at('10.0.0.2'))));
    expect(diagnostics.map(({ severity, code, line }) => [severity, code, line])).toEqual([
      ['warning', 'namespace-assumed', 1],
    ]);
    expect(inventory.namespaces).toEqual([
      { cluster: 'default', name: 'shop', labels: new Map([['kubernetes.io/metadata.name', 'shop']]) },
    ]);
  });
  it('are named in one line', () => {
    const pods = ['a', 'b', 'c'].map((name, i) =>
      pod(name, at(`10.0.0.${i + 1}`)).replace('shop', `${name}s`),
    );
    expect(inventoryOf(join(...pods)).diagnostics.map(({ message }) => message)).toEqual([
      'there are no Namespaces as and 2 more: they are taken to have no labels but their names',
    ]);
  });
  it('are those without labels in the short form', () => {
    expect(
      inventoryOf('cluster: {pods: [{namespace: shop, name: web, ips: [10.0.0.1]}]}').diagnostics,
    ).toEqual([]);
  });
});

describe('objects that stand twice', () => {
  it('are an error that names both places; the first stays', () => {
    const { inventory, diagnostics } = inventoryOf(join(pod('a', at('10.0.0.1')), pod('a', at('10.0.0.2'))));
    expect(said(diagnostics)).toEqual(['error duplicate-object 3']);
    expect(diagnostics.find(({ code }) => code === 'duplicate-object')?.message).toContain('world.yaml:1');
    expect(inventory.holders(ip('10.0.0.2'))).toEqual([]);
  });
  it('in two clusters are two objects', () => {
    const { manifests } = parseManifests(pod('a', at('10.0.0.1')), 'f');
    const { inventory, diagnostics } = buildInventory([{ manifests }, { cluster: 'west', manifests }]);
    expect(said(diagnostics)).toEqual(['warning address-conflict 1']);
    expect(inventory.entities.map(({ cluster }) => cluster)).toEqual(['default', 'west']);
  });
});

describe('fields of the wrong shape', () => {
  it.each([
    [pod('a', `spec: {containers: {}}, ${at('10.0.0.1')}`), 'wrong-type 1 spec.containers'],
    [pod('a', `spec: [], ${at('10.0.0.1')}`), 'wrong-type 1 spec'],
    [
      pod('a', `spec: {containers: [{ports: [{containerPort: "80"}]}]}, ${at('10.0.0.1')}`),
      'invalid-port 1 spec.containers[0].ports[0].containerPort',
    ],
    [pod('a', `spec: {containers: [5]}, ${at('10.0.0.1')}`), 'wrong-type 1 spec.containers[0]'],
    [
      pod('a', 'status: {podIPs: [{ip: 10.0.0.1}, {ip: 10.0.0.256}]}'),
      'invalid-address 1 status.podIPs[1].ip',
    ],
    ['{apiVersion: v1, kind: Pod, metadata: {namespace: a}}', 'missing-name 1 metadata'],
    ['{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: [b]}}', 'wrong-type 1 metadata.labels'],
  ])('%s', (text, expected) => {
    const { diagnostics } = inventoryOf(text);
    expect(said(diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([`error ${expected}`]);
  });
  it('a label that is a boolean to YAML 1.1 is explained', () => {
    const { inventory, diagnostics } = inventoryOf(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    enabled: yes\n    app: web\nstatus: {podIP: 10.0.0.1}\n',
    );
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      code: 'wrong-type',
      line: 6,
      column: 5,
      path: 'metadata.labels.enabled',
      message: 'must be a string, not the boolean true',
      hint: 'Quote it: unquoted, y, yes, on and true are booleans in YAML 1.1.',
    });
    expect([...(inventory.pod('default', 'a', '')?.labels.keys() ?? [])]).toEqual(['app']);
  });
  it('a label without a value is empty', () => {
    const { inventory, diagnostics } = inventoryOf(
      pod('a', at('10.0.0.1')).replace('shop}', 'shop, labels: {x: }}'),
    );
    expect(said(diagnostics)).toEqual([]);
    expect(inventory.pod('shop', 'a', '')?.labels.get('x')).toBe('');
  });
  it('a hundred times are shown twenty times', () => {
    const many = join(...Array.from({ length: 100 }, (_, i) => pod(`p${i}`, 'status: {podIP: x}')));
    const lines = inventoryOf(many).diagnostics.filter(({ code }) => code === 'invalid-address');
    expect(lines).toHaveLength(21);
    expect(lines[20]).toMatchObject({ severity: 'error', message: '80 more like the 20 shown' });
  });
});

describe('what is beyond the lines shown', () => {
  const many = join(...Array.from({ length: 300 }, (_, i) => pod(`p${i}`, 'status: {podIP: x}')));
  const { diagnostics } = inventoryOf(many);
  const errors = diagnostics.filter(({ code }) => code === 'invalid-address');

  it('counts for as many as it stands for', () => {
    expect(countOf(errors)).toBe(300);
    expect(() => refuseInvalid(diagnostics, {})).toThrow('300 errors in the input');
  });
  it('stands behind them, where the first of it is', () => {
    const sorted = [...errors].sort(compareDiagnostics);
    expect(sorted.at(-1)).toMatchObject({ message: '280 more like the 20 shown', line: 41 });
    expect(sorted[0]).toMatchObject({ line: 1, path: 'status.podIP' });
  });
});

describe('one mistake', () => {
  it.each([
    ['ports: [{port: 70000}]', 'invalid-port'],
    ['clusterIP: 5, ports: [{port: 80}]', 'wrong-type'],
    ['clusterIP: x, clusterIPs: [x], ports: [{port: 80}]', 'invalid-address'],
    ['clusterIP: 10.0.0.1, ports: 5', 'wrong-type'],
    ['clusterIP: 10.0.0.1, ports: [5]', 'wrong-type'],
  ])('is said once: %s', (fields, code) => {
    const { diagnostics } = inventoryOf(`cluster: {services: [{name: web, ${fields}}]}`);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    const spec = inventoryOf(`{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {${fields}}}`);
    expect(spec.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });
});
