import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Direction, Peer, Rule } from '../../../ir/policy.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { diagnose } from '../../shared/read.ts';
import { type LoweredTiered, readTiered, tieredKinds } from '../../shared/upstream/tiered/index.ts';
import { isObject, itemsOf } from '../../shared/violation.ts';
import type { Context } from '../lower/context.ts';
import type { TierPolicy } from '../lower/policy.ts';
import { prefixes } from '../selector/rewrite.ts';
import type { Release } from '../versions.ts';
import { labelSelector } from './label-selector.ts';
import { inTier } from './network-policy.ts';

export interface TieredPolicies {
  readonly policies: readonly TierPolicy[];
  /** The valid objects, also of kinds that the release does not enforce: of those another diagnostic speaks. */
  readonly valid: readonly Manifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The tiered kinds of policy.networking.k8s.io as Calico converts them (libcalico-go/lib/backend/k8s/conversion). A
 * peer that it does not know spoils its rule: an Accept rule is left out, Deny and Pass become a denial of everything.
 */
export function tieredPolicies(
  manifests: readonly Manifest[],
  release: Release,
  context: Context,
): TieredPolicies {
  const { policies, diagnostics } = readTiered(manifests, context.inventory.cluster);
  const enforced = policies.filter(({ policy }) => policy.ref.kind in release.upstreamTiers);
  const converted = enforced.map((policy) => convert(policy, release, context));
  return {
    policies: converted.map(({ policy }) => policy),
    valid: policies.map(({ manifest }) => manifest),
    diagnostics: [
      ...diagnostics,
      ...converted.flatMap((each) => each.diagnostics),
      ...notEnforced(manifests, release),
    ],
  };
}

function convert(
  lowered: LoweredTiered,
  release: Release,
  context: Context,
): { readonly policy: TierPolicy; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const convertAll = (direction: Direction): readonly Rule[] =>
    lowered.rules[direction].map((rule) => {
      const peers = rawPeers(lowered.manifest, rule);
      const at = peers.findIndex(isUnsupported);
      if (at < 0) return withNetworkSets(rule, peers, context);
      const path = ['spec', direction, rule.index, direction === 'ingress' ? 'from' : 'to', at];
      diagnostics.push(...diagnose(lowered.manifest, [unsupported(path, rule)]));
      return spoiled(rule);
    });
  const { kind } = lowered.policy.ref;
  const rules = { ingress: convertAll('ingress'), egress: convertAll('egress') };
  const tier = release.upstreamTiers[kind][lowered.tier];
  const sortedKind = `Kubernetes${kind}`;
  return {
    policy: inTier({ ...lowered, rules }, tier, lowered.priority, sortedKind, sortedKind),
    diagnostics,
  };
}

function rawPeers(manifest: Manifest, { direction, index }: Rule): readonly unknown[] {
  const spec = manifest.value.spec;
  const rule = isObject(spec) ? itemsOf(spec[direction])[index] : undefined;
  return isObject(rule) ? itemsOf(rule[direction === 'ingress' ? 'from' : 'to']) : [];
}

function isUnsupported(peer: unknown): boolean {
  return isObject(peer) && ('nodes' in peer || 'domainNames' in peer);
}

function spoiled(rule: Rule): Rule {
  const { remote: _remote, traffic: _traffic, ...rest } = rule;
  return rule.action === 'accept' ? { ...rest, remote: [] } : { ...rest, action: 'deny' };
}

function unsupported(path: readonly (string | number)[], { action }: Rule) {
  const effect = action === 'accept' ? 'is left out' : 'denies everything';
  return {
    path,
    code: 'unsupported-peer',
    message: `Calico knows no peers of nodes and domainNames: the whole rule ${effect}`,
    hint: 'Write the addresses under networks, or a policy of Calico with a GlobalNetworkSet.',
    severity: 'warning' as const,
  };
}

/** A peer of whole namespaces asks nothing of pods, so network sets in them match too. */
function withNetworkSets(rule: Rule, peers: readonly unknown[], { members }: Context): Rule {
  const further = peers.flatMap((peer, at): readonly Peer[] => {
    if (!isObject(peer) || !isObject(peer.namespaces)) return [];
    const { networks } = members.of(labelSelector(peer.namespaces, prefixes.namespace));
    const source = rule.remote?.[at]?.source ?? rule.source;
    return networks.length === 0 ? [] : [{ networks, source }];
  });
  return further.length === 0 ? rule : { ...rule, remote: [...(rule.remote ?? []), ...further] };
}

/** Objects that the cluster stores and this release of Calico does not look at. */
function notEnforced(manifests: readonly Manifest[], release: Release): readonly Diagnostic[] {
  const known = Object.keys(release.upstreamTiers);
  const names = tieredKinds.map(({ kind }) => kind).filter((kind) => !known.includes(kind));
  return manifests
    .filter(
      ({ kind, apiVersion }) => names.includes(kind) && apiVersion.startsWith('policy.networking.k8s.io/'),
    )
    .flatMap((manifest) =>
      diagnose(manifest, [
        {
          path: [],
          code: 'not-enforced',
          message: `this release of Calico does not enforce ${manifest.kind}: the object has no effect`,
          hint: 'Name a release that does: AdminNetworkPolicy up to calico@3.31, ClusterNetworkPolicy from calico@3.32.',
          severity: 'warning',
        },
      ]),
    );
}
