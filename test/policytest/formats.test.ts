import { describe, expect, it } from 'vitest';
import {
  formatTestJson,
  formatTestJunit,
  formatTestTap,
  formatTestText,
  type ProbeResult,
  summarize,
  type TestResult,
  testExitCode,
} from '../../src/policytest/index.ts';
import { painter } from '../../src/terminal/colour.ts';

const file = 'web.test.yaml';
const place = (line: number) => ({ file, line, column: 1 });

const good: ProbeResult = {
  index: 0,
  title: 'shop/front -> shop/web TCP 8080',
  expect: 'allow',
  verdict: 'allow',
  passed: true,
  decidedBy: { implicit: 'allow' },
  decider: 'no policy',
  why: '',
  place: place(30),
};
const bad: ProbeResult = {
  ...good,
  index: 1,
  title: 'shop/job -> shop/web TCP 8080',
  verdict: 'deny',
  passed: false,
  decidedBy: {
    direction: 'ingress',
    tier: 'NetworkPolicy',
    implicit: 'deny',
    isolatedBy: [
      { tier: 'NetworkPolicy', kind: 'NetworkPolicy', namespace: 'shop', name: 'web-in', file, line: 18 },
    ],
  },
  decider: 'default deny, ingress isolated by NetworkPolicy shop/web-in',
  why: 'the job needs <it> & "more"',
  place: place(31),
};
const passed: TestResult = {
  name: 'one',
  place: place(1),
  status: 'passed',
  diagnostics: [],
  probes: [good],
};
const failed: TestResult = { ...passed, name: 'two', status: 'failed', probes: [good, bad] };
const broken: TestResult = {
  ...passed,
  name: 'three # SKIP \x1b[2J',
  status: 'error',
  diagnostics: [
    {
      severity: 'error',
      code: 'unknown-pod',
      message: 'there is no pod "shop/wub"',
      ...place(40),
      path: 'probes[0].to',
      hint: 'Did you mean "shop/web"?',
    },
  ],
  probes: [{ ...good, verdict: null, passed: false, decidedBy: null, decider: '' }],
};
const all = [passed, failed, broken];

describe('the exit code', () => {
  it.each([
    [[passed], 0],
    [[passed, failed], 1],
    [[passed, broken], 1],
    [[], 3],
  ])('of %j', (results, code) => {
    expect(testExitCode(summarize(results))).toBe(code);
  });
});

describe('text', () => {
  it('has a line per test, and the reasons under those that did not pass', () => {
    expect(formatTestText(all)).toBe(`pass  one  (1 probe)
FAIL  two  web.test.yaml:1
      probe 1: shop/job -> shop/web TCP 8080  web.test.yaml:31
        expected allow, got deny
        by default deny, ingress isolated by NetworkPolicy shop/web-in
           web.test.yaml:18
        why: the job needs <it> & "more"

ERROR three # SKIP \\x1b[2J  web.test.yaml:1
      web.test.yaml:40:1: error: probes[0].to: there is no pod "shop/wub" [unknown-pod]
        Did you mean "shop/web"?

3 tests, 4 probes: 1 passed, 1 failed, 1 with errors
`);
  });

  it('colours verdicts', () => {
    expect(formatTestText([failed], painter(1))).toContain('got \x1b[31mdeny\x1b[39m');
  });
});

describe('JSON', () => {
  it('has the shape of tierwall.test/v1', () => {
    const report = JSON.parse(formatTestJson(all));
    expect(report).toMatchObject({
      schema: 'tierwall.test/v1',
      summary: { tests: 3, probes: 4, passed: 1, failed: 1, errors: 1 },
      tests: [
        { name: 'one', file, status: 'passed', diagnostics: [] },
        { name: 'two', status: 'failed' },
        {
          status: 'error',
          diagnostics: [{ severity: 'error', code: 'unknown-pod', file, line: 40, column: 1 }],
        },
      ],
    });
    expect(report.tests[1].probes[1]).toEqual({
      index: 1,
      title: bad.title,
      expect: 'allow',
      verdict: 'deny',
      passed: false,
      decidedBy: bad.decidedBy,
      why: bad.why,
      line: 31,
    });
  });

  it('is whole without a test', () => {
    expect(JSON.parse(formatTestJson([]))).toMatchObject({ summary: { tests: 0 }, tests: [] });
  });
});

describe('JUnit', () => {
  const xml = formatTestJunit([...all, { ...passed, place: { ...place(1), file: 'b.yaml' } }]);

  it('has a suite per file and a case per probe, with the sums', () => {
    expect(xml).toContain('<testsuites name="tierwall" tests="5" failures="1" errors="1" skipped="0">');
    expect(xml).toContain('<testsuite name="web.test.yaml" tests="4" failures="1" errors="1" skipped="0">');
    expect(xml).toContain('<testsuite name="b.yaml" tests="1" failures="0" errors="0" skipped="0">');
    expect(xml).toContain(
      '<testcase classname="one" name="0: shop/front -&gt; shop/web TCP 8080" file="web.test.yaml" line="30"/>',
    );
  });

  it('gives the reasons, escaped', () => {
    expect(xml).toContain('<failure message="expected allow, got deny">decided by: default deny');
    expect(xml).toContain('why: the job needs &lt;it&gt; &amp; &quot;more&quot;</failure>');
    expect(xml).toContain('<error message="there is no pod &quot;shop/wub&quot;">');
    expect(xml).not.toContain('\x1b');
  });

  it('has no times, so that the same tests give the same bytes', () => {
    expect(xml).not.toMatch(/time/);
  });
});

describe('TAP', () => {
  const lines = formatTestTap(all).split('\n');

  it('has a plan and a point per probe', () => {
    expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..4']);
    expect(lines.filter((line) => /^(not )?ok /.test(line))).toEqual([
      'ok 1 - one: 0: shop/front -> shop/web TCP 8080',
      'ok 2 - two: 0: shop/front -> shop/web TCP 8080',
      'not ok 3 - two: 1: shop/job -> shop/web TCP 8080',
      'not ok 4 - three \\# SKIP \\\\x1b[2J: the test itself',
    ]);
  });

  it('gives the reasons in YAML', () => {
    const at = lines.indexOf("  message: 'expected allow, got deny'");
    expect(lines.slice(at - 1, at + 11)).toEqual([
      '  ---',
      "  message: 'expected allow, got deny'",
      '  severity: fail',
      '  at:',
      "    file: 'web.test.yaml'",
      '    line: 31',
      '  details: |',
      '    decided by: default deny, ingress isolated by NetworkPolicy shop/web-in',
      '    at: web.test.yaml:18',
      '    probe: web.test.yaml:31',
      '    why: the job needs <it> & "more"',
      '  ...',
    ]);
  });
});
