import type { RE2JS } from 're2js';
import type { Attribute } from '../../../ir/expression.ts';
import { compileRe2 } from '../re2.ts';

/** One word of the agent's flag `labels`: `[SOURCE:][!]PATTERN`, where `!` leaves labels out. */
interface LabelPattern {
  readonly leavesOut: boolean;
  /** Characters of the key that it matches from the first one on; 0 where it does not. */
  length(key: string): number;
}

/** Is a label of a pod with this key part of its identity? */
export type LabelFilter = (key: string) => boolean;

/** The agent's own patterns, in force beside those of the user (cilium/cilium pkg/labelsfilter). */
const builtinWords = [
  'k8s:io\\.kubernetes\\.pod\\.namespace',
  'k8s:io\\.cilium\\.k8s\\.namespace\\.labels',
  'k8s:app\\.kubernetes\\.io',
  'k8s:io\\.cilium\\.k8s\\.policy\\.cluster',
  'k8s:io\\.cilium\\.k8s\\.policy\\.serviceaccount',
  '!io\\.kubernetes',
  '!kubernetes\\.io',
  '!.*beta\\.kubernetes\\.io',
  '!k8s\\.io',
  '!pod-template-generation',
  '!pod-template-hash',
  '!controller-revision-hash',
  '!controller-uid',
  '!annotation.*',
  '!etcd_node',
  '!topology\\.kubernetes\\.io',
  '!statefulset\\.kubernetes\\.io/pod-name',
  '!apps\\.kubernetes\\.io/pod-index',
  '!batch\\.kubernetes\\.io/job-completion-index',
  '!batch\\.kubernetes\\.io/controller-uid',
];
let builtin: readonly LabelPattern[] | undefined;

/** Compiled when somebody asks for the first label. */
function builtinPatterns(): readonly LabelPattern[] {
  builtin ??= patternsOf(builtinWords);
  return builtin;
}

/**
 * A label that some pattern leaves out stays where one that takes it in matches more of its key than the shortest of
 * those. Once the user takes any label in, only labels that are taken in stay.
 */
export function labelFilter(text: string): LabelFilter {
  const own = patternsOf(wordsOf(text));
  const onlyTakenIn = own.some(({ leavesOut }) => !leavesOut);
  let all: readonly LabelPattern[] | undefined;
  return (key) => {
    all ??= [...builtinPatterns(), ...own];
    const patterns = all;
    const lengths = (leavesOut: boolean) =>
      patterns
        .filter((pattern) => pattern.leavesOut === leavesOut)
        .map((pattern) => pattern.length(key))
        .filter((length) => length > 0);
    const ignored = lengths(true);
    const shortest = ignored.length === 0 ? 0 : Math.min(...ignored);
    return (!onlyTakenIn && ignored.length === 0) || Math.max(0, ...lengths(false)) > shortest;
  };
}

export const isIdentityLabel: LabelFilter = labelFilter('');

/** What is wrong with the value of the option; undefined where nothing is. */
export function labelFilterFault(text: string): string | undefined {
  const wrong = wordsOf(text).find((word) => patternOf(word) === undefined);
  return wrong && `${JSON.stringify(wrong)} is not [SOURCE:][!]PATTERN with a regular expression of RE2`;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function patternsOf(words: readonly string[]): readonly LabelPattern[] {
  return words.flatMap((word) => patternOf(word) ?? []);
}

/** Every label of a pod has the source k8s, so that a pattern of another source matches none. */
function patternOf(word: string): LabelPattern | undefined {
  const colon = word.indexOf(':');
  const rest = word.slice(colon + 1);
  const leavesOut = rest.startsWith('!');
  const isOfPods = colon <= 0 || word.slice(0, colon) === 'k8s';
  const compiled = rest === '' ? undefined : compileRe2(leavesOut ? rest.slice(1) : rest);
  if (compiled === undefined) return undefined;
  return { leavesOut, length: (key) => (isOfPods ? matchedLength(compiled, key) : 0) };
}

function matchedLength(pattern: RE2JS, key: string): number {
  const matcher = pattern.matcher(key);
  return matcher.find() && matcher.start() === 0 ? matcher.end() : 0;
}

/** The key of the label that carries an attribute of pods into their identity. */
export function identityKey(attribute: Attribute): string | undefined {
  switch (attribute.of) {
    case 'label':
      return attribute.key;
    case 'namespaceLabel':
      return `${namespaceLabelPrefix}${attribute.key}`;
    case 'namespace':
      return namespaceKey;
    case 'cluster':
      return clusterKey;
    case 'serviceAccount':
      return serviceAccountKey;
    default:
      return undefined;
  }
}

export const namespaceKey = 'io.kubernetes.pod.namespace';
export const namespaceLabelPrefix = 'io.cilium.k8s.namespace.labels.';
export const clusterKey = 'io.cilium.k8s.policy.cluster';
export const serviceAccountKey = 'io.cilium.k8s.policy.serviceaccount';
