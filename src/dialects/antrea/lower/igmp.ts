import type { FieldPath } from '../../../diagnostics/source.ts';
import type { Direction, Rule } from '../../../ir/policy.ts';
import { toCidr } from '../../shared/cidr.ts';
import type { AntreaProtocol } from '../types.ts';
import { type Context, warn } from './context.ts';
import { igmpTraffic } from './traffic.ts';

type IgmpMatch = Pick<Rule, 'remote' | 'local' | 'traffic'>;

/** Where queries for every group go (RFC 3376 section 4.1.12). */
const allHosts = '224.0.0.1';

/** Such a report goes to 224.0.0.22, whatever its groups (RFC 3376 section 4.2.14). */
const reportOfVersion3 = 0x22;

/**
 * What a rule for IGMP matches, an alternative for each of its protocols: the type of the message, and its group by
 * the address that it goes to.
 */
export function igmpMatches(
  context: Context,
  direction: Direction,
  index: number,
  protocols: readonly AntreaProtocol[],
): readonly IgmpMatch[] {
  const path: FieldPath = ['spec', direction, index, 'protocols'];
  if (context.options.multicast === 'off') {
    warn(context, 'gate-off', path, 'multicast is off: a rule for IGMP matches nothing');
    return [{ remote: [] }];
  }
  return protocols.map(({ igmp }, at): IgmpMatch => {
    const { igmpType, groupAddress = '' } = igmp ?? {};
    const itemPath = [...path, at];
    if (groupAddress !== '' && (igmpType ?? reportOfVersion3) === reportOfVersion3 && direction === 'egress')
      groupsInside(context, itemPath);
    const address = groupAddress || (direction === 'ingress' ? allHosts : '');
    const traffic = [igmpTraffic(igmpType)];
    if (address === '') return { traffic };
    const networks = [{ cidr: toCidr(`${address}/${address.includes(':') ? 128 : 32}`), except: [] }];
    const peers = [{ networks, source: context.object.manifest.source(itemPath) }];
    return direction === 'ingress' ? { traffic, local: peers } : { traffic, remote: peers };
  });
}

/** Antrea's agent reads the groups of such a report and asks the rules for each (matchIGMPType in rule cache). */
function groupsInside(context: Context, path: FieldPath): void {
  const message =
    'an IGMPv3 report names its groups inside, where Antrea looks for the address and this program does not: such reports do not match';
  warn(context, 'igmp-report-groups', [...path, 'igmp', 'groupAddress'], message);
}
