import { hubbleDecision } from './decision.ts';
import { hubbleEndpoint } from './endpoint.ts';
import { hubbleExtensions } from './extension.ts';
import { hubbleL4, summaryText } from './l4.ts';
import type { FlowRecord } from './record.ts';
import { clip, clipAll, filled, members, objectOf, rfc3339 } from './text.ts';

/** Hubble's reader gives up the whole file at a line of 64 KiB. */
const longestLine = 64 * 1024 - 1;

/** How many entries lists may have; the last step always fits, as every text is clipped. */
const limits = [64, 16, 4, 0];

/**
 * One line of the flow log, with its line end: the JSON form (protojson) of Hubble's GetFlowsResponse. Lists are
 * cut where the line would be too long for its reader.
 */
export function hubbleLine(record: FlowRecord): string {
  let line = '';
  for (const most of limits) {
    line = response(record, most);
    // Three bytes are the most that a UTF-16 unit takes in UTF-8.
    if (line.length * 3 <= longestLine || Buffer.byteLength(line) <= longestLine) break;
  }
  return `${line}\n`;
}

function response(record: FlowRecord, most: number): string {
  const time = rfc3339(record.time);
  return objectOf(
    `"flow":${flow(record, time, most)}`,
    members({ ...filled({ node_name: clip(record.nodeName) }), time }),
  );
}

function flow(record: FlowRecord, time: string, most: number): string {
  const { source, destination, nodeName } = record;
  const l4 = hubbleL4(record);
  const ipVersion = source.address.includes(':') ? 'IPv6' : 'IPv4';
  const IP = { source: source.address, destination: destination.address, ipVersion };
  return objectOf(
    members({ time, IP, ...(l4 !== undefined && { l4 }) }),
    `"source":${hubbleEndpoint(source, nodeName, most)}`,
    `"destination":${hubbleEndpoint(destination, nodeName, most)}`,
    members({ Type: 'L3_L4', ...filled(names(record, most)), ...service(record) }),
    hubbleDecision(record, most),
    // A flow is written as its opener sees it. Absent would mean that nobody knows.
    members({ is_reply: false, Summary: summaryText(record) }),
    `"extensions":${hubbleExtensions(record, most)}`,
  );
}

function names({ nodeName, source, destination }: FlowRecord, most: number): object {
  return {
    node_name: clip(nodeName),
    source_names: clipAll(source.names, most),
    destination_names: clipAll(destination.names, most),
  };
}

function service({ service }: FlowRecord): object | undefined {
  if (service === undefined) return undefined;
  return { destination_service: filled({ name: clip(service.name), namespace: clip(service.namespace) }) };
}
