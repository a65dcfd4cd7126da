import { describe, expect, it } from 'vitest';
import { labelFilter } from '../../../src/dialects/cilium/identity/filter.ts';
import { cilium } from '../../../src/dialects/cilium/index.ts';
import { engineOptions } from '../../../src/engine/engines.ts';
import { findings, verdict } from './judging.ts';
import { clientEgress, cnp, fromClient, knp, webIngress } from './objects.ts';

const namespaceKey = 'io.kubernetes.pod.namespace';

describe('the option labels (cilium/cilium pkg/labelsfilter)', () => {
  const kept = (text: string, ...keys: readonly string[]) => keys.filter(labelFilter(text));

  it('takes more labels out', () => {
    expect(kept('!version k8s:!build\\.', 'app', 'version', 'version2', 'build.id', 'buildid')).toEqual([
      'app',
      'buildid',
    ]);
  });

  it('is a list of all that stay as soon as it takes one in; the place of a pod stays', () => {
    const keys = ['app', 'apple', 'tier', namespaceKey, 'io.cilium.k8s.namespace.labels.team'];
    expect(kept('k8s:app', ...keys)).toEqual(['app', 'apple', namespaceKey, keys[4]]);
    expect(kept('^app$', ...keys)).toEqual(['app', namespaceKey, keys[4]]);
  });

  it('takes in what is left out only by the longer match', () => {
    expect(kept('pod-template', 'pod-template-hash')).toEqual([]);
    expect(kept('pod-template-hash', 'pod-template-hash')).toEqual([]);
    expect(kept('topology\\.kubernetes\\.io/zone', 'topology.kubernetes.io/zone')).toHaveLength(1);
  });

  it('means the start of a key, and labels of pods only', () => {
    expect(kept('!hash', 'hash-a', 'my-hash')).toEqual(['my-hash']);
    expect(kept('container:!app reserved:!app any:!app', 'app')).toEqual(['app']);
    expect(kept('container:app', 'app')).toEqual([]);
  });

  it('can take out the labels of namespaces', () => {
    const key = 'io.cilium.k8s.namespace.labels.team';
    expect(kept('!io\\.cilium\\.k8s\\.namespace\\.labels.*', key, namespaceKey)).toEqual([namespaceKey]);
  });

  it.each(['k8s:', '(', 'app (?=x)'])('refuses %j', (text) => {
    expect(() => engineOptions(cilium, new Map([['labels', text]]))).toThrow(/SOURCE/);
  });

  it.each(['', ' ', '!', 'k8s:app !version', 'app k8s:!.*hash'])('takes %j', (text) => {
    expect(engineOptions(cilium, new Map([['labels', text]])).get('labels')).toBe(text);
  });
});

describe('a label that the option takes out', () => {
  const without = { options: { labels: '!app' } };
  const policy = webIngress(`{${fromClient}}`);

  it('selects nobody, in subjects and in peers, and is warned of', () => {
    expect(verdict(policy, { from: 'other', to: 'web' })).toBe('deny');
    expect(verdict(policy, { from: 'other', to: 'web', ...without })).toBe('allow');
    const warned = findings(policy, without).filter((line) => line.includes('label-not-in-identity'));
    expect(warned).toEqual([
      'warning label-not-in-identity spec.endpointSelector',
      'warning label-not-in-identity spec.ingress[0].fromEndpoints[0]',
    ]);
    expect(findings(policy).join()).not.toContain('label-not-in-identity');
  });

  it('selects nobody in a NetworkPolicy', () => {
    const network = knp('{podSelector: {matchLabels: {app: web}}, ingress: []}');
    expect(verdict(network, { from: 'client', to: 'web' })).toBe('deny');
    expect(verdict(network, { from: 'client', to: 'web', ...without })).toBe('allow');
  });

  it('is warned of in a NetworkPolicy, in its subject and in its peers, and nowhere else', () => {
    const said = (spec: string) =>
      findings(knp(spec)).filter((line) => line.includes('label-not-in-identity'));
    const byHash = '{matchExpressions: [{key: pod-template-hash, operator: NotIn, values: [abc]}]}';
    expect(
      said(`{podSelector: ${byHash}, ingress: [{from: [{podSelector: {}}, {podSelector: ${byHash}}]}]}`),
    ).toEqual([
      'warning label-not-in-identity spec.podSelector',
      'warning label-not-in-identity spec.ingress[0].from[1]',
    ]);
    expect(
      said('{podSelector: {matchLabels: {app: web}}, egress: [{to: [{namespaceSelector: {}}]}]}'),
    ).toEqual([]);
  });

  it('is warned of where the service of toServices selects by it', () => {
    const services = clientEgress(
      '{toServices: [{k8sService: {serviceName: old}}, {k8sService: {serviceName: web}}]}',
    );
    const line = 'warning label-not-in-identity spec.egress[0].toServices[1]';
    expect(findings(services, without)).toContain(line);
    expect(findings(services).join()).not.toContain('label-not-in-identity');
    const ask = { from: 'client', to: 'web' };
    expect(verdict(services, ask)).toBe('allow');
    expect(verdict(services, { ...ask, options: { labels: '!app' } })).toBe('allow');
    const everybody = services.replace('{matchLabels: {app: client}}', '{}');
    expect(verdict(everybody, { ...ask, options: { labels: '!app' } })).toBe('deny');
  });

  it('of namespaces selects nobody either', () => {
    const options = { labels: '!io\\.cilium\\.k8s\\.namespace\\.labels.*' };
    const network = knp(
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: retail}}}]}]}',
    );
    expect(verdict(network, { from: 'client', to: 'web' })).toBe('allow');
    expect(verdict(network, { from: 'client', to: 'web', options })).toBe('deny');
  });
});

describe('a pattern that matches as much of a key as one against it', () => {
  const options = { labels: '!app\\.kubernetes\\.io .*' };

  it('does not keep the label: what leaves it out wins', () => {
    const named = cnp(
      '{endpointSelector: {matchLabels: {app: client}}, ingress: [{fromEndpoints: [{matchLabels: {app.kubernetes.io/name: web}}]}]}',
    );
    const ask = { from: 'web', to: 'client' };
    expect(verdict(named, ask)).toBe('allow');
    expect(verdict(named, { ...ask, options: { labels: '!app\\.kubernetes\\.io' } })).toBe('deny');
    expect(verdict(named, { ...ask, options })).toBe('allow');
    const hash = webIngress('{fromEndpoints: [{matchLabels: {pod-template-hash: abc}}]}');
    expect(verdict(hash, { from: 'client', to: 'web', options })).toBe('deny');
  });
});
