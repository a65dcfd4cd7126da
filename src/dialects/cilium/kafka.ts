/** Names of the Kafka APIs by number, as the Kafka protocol guide and Cilium's `apiKey` have them. */
const names: readonly (readonly string[])[] = [
  ['produce'],
  ['fetch'],
  ['offsets', 'listoffsets'],
  ['metadata'],
  ['leaderandisr'],
  ['stopreplica'],
  ['updatemetadata'],
  ['controlledshutdown'],
  ['offsetcommit'],
  ['offsetfetch'],
  ['findcoordinator'],
  ['joingroup'],
  ['heartbeat'],
  ['leavegroup'],
  ['syncgroup'],
  ['describegroups'],
  ['listgroups'],
  ['saslhandshake'],
  ['apiversions'],
  ['createtopics'],
  ['deletetopics'],
  ['deleterecords'],
  ['initproducerid'],
  ['offsetforleaderepoch'],
  ['addpartitionstotxn'],
  ['addoffsetstotxn'],
  ['endtxn'],
  ['writetxnmarkers'],
  ['txnoffsetcommit'],
  ['describeacls'],
  ['createacls'],
  ['deleteacls'],
  ['describeconfigs'],
  ['alterconfigs'],
];

export const kafkaKeys: readonly string[] = names.flat();

const roles: Readonly<Record<string, readonly number[]>> = {
  produce: [0, 3, 18],
  consume: [1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 18],
};

/** Every name of the APIs that a role stands for, or that an API key names; undefined for all. */
export function apisOf(role = '', apiKey = ''): readonly string[] | undefined {
  if (role !== '') return (roles[role.toLowerCase()] ?? []).flatMap((key) => names[key]);
  if (apiKey === '') return undefined;
  const key = apiKey.toLowerCase();
  return names.find((own) => own.includes(key)) ?? [key];
}

/** Heartbeat, LeaveGroup, SyncGroup and ApiVersions name no topic, so a topic in the rule does not concern them. */
export const withoutTopic: readonly string[] = [12, 13, 14, 18].flatMap((key) => names[key]);
