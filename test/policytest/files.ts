import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  loadPolicyTests,
  type PolicyTest,
  type RunOptions,
  runPolicyTest,
  type TestResult,
} from '../../src/policytest/index.ts';

/** Files under a folder that lasts as long as the test; answers the folder. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tierwall-policytest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export async function load(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<PolicyTest[]> {
  const folder = folderOf({ ...files, 'web.test.yaml': text });
  return [...(await loadPolicyTests([join(folder, 'web.test.yaml')])).tests];
}

/** The result of the only test in a text. */
export async function run(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options?: RunOptions,
): Promise<TestResult> {
  const [test] = await load(text, files);
  return runPolicyTest(test, options);
}

/** A test over a small cluster; what is given replaces the part of that name. */
export function testText(given: Readonly<Record<string, string>> = {}): string {
  const parts: Record<string, string> = {
    head: 'apiVersion: tierwall.dev/v1alpha1\nkind: PolicyTest\nmetadata: {name: web-only-from-front}',
    engine: 'engine: {name: kubernetes}',
    cluster: clusterText,
    policies: policiesText,
    probes: `probes:
  - {from: shop/front, to: shop/web, port: 8080, expect: allow}
  - {from: shop/job, to: shop/web, port: 8080, expect: deny, why: nobody lets it in}`,
    ...given,
  };
  return `${Object.values(parts).join('\n')}\n`;
}

export const clusterText = `cluster:
  namespaces: [{name: shop}]
  nodes: [{name: n1, ips: [172.18.0.11]}]
  pods:
    - {namespace: shop, name: front, labels: {app: front}, node: n1, ips: [10.10.1.10, "fd00:10:1::10"]}
    - {namespace: shop, name: web, labels: {app: web}, node: n1, ips: [10.10.1.11, "fd00:10:1::11"], ports: [{name: http, port: 8080, protocol: TCP}]}
    - {namespace: shop, name: job, labels: {app: job}, node: n1, ips: [10.10.1.12]}
  services:
    - {namespace: shop, name: web, selector: {app: web}, clusterIP: 10.96.0.20, ports: [{port: 80, targetPort: 8080, protocol: TCP}]}
  dns: [{name: api.example.org, ips: [203.0.113.10]}]`;

export const policiesText = `policies: |
  apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: web-in, namespace: shop}
  spec:
    podSelector: {matchLabels: {app: web}}
    policyTypes: [Ingress]
    ingress:
      - from: [{podSelector: {matchLabels: {app: front}}}]
        ports: [{port: 8080}]`;
