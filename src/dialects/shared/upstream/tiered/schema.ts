import { labelKey } from '../../../../manifest/names.ts';
import { cidrRule } from '../../cidr.ts';
import { domainNameRule } from '../../domain-name.ts';
import {
  anything,
  list,
  object,
  oneOf,
  openObject,
  type Properties,
  type Schema,
  text,
} from '../../schema.ts';
import { customSelector, selectorSchema } from '../../selector.ts';
import { isObject, type Rule } from '../../violation.ts';
import { domainNamesRule, exactlyOne, failClosedRule, namedPortRule } from './rules.ts';
import type { Shape, Vocabulary } from './vocabulary.ts';

/** What differs between the tiered kinds in the schema of their rules. */
export interface RuleForm {
  readonly vocabulary: Vocabulary;
  readonly actions: readonly string[];
  /** Limit of the rule lists, and of the peers and ports of a rule. */
  readonly maxItems: number;
  /** Schema of an item of `protocols` or `ports`. */
  readonly item: Schema;
  /** Which of the two selectors of a `pods` selection must be there. */
  readonly requiredSelectors: readonly ('namespaceSelector' | 'podSelector')[];
}

type RequiredSelectors = RuleForm['requiredSelectors'];

/** NamespacedPod. Fields of older versions are let through to where rules fail closed. */
function namespacedPod(required: RequiredSelectors, removed: readonly string[]): Schema {
  const former = Object.fromEntries(removed.map((name) => [name, anything]));
  const fields = { namespaceSelector: customSelector, podSelector: customSelector, ...former };
  return object(fields, { rule: requiredUnlessFormer(required, removed) });
}

function requiredUnlessFormer(required: RequiredSelectors, removed: readonly string[]): Rule {
  return (value, report) => {
    if (!isObject(value) || removed.some((name) => name in value)) return;
    for (const name of required.filter((field) => !(field in value))) {
      const message = `Required value: ${JSON.stringify(name)} must be set`;
      report({ path: [name], code: 'missing-field', message, hint: `For all write ${name}: {}` });
    }
  };
}

export function subjectSchema(required: RequiredSelectors): Schema {
  const fields = { namespaces: customSelector, pods: namespacedPod(required, []) };
  return object(fields, { rule: exactlyOne(Object.keys(fields), 'closed') });
}

/** All peers that some version knows; which of them this kind knows is the vocabulary's say. */
function peerSchema(shape: Shape, required: RequiredSelectors): Schema {
  const removed = (name: string) => shape.fields[name]?.removed ?? [];
  const fields: Properties = {
    namespaces: selectorSchema(removed('namespaces'), labelKey, 'anything'),
    pods: namespacedPod(required, removed('pods')),
    nodes: customSelector,
    networks: list(text({ max: 43, rule: cidrRule('custom') }), { min: 1, max: 25, unique: true }),
    domainNames: list(text({ rule: domainNameRule }), { min: 1, max: 25, unique: true }),
  };
  const known = Object.keys(shape.fields);
  const properties = Object.fromEntries(Object.entries(fields).filter(([name]) => known.includes(name)));
  return openObject(properties, exactlyOne(known, 'open'));
}

export function rulesSchema(peers: 'from' | 'to', form: RuleForm): Schema {
  const { vocabulary, actions, maxItems, item, requiredSelectors } = form;
  const peer = peerSchema(vocabulary.peers[peers], requiredSelectors);
  const several = { min: 1, max: maxItems };
  const rule = object(
    {
      name: text({ max: 100 }),
      action: oneOf(...actions),
      [peers]: list(peer, several),
      [vocabulary.items.field]: list(item, several),
    },
    {
      required: ['action', peers],
      rule: [failClosedRule(peers, vocabulary), namedPortRule(vocabulary), domainNamesRule],
    },
  );
  return list(rule, { max: maxItems });
}
