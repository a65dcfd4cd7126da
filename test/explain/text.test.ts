import { describe, expect, it } from 'vitest';
import { formatWhyText } from '../../src/explain/index.ts';
import { painter } from '../../src/terminal/colour.ts';
import { explain, policy, text } from './world.ts';

const web = 'podSelector: {matchLabels: {app: web}}';
const fromProm = 'from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prom}}}]';
const fromFront = 'from: [{podSelector: {matchLabels: {app: front}}}]';

describe('the text', () => {
  it('has five rules of a policy: the one that matches and the closest, as they are written', () => {
    const far = Array.from({ length: 9 }, () => `{${fromProm}, ports: [{port: 1}]}`);
    const near = `{${fromFront}, ports: [{port: 9}]}`;
    const rules = [...far, near, `{${fromFront}}`, ...far];
    const lines = text([policy('p', `{${web}, ingress: [${rules}]}`)]).split('\n');
    expect(lines.filter((line) => /^ {4}[* ] rule/.test(line)).map((line) => line.slice(4, 13))).toEqual([
      '  rule 0 ',
      '  rule 1 ',
      '  rule 2 ',
      '  rule 9 ',
      '* rule 10',
    ]);
    expect(lines).toContain('      ... and 15 more, further from matching');
  });

  it('has ten policies of a stage, and the names of a few that do not select the endpoint', () => {
    const policies = Array.from({ length: 30 }, (_, index) => policy(`p${index}`, `{${web}}`));
    const others = Array.from({ length: 30 }, (_, index) =>
      policy(`q${index}`, '{podSelector: {matchLabels: {app: x}}}'),
    );
    const lines = text([...policies, ...others]).split('\n');
    expect(lines.filter((line) => line.includes('isolates it'))).toHaveLength(10);
    expect(lines).toContain('    ... and 20 more, further from matching');
    expect(lines).toContain('    and 27 more');
    expect(lines.filter((line) => line.startsWith('    do not select it:'))).toEqual([
      expect.stringMatching(
        /^ {4}do not select it: (NetworkPolicy shop\/\w+, ){4}NetworkPolicy shop\/\w+ and 55 more$/,
      ),
      expect.stringMatching(/and 25 more$/),
    ]);
  });

  it('is silent on options of the engine, but for the one that decided', () => {
    expect(text([policy('p', `{${web}}`)])).not.toContain('option');
    const own = text([policy('p', `{${web}}`)], { from: 'node:n1' });
    expect(own).toContain('  decided at ingress by the engine option local-node=allow: accept\n');
    expect(own).toContain('    * the engine option local-node=allow accept: matches\n');
    const { steps } = explain([policy('p', `{${web}}`)]).ingress;
    expect(steps[0].policies.map(({ name }) => name)).toEqual(['neighbor-discovery', 'self']);
  });

  it('warns of an end without an address', () => {
    expect(text([], { from: 'ops/unborn' })).toContain('  note: ops/unborn has no address yet');
    expect(explain([], { from: 'ops/unborn' }).connection.addressUnknown).toEqual(['from']);
  });

  it('gives a command that shows the rule, which a shell takes as it is', () => {
    const report = explain([policy('p', `{${web}}`)]);
    expect(formatWhyText(report)).toContain('  see it: less +1 policies.yaml\n');
    const inFile = (file: string) => {
      const decidedBy = JSON.parse(JSON.stringify(report.decidedBy).replaceAll('policies.yaml', file));
      return /see it: (.*)/.exec(formatWhyText({ ...report, decidedBy }))?.[1];
    };
    expect(inFile('a folder/p.yaml')).toBe("less +1 'a folder/p.yaml'");
    expect(inFile("it's.yaml")).toBe("less +1 'it'\\''s.yaml'");
    expect(inFile('-n.yaml')).toBe('less +1 ./-n.yaml');
    expect(inFile('<stdin>')).toBe(undefined);
  });

  it('is coloured and escaped', () => {
    const report = explain([policy('p', `{${web}}`)]);
    const { connection } = report;
    const hostile = { ...report, connection: { ...connection, from: 'shop/\x1b[2J' } };
    expect(formatWhyText(hostile)).not.toContain('\x1b');
    expect(formatWhyText(report, painter(1))).toContain('\x1b[31mdeny\x1b[39m');
  });
});

describe('the report', () => {
  it('has the shape of tierwall.why/v1', () => {
    const report = explain([policy('p', `{${web}, ingress: [{${fromFront}, ports: [{port: 9}]}]}`)]);
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      schema: 'tierwall.why/v1',
      verdict: 'deny',
      reason: 'default-deny',
      decidedBy: { direction: 'ingress', implicit: 'deny', isolatedBy: [{ name: 'p', line: 1 }] },
      egress: { verdict: 'allow', endpoint: 'shop/front', decidedBy: { implicit: 'allow' } },
      ingress: {
        verdict: 'deny',
        endpoint: 'shop/web-0',
        steps: [
          { tier: 'Exempt' },
          { tier: 'Admin', outcome: 'no-policy' },
          {
            tier: 'NetworkPolicy',
            outcome: 'deny',
            isolatedBy: [{ name: 'p' }],
            policies: [
              { kind: 'EngineOption' },
              {
                name: 'p',
                selected: true,
                governs: true,
                rules: [{ index: 0, action: 'accept', outcome: 'port', failsOn: ['port'] }],
              },
            ],
          },
          { tier: 'Baseline', outcome: 'skipped' },
        ],
        decidedBy: { implicit: 'deny' },
      },
    });
  });
});
