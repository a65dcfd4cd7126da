import { builtinSource } from '../../../diagnostics/source.ts';
import { and, or } from '../../../ir/expression.ts';
import { directions, type Stage, type TrafficMatch } from '../../../ir/policy.ts';
import { Protocol } from '../../../net/protocol.ts';
import { type BuiltinRule, builtinPolicy } from '../../shared/builtin.ts';
import { rulesOf } from '../../shared/lowered.ts';
import type { Context } from '../context.ts';
import { hosts, ofCluster, pods } from '../identity/places.ts';

const tier = 'Exempt';

/** ICMP type 3 code 4: without it paths with a smaller MTU fail in silence. */
const fragmentationNeeded: readonly TrafficMatch[] = [
  { protocols: [Protocol.icmp], icmp: { type: 3, code: 4 } },
];

/** Router and neighbour solicitation and advertisement, and redirect: handled before the policy is looked up. */
const neighborDiscovery: readonly TrafficMatch[] = [133, 134, 135, 136, 137].map((type) => ({
  protocols: [Protocol.icmpv6],
  icmp: { type },
}));

/** What no policy is asked about. */
export function exemptStage({ options, cluster }: Context): Stage {
  const subject = and(ofCluster(cluster), or(pods, hosts));
  const itself = { entity: { op: 'isSubject' } as const, source: builtinSource('datapath:self') };
  const discovery = both({ traffic: neighborDiscovery });
  const policies = [
    builtinPolicy(tier, { kind: 'Datapath', name: 'neighborDiscovery', value: 'allow' }, subject, discovery),
    builtinPolicy(
      tier,
      { kind: 'Datapath', name: 'self', value: 'allow' },
      subject,
      both({ remote: [itself] }),
    ),
    ...(options.allowICMPFragNeeded === 'true'
      ? [
          builtinPolicy(
            tier,
            { name: 'allowICMPFragNeeded', value: 'true' },
            subject,
            both({ traffic: fragmentationNeeded }),
          ),
        ]
      : []),
  ];
  return {
    name: tier,
    policies: policies.map(({ policy }) => policy),
    rules: { ingress: rulesOf(policies, 'ingress'), egress: rulesOf(policies, 'egress') },
    ending: 'none',
    passTo: 'end',
  };
}

function both(match: Pick<BuiltinRule, 'remote' | 'traffic'>): readonly BuiltinRule[] {
  return directions.map((direction) => ({ direction, action: 'accept' as const, ...match }));
}
