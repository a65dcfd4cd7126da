import { canonicalName } from '../ir/name-pattern.ts';
import type { HttpRequest, KafkaRequest, Request } from '../ir/request.ts';
import { Protocol } from '../net/protocol.ts';
import type { Field } from './field.ts';
import type { Probe } from './model.ts';

type Places = Probe['places'];

/**
 * What a probe says of the request in its connection. A TCP connection that says nothing of TLS has no server name;
 * of what is inside nothing is known then.
 */
export function readRequest(places: Places, protocol: number): { readonly request?: Request } {
  const http = readHttp(places.http) ?? readGrpc(places.grpc);
  const kafka = readKafka(places.kafka);
  const dnsQuery = readName(places.dns, 'query');
  const serverName = readName(places.tls, 'sni') ?? (protocol === Protocol.tcp ? '' : undefined);
  const request = {
    ...(http !== undefined && { http }),
    ...(kafka !== undefined && { kafka }),
    ...(dnsQuery !== undefined && { dnsQuery }),
    ...(serverName !== undefined && { serverName }),
  };
  return Object.keys(request).length === 0 ? {} : { request };
}

function readHttp(field: Field): HttpRequest | undefined {
  const { method, path, host, headers } = field.fields(['method', 'path', 'host', 'headers']);
  const sent = headers.entries().map(([name, value]) => [name.toLowerCase(), value.text() ?? ''] as const);
  const request = {
    method: method.text() ?? 'GET',
    path: path.text() ?? '/',
    host: host.text() ?? '',
    headers: new Map(sent),
  };
  return field.isPresent ? request : undefined;
}

/** gRPC is a POST over HTTP/2 to the method's path. */
function readGrpc(field: Field): HttpRequest | undefined {
  const { service, method } = field.fields(['service', 'method']);
  const path = `/${service.text() ?? ''}/${method.text() ?? ''}`;
  const headers = new Map([['content-type', 'application/grpc']]);
  return field.isPresent ? { method: 'POST', path, host: '', headers } : undefined;
}

function readKafka(field: Field): KafkaRequest | undefined {
  const { apiKey, apiVersion, topic, clientID } = field.fields(['apiKey', 'apiVersion', 'topic', 'clientID']);
  const version = apiVersion.integer(0, 32767);
  const name = topic.text();
  const request = {
    apiKey: (apiKey.text() ?? '').toLowerCase(),
    ...(version !== undefined && { apiVersion: version }),
    clientId: clientID.text() ?? '',
    topics: name === undefined ? [] : [name],
  };
  return field.isPresent ? request : undefined;
}

/** Empty where the field is there and names nothing. */
function readName(field: Field, key: string): string | undefined {
  const { [key]: name } = field.fields([key]);
  const text = canonicalName(name.text() ?? '');
  return field.isPresent ? text : undefined;
}
