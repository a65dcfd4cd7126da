import { describe, expect, it } from 'vitest';
import { findings, sound, verdict } from './judging.ts';
import { policy } from './objects.ts';

const off = { 'stretched-network-policy': 'off' };

describe('scope: ClusterSet', () => {
  const fromWeb = policy({
    ingress:
      '{action: Drop, from: [{scope: ClusterSet, namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}',
  });

  it('of a peer selects in this cluster, and says whom it leaves out (toAntreaPeerForCRD)', () => {
    const warning = ['warning cluster-set-scope spec.ingress[0].from[0].scope'];
    for (const settings of [{}, off]) {
      expect(findings(fromWeb, settings)).toEqual(warning);
      const set = sound(fromWeb, settings);
      const from = (pod: string) => verdict(set, { from: pod, to: 'red/db' });
      expect(['blue/web', 'blue/db', '203.0.113.7'].map(from)).toEqual(['deny', 'allow', 'allow']);
    }
  });

  const toService = (name: string) =>
    policy({ egress: `{action: Drop, toServices: [{name: ${name}, namespace: red, scope: ClusterSet}]}` });

  it('of a Service is the import of that name, never the Service of this cluster (svcRefToPeerForCRD)', () => {
    const ask = (text: string, settings?: Record<string, string>) =>
      verdict(sound(text, settings), { from: 'blue/db', to: 'red/web', via: 'red/web' });
    expect(ask(toService('web'))).toBe('allow');
    expect(findings(toService('web'))).toEqual([
      'warning cluster-set-scope spec.egress[0].toServices[0].scope',
    ]);
    const imported = toService('shared');
    const probe = { from: 'blue/db', to: 'red/db', traffic: 'TCP/80', via: 'red/antrea-mc-shared' };
    expect(findings(imported)).toEqual([]);
    expect(verdict(sound(imported), probe)).toBe('deny');
    expect(verdict(sound(imported, off), probe)).toBe('allow');
    expect(findings(imported, off)).toEqual(['warning cluster-set-scope spec.egress[0].toServices[0].scope']);
  });
});
