import { or } from '../../ir/expression.ts';
import type { Forwarding, PolicySet, Stage } from '../../ir/policy.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { datapathStage } from './datapath.ts';
import { failsafeStage, localPods } from './host-stages.ts';
import type { Context } from './lower/context.ts';
import { wholeHosts } from './lower/hosts.ts';
import type { TierPolicy } from './lower/policy.ts';
import { sortPolicies } from './order.ts';
import { profileStage } from './profiles.ts';
import { linked, type Row, tierStages } from './stages.ts';
import type { ProfileSpec } from './types.ts';
import type { Release, Tier } from './versions.ts';

/** All but the policies, which differ between what is in force and what is pending. */
export interface World {
  readonly context: Context;
  readonly release: Release;
  readonly tiers: readonly Tier[];
  readonly profiles: readonly PolicyObject<ProfileSpec>[];
}

/** Which hosts a row of stages is for. */
type HostRow = Omit<Row, 'hook' | 'only'>;

/** Pods and hosts walk the same tiers; what concerns hosts alone stands around them. */
export function policySet(unsorted: readonly TierPolicy[], world: World): PolicySet {
  const { context, release, tiers, profiles } = world;
  const policies = sortPolicies(unsorted, release);
  const { cluster } = context.inventory;
  const row = hostRow(cluster);
  const hasHosts = context.protectedNodes.length > 0;
  const stages = linked([
    datapathStage(context.options, cluster, hasHosts ? [localPods(context)] : []),
    ...(hasHosts ? [...failsafeStage(context, 'accept'), ...earlyStages(tiers, policies, row)] : []),
    ...tierStages(tiers, policies, {
      ...row,
      hook: 'normal',
      subject: ({ pods, hosts }) => or(pods, wholeHosts(hosts, cluster)),
    }),
    ...profileStage(context, profiles),
  ]);
  const forwarding = forwardingOf(policies, world);
  return { engine: 'calico', stages, otherwise: 'accept', ...(forwarding !== undefined && { forwarding }) };
}

function hostRow(cluster: string): HostRow {
  return {
    cluster,
    subject: ({ hosts }) => wholeHosts(hosts, cluster),
    interfaces: ({ hosts }) => hosts,
  };
}

/** Before connection tracking, then before address translation. Nothing ends there but by a rule. */
function earlyStages(
  tiers: readonly Tier[],
  policies: readonly TierPolicy[],
  row: HostRow,
): readonly Stage[] {
  return beforeTranslation([
    ...tierStages(tiers, policies, { ...row, hook: 'untracked' }),
    ...tierStages(tiers, policies, { ...row, hook: 'pre-dnat' }),
  ]);
}

/** In the tables raw and mangle a packet still has the address that the client sent it to. */
function beforeTranslation(stages: readonly Stage[]): readonly Stage[] {
  return stages.map((stage) => ({ ...stage, beforeTranslation: true }));
}

/**
 * Connections that a host forwards: failsafe ports spare them the early stages, and of the others only policies with
 * applyOnForward are asked. Without any they pass, and no profile is asked.
 */
function forwardingOf(policies: readonly TierPolicy[], { context, tiers }: World): Forwarding | undefined {
  const row = hostRow(context.inventory.cluster);
  const early = earlyStages(tiers, policies, row);
  const late = tierStages(tiers, policies, {
    ...row,
    hook: 'normal',
    only: ({ onForward }) => onForward,
  });
  if (early.length + late.length === 0) return undefined;
  const failsafe = early.length === 0 ? [] : beforeTranslation(failsafeStage(context, 'pass'));
  const stages = linked([...failsafe, ...early, ...late]).map((stage) =>
    stage.name === 'Failsafe' ? { ...stage, passTo: late[0]?.name ?? 'end' } : stage,
  );
  const nodes = new Map(context.protectedNodes.map(({ node }) => [node.name, node]));
  return { engine: 'calico', stages, otherwise: 'accept', nodes };
}
