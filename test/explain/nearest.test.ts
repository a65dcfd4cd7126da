import { describe, expect, it } from 'vitest';
import { explain, policy, text } from './world.ts';

const web = 'podSelector: {matchLabels: {app: web}}';
const fromFront = 'from: [{podSelector: {matchLabels: {app: front}}}]';
const fromProm = 'from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prom}}}]';

/** The rules that came nearest at the destination, and what kept each from matching. */
function nearest(rules: string): string[] {
  const { ingress } = explain([policy('p', `{${web}, ingress: [${rules}]}`)]);
  return ingress.nearest.map(({ rule, failsOn }) => `${rule.index}: ${failsOn.join(' ')}`);
}

describe('the nearest miss', () => {
  it.each([
    ['a port', `{${fromFront}, ports: [{port: 9090}]}`, ['0: port']],
    ['a port name', `{${fromFront}, ports: [{port: metrics}]}`, ['0: port']],
    ['a protocol', `{${fromFront}, ports: [{port: 8080, protocol: UDP}]}`, ['0: protocol']],
    ['a peer', `{${fromProm}, ports: [{port: 8080}]}`, ['0: remote']],
    ['a peer and a port', `{${fromProm}, ports: [{port: 9090}]}`, ['0: remote port']],
  ])('is known by what it fails on: %s', (_what, rule, expected) => {
    expect(nearest(rule)).toEqual(expected);
  });

  it('is the rule that fails on least: one part before two, a port before a peer', () => {
    const rules = [
      `{${fromProm}, ports: [{port: 9090}]}`,
      `{${fromProm}}`,
      `{${fromFront}, ports: [{port: 9090}]}`,
    ];
    expect(nearest(rules.join())).toEqual(['2: port', '1: remote']);
  });

  it('is one of few, however many there are', () => {
    const ports = Array.from({ length: 40 }, (_, index) => `{${fromFront}, ports: [{port: ${index + 1}}]}`);
    expect(nearest(ports.join())).toEqual(['0: port', '1: port', '2: port']);
    const far = Array.from({ length: 40 }, (_, index) => `{${fromProm}, ports: [{port: ${index + 1}}]}`);
    expect(nearest(far.join())).toEqual(['0: remote port']);
  });

  it('is none where the policies have no rules, nor where a rule or nobody decided', () => {
    expect(nearest('')).toEqual([]);
    expect(text([policy('p', `{${web}}`)])).toContain('no rule comes near');
    const open = explain([policy('p', `{${web}, ingress: [{}, {${fromProm}}]}`)]);
    expect(open.ingress).toMatchObject({ verdict: 'allow', nearest: [] });
  });

  it('says what the rule wants and what the connection is', () => {
    const { ingress } = explain([
      policy('p', `{${web}, ingress: [{${fromProm}, ports: [{port: metrics}]}]}`),
    ]);
    expect(ingress.nearest).toMatchObject([
      {
        kind: 'NetworkPolicy',
        name: 'p',
        file: 'policies.yaml',
        wants: 'from pods and label:app=prom, TCP port "metrics"',
        is: [
          'from 10.0.0.1, shop/front with label:app=front namespaceLabel:team=retail',
          'TCP port 8080',
          'shop/web-0 has no port "metrics"',
        ],
      },
    ]);
  });

  it('says what a port name stands for', () => {
    const rules = `{${fromFront}, ports: [{port: http}]}`;
    const { ingress } = explain([policy('p', `{${web}, ingress: [${rules}]}`)], { port: 80 });
    expect(ingress.nearest[0].is).toEqual(['TCP port 80', '"http" of shop/web-0 is TCP port 8080']);
  });

  it('is given for each end that denies', () => {
    const report = explain([
      policy('in', `{${web}, ingress: [{${fromProm}}]}`),
      policy(
        'out',
        '{podSelector: {matchLabels: {app: front}}, policyTypes: [Egress], egress: [{ports: [{port: 1}]}]}',
      ),
    ]);
    expect(report.egress.nearest.map(({ name }) => name)).toEqual(['out']);
    expect(report.ingress.nearest.map(({ name }) => name)).toEqual(['in']);
  });
});
