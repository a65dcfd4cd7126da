import type { FieldPath } from '../../../diagnostics/source.ts';
import { didYouMean } from '../../../manifest/suggest.ts';
import type { Members } from '../groups.ts';
import { type Context, warn } from './context.ts';

/** The members of the group that a policy names; a name without a group stands for nobody. */
export function namedGroup(context: Context, name: string, path: FieldPath): Members {
  const { groups, object } = context;
  if (groups.find(object.namespace, name) === undefined) {
    const kind = object.namespace === '' ? 'ClusterGroup' : 'Group';
    const message = `there is no ${kind} ${JSON.stringify(name)}: nobody is a member of it`;
    warn(context, 'unknown-group', path, message, didYouMean(name, groups.names(object.namespace)));
  }
  return groups.members(object.namespace, name);
}
