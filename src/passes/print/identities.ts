import { type Entity, entityName } from '../../ir/entity.ts';
import { type Attribute, attributeOf } from '../../ir/expression.ts';
import { protocolName } from '../../net/protocol.ts';
import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';
import { listed } from '../place-names.ts';

/** By identity: who has it, and by what policies tell them from others. */
export function printIdentities(compilation: Compiled): string {
  const { identities } = compilation.made;
  const members = membersOf(compilation);
  return table(
    identities.samples.map((sample, identity) => ({ identity, sample })),
    [
      { heading: 'IDENTITY', cell: ({ identity }) => identity },
      { heading: 'KIND', cell: ({ sample }) => sample.kind },
      { heading: 'ENTITIES', cell: ({ identity }) => listed(members[identity]) },
      { heading: 'TOLD APART BY', cell: ({ sample }) => traits(sample, compilation) },
    ],
  );
}

function membersOf({ made: { identities }, set, inventory }: Compiled): readonly (readonly string[])[] {
  const members: string[][] = identities.samples.map(() => []);
  for (const entity of new Set([...inventory.entities, ...(set.forwarding?.nodes.values() ?? [])])) {
    members[identities.of(entity)].push(entityName(entity, inventory.cluster));
  }
  return members;
}

/** The attributes and port names that policies mention, as far as the entity has them. */
function traits(sample: Entity, { made: { mentions } }: Compiled): string {
  const attributes = [...mentions.attributes.values()].flatMap((attribute) => {
    const value = attributeOf(sample, attribute);
    return value === undefined ? [] : [`${attributeText(attribute)}=${value}`];
  });
  const ports = sample.ports
    .filter(({ name }) => mentions.portNames.has(name))
    .map(({ name, port, protocol }) => `port ${name}=${protocolName(protocol)} ${port}`);
  return [...attributes, ...ports].join(', ');
}

function attributeText(attribute: Attribute): string {
  return 'key' in attribute ? `${attribute.of} ${attribute.key}` : attribute.of;
}
