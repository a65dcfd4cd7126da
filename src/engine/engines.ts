import { usageError } from '../diagnostics/errors.ts';
import { antrea } from '../dialects/antrea/index.ts';
import { calico } from '../dialects/calico/index.ts';
import { cilium } from '../dialects/cilium/index.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { kubernetes } from '../dialects/kubernetes/index.ts';
import { none } from '../dialects/none/index.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { suggest } from '../manifest/suggest.ts';
import { preset } from './preset.ts';

/** Every policy language that the program speaks. A new one is a folder under dialects and a line here. */
export const dialects: readonly Dialect[] = [
  kubernetes,
  cilium,
  calico,
  antrea,
  none,
  preset(
    'aws-vpc-cni',
    kubernetes,
    'aws-vpc-cni is judged as kubernetes is: see docs/engines/none.md for what may differ',
  ),
  preset(
    'weave-net',
    kubernetes,
    'weave-net is judged as kubernetes is: see docs/engines/none.md for what may differ',
  ),
];

const byDefault = kubernetes;

export interface ChosenEngine {
  readonly dialect: Dialect;
  /** What followed the `@`; empty for the newest. */
  readonly version: string;
  /** Why, where the user did not say; empty otherwise. */
  readonly why: string;
}

/** `NAME[@VERSION]`, or what the kinds of the objects suggest. */
export function chooseEngine(requested: string | undefined, manifests: readonly Manifest[]): ChosenEngine {
  if (requested === undefined) return engineFor(manifests);
  const at = requested.indexOf('@');
  const name = at < 0 ? requested : requested.slice(0, at);
  const version = at < 0 ? '' : requested.slice(at + 1);
  const dialect = dialects.find((candidate) => candidate.name === name);
  if (dialect === undefined) throw unknownEngine(name);
  if (at >= 0) checkVersion(dialect, version);
  return { dialect, version, why: '' };
}

function engineFor(manifests: readonly Manifest[]): ChosenEngine {
  const reads = (dialect: Dialect) =>
    manifests.some((manifest) => dialect.reads(manifest.apiVersion, manifest.kind));
  const other = reads(byDefault) ? undefined : dialects.find(reads);
  if (other === undefined) return { dialect: byDefault, version: '', why: '' };
  return {
    dialect: other,
    version: '',
    why: `the policies hold kinds of ${other.name}, and none of ${byDefault.name}`,
  };
}

function unknownEngine(name: string) {
  const names = dialects.map((dialect) => dialect.name);
  const close = suggest(name, names);
  return usageError('unknown-engine', `there is no engine named ${JSON.stringify(name)}`, {
    hint: `${close === undefined ? '' : `Did you mean ${close}? `}Known engines: ${names.join(', ')}.`,
  });
}

function checkVersion(dialect: Dialect, version: string): void {
  const versions = dialect.versions ?? [];
  if (versions.includes(version)) return;
  throw usageError(
    'unknown-engine-version',
    `the engine ${dialect.name} has no version ${JSON.stringify(version)}`,
    {
      hint:
        versions.length === 0
          ? `${dialect.name} has one version: leave out the @.`
          : `Known versions: ${versions.join(', ')}`,
    },
  );
}

/**
 * Values for all options of the dialect, from `key=value` settings. Flags and Helm values of one setting differ in case
 * and hyphens only, so these do not count.
 */
export function engineOptions(
  dialect: Dialect,
  settings: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  for (const [name, value] of settings) checkSetting(dialect, name, value);
  const chosen = new Map([...settings].map(([name, value]) => [folded(name), value]));
  return new Map(
    dialect.options.map((option) => [option.name, chosen.get(folded(option.name)) ?? option.default]),
  );
}

/** Those of the settings whose options the dialect has, where settings are for several of them. */
export function settingsOf(
  { options }: Dialect,
  settings: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const known = new Set(options.map(({ name }) => folded(name)));
  return new Map([...settings].filter(([name]) => known.has(folded(name))));
}

function folded(name: string): string {
  return name.replaceAll('-', '').toLowerCase();
}

function checkSetting(dialect: Dialect, name: string, value: string): void {
  const option = dialect.options.find((candidate) => folded(candidate.name) === folded(name));
  const names = dialect.options.map((candidate) => candidate.name);
  if (option === undefined) {
    throw usageError(
      'unknown-engine-option',
      `the engine ${dialect.name} has no option ${JSON.stringify(name)}`,
      { hint: `Options of ${dialect.name}: ${names.join(', ') || 'none'}.` },
    );
  }
  if (option.fault !== undefined) {
    const fault = option.fault(value);
    if (fault === undefined) return;
    throw usageError('bad-engine-option', `${name}: ${fault}`, { hint: option.summary });
  }
  if (!option.values.includes(value)) {
    throw usageError('bad-engine-option', `${name} has no value ${JSON.stringify(value)}`, {
      hint: `Values of ${name}: ${option.values.join(', ')}. ${option.summary}`,
    });
  }
}
