import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Expression } from '../../ir/expression.ts';
import type { Peer, Rule } from '../../ir/policy.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { conjuncts } from '../shared/candidates.ts';
import type { Kind } from '../shared/kind.ts';
import { lint } from '../shared/lint/index.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { placeOf } from '../shared/place.ts';
import { sections } from './api.ts';
import type { Context } from './context.ts';
import { droppedByServices } from './identity/dropped.ts';
import { isHostPolicy, type RuleSpec } from './lower/policy.ts';

type Place = readonly (string | number)[];

function warning(manifest: Manifest, path: Place, code: string, message: string, hint: string): Diagnostic {
  return { severity: 'warning', code, message, ...placeOf(manifest.source(path)), hint };
}

/** Rules that are valid and have no effect, or another than they seem to have. */
export function withoutEffect(specs: readonly RuleSpec[], context: Context): readonly Diagnostic[] {
  return specs.flatMap((ruleSpec) => [
    ...hostPolicy(ruleSpec, context),
    ...unlearnedNames(ruleSpec, context),
    ...missingGroups(ruleSpec, context),
    ...droppedByServices(ruleSpec, context),
  ]);
}

function hostPolicy(ruleSpec: RuleSpec, { options }: Context): readonly Diagnostic[] {
  if (!isHostPolicy(ruleSpec) || options.hostFirewall === 'true') return [];
  const message = 'policies for nodes are not enforced: the host firewall is off';
  const path = [...ruleSpec.path, 'nodeSelector'];
  return [
    warning(ruleSpec.object.manifest, path, 'host-firewall-off', message, 'set the option hostFirewall=true'),
  ];
}

function unlearnedNames({ object, spec, path }: RuleSpec, { learnsNames }: Context): readonly Diagnostic[] {
  if (learnsNames) return [];
  const message =
    'no rule lets DNS queries be seen, so that no address of a name is ever learned: nothing matches';
  const hint = 'allow port 53 of the DNS server with rules: {dns: [{matchPattern: "*"}]}';
  return (spec.egress ?? []).flatMap(({ toFQDNs = [] }, index) =>
    toFQDNs.length === 0
      ? []
      : [warning(object.manifest, [...path, 'egress', index, 'toFQDNs'], 'names-not-learned', message, hint)],
  );
}

function missingGroups({ object, spec, path }: RuleSpec, { groups }: Context): readonly Diagnostic[] {
  return sections.flatMap((section) =>
    (spec[section] ?? []).flatMap((item, index) => {
      const field = section.startsWith('ingress') ? 'fromCIDRSet' : 'toCIDRSet';
      return (item[field] ?? []).flatMap(({ cidrGroupRef = '' }, at) => {
        if (cidrGroupRef === '' || groups.some(({ name }) => name === cidrGroupRef)) return [];
        const effect = section.endsWith('Deny')
          ? 'the denial denies nobody'
          : 'the peer matches nobody, and the policy isolates all the same';
        const message = `there is no CiliumCIDRGroup ${JSON.stringify(cidrGroupRef)}: ${effect}`;
        const place = [...path, section, index, field, at, 'cidrGroupRef'];
        return [warning(object.manifest, place, 'unknown-cidr-group', message, 'add the group to the input')];
      });
    }),
  );
}

/** Objects of kinds that this release, or its settings, do not enforce. */
export function notEnforced(
  manifests: readonly Manifest[],
  kinds: readonly Kind<unknown>[],
  why: string,
): readonly Diagnostic[] {
  return manifests
    .filter(({ apiVersion, kind }) => kinds.some((known) => isOfKind(known, apiVersion, kind)))
    .map((manifest) => warning(manifest, ['kind'], 'not-enforced', `${manifest.kind} is not enforced`, why));
}

/** The selections that nobody satisfies, as far as they are about pods of the local cluster. */
export function lintSelections(
  policies: readonly LoweredPolicy[],
  { inventory }: Context,
): readonly Diagnostic[] {
  const { cluster } = inventory;
  const judged = policies.map((lowered) => {
    const rules = (list: readonly Rule[]) => list.map((rule) => withLintedPeers(rule, cluster));
    const { ingress, egress } = lowered.rules;
    return { ...lowered, rules: { ingress: rules(ingress), egress: rules(egress) } };
  });
  return lint(judged, inventory);
}

function withLintedPeers(rule: Rule, cluster: string): Rule {
  if (rule.remote === undefined) return rule;
  return { ...rule, remote: rule.remote.filter((peer) => isOfLocalPods(peer, cluster)) };
}

function isOfLocalPods({ entity }: Peer, cluster: string): boolean {
  const terms: readonly Expression[] = entity === undefined ? [] : conjuncts(entity);
  const ofPods = terms.some((term) => term.op === 'kind' && term.kinds.includes('pod'));
  const elsewhere = terms.some(
    (term) => term.op === 'in' && term.attribute.of === 'cluster' && !term.values.includes(cluster),
  );
  return ofPods && !elsewhere;
}
