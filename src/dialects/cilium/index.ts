import type { Stage } from '../../ir/policy.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Dialect, Lowered, LoweringInput } from '../dialect.ts';
import { choose, optionsOf } from '../shared/choices.ts';
import type { Kind } from '../shared/kind.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { networkPolicy } from '../shared/upstream/network-policy/index.ts';
import type { LoweredTiered } from '../shared/upstream/tiered/index.ts';
import { tieredKinds } from '../shared/upstream/tiered/index.ts';
import { reportAbsent } from './absent.ts';
import { kindConflicts } from './conflicts.ts';
import { type Context, createContext, isLocalClusterOnly } from './context.ts';
import { droppedInUpstream } from './identity/dropped.ts';
import { labelFilter } from './identity/filter.ts';
import { lintSelections, withoutEffect } from './lint.ts';
import { isHostPolicy, lowerRuleSpec, type RuleSpec, requirementsIn, ruleSpecs } from './lower/policy.ts';
import { choices, labelsOption, nameKeeping, nameOptions } from './options.ts';
import { readCilium } from './read.ts';
import type { Reading } from './reading.ts';
import { releaseOf, versions } from './release.ts';
import { cidrGroup, policyKinds } from './schema/kinds.ts';
import { audited } from './stages/audit.ts';
import { defaultStage, isolation } from './stages/default.ts';
import { exemptStage } from './stages/exempt.ts';
import { normalStage } from './stages/normal.ts';
import { tierStage } from './stages/tiers.ts';
import { asCiliumReads } from './upstream/adapt.ts';
import { hasDomainNames, withQueries } from './upstream/domain-names.ts';
import { readUpstream, type Upstream } from './upstream/read.ts';

const kinds = (version: string): readonly Kind<unknown>[] => [
  ...policyKinds(readingOf(version, new Map())),
  cidrGroup,
  networkPolicy,
  ...tieredKinds,
];

function readingOf(version: string, settings: ReadonlyMap<string, string>): Reading {
  const labels = settings.get(labelsOption.name) ?? labelsOption.default;
  const options = choose(choices, settings);
  return { release: releaseOf(version), options, labels, isInIdentity: labelFilter(labels) };
}

/** The policies of Cilium, and those of Kubernetes as Cilium reads them. */
export const cilium: Dialect = {
  name: 'cilium',
  versions,
  options: [...optionsOf(choices), labelsOption, ...Object.values(nameOptions)],
  // Only replies are exempt: every other packet is looked up again (cilium/cilium PR 2700).
  liveConnections: 'recheck',
  kinds,
  reads: (apiVersion, kind) => kinds('').some((candidate) => isOfKind(candidate, apiVersion, kind)),
  lower,
};

function lower({ manifests, inventory, resources, options: settings, version }: LoweringInput): Lowered {
  const reading = readingOf(version, settings);
  const objects = readCilium(manifests, resources, reading);
  const upstream = readUpstream(manifests, reading, inventory.cluster, isLocalClusterOnly(reading));
  const specs = objects.policies.flatMap(ruleSpecs);
  const context = createContext(reading, inventory, objects.groups, learnsNames(specs, upstream));
  const { normal, tiered } = lowerAll(specs, upstream, context);
  return {
    set: {
      engine: 'cilium',
      stages: stages(normal, tiered, context),
      otherwise: 'accept',
      names: nameKeeping(settings),
    },
    diagnostics: [
      ...objects.diagnostics,
      ...reportAbsent(manifests, objects, reading),
      ...upstream.diagnostics,
      ...withoutEffect(specs, context),
      ...droppedInUpstream([...upstream.network, ...upstream.tiered], context),
      ...kindConflicts(normal, context),
      ...lintSelections([...normal, ...tiered], context),
    ],
  };
}

/** Addresses of names are learned from queries that some DNS rule lets the proxy see. */
function learnsNames(specs: readonly RuleSpec[], { tiered }: Upstream): boolean {
  const items = specs.flatMap(({ spec }) => spec.egress ?? []).flatMap(({ toPorts = [] }) => toPorts);
  return items.some(({ rules }) => (rules?.dns ?? []).length > 0) || hasDomainNames(tiered);
}

interface LoweredAll {
  readonly normal: readonly LoweredPolicy[];
  readonly tiered: readonly LoweredTiered[];
}

function lowerAll(specs: readonly RuleSpec[], upstream: Upstream, context: Context): LoweredAll {
  const enforced = specs.filter((spec) => !isHostPolicy(spec) || context.options.hostFirewall === 'true');
  const requirements = requirementsIn(enforced, context);
  const own = enforced.map((spec) => lowerRuleSpec(spec, context, requirements));
  const network = upstream.network.map((policy) => asCiliumReads(policy, context, 'Normal'));
  const tiered = upstream.tiered.map((policy) =>
    withQueries(asCiliumReads(policy, context, policy.tier), context.cluster),
  );
  return { normal: [...network, ...own], tiered };
}

function stages(
  normal: readonly LoweredPolicy[],
  tiered: readonly LoweredTiered[],
  context: Context,
): readonly Stage[] {
  if (context.options.policyEnforcementMode === 'never') return [];
  const inForce = [
    exemptStage(context),
    tierStage(tiered, 'Admin'),
    normalStage(normal, isolation(normal, context), context),
    tierStage(tiered, 'Baseline'),
    defaultStage(normal, context),
  ];
  return context.options.policyAuditMode === 'true' ? inForce.map(audited) : inForce;
}
