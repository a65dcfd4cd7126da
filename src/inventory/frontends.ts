import { addressKey, formatAddress, type IpAddress } from '../net/address.ts';
import { protocolName } from '../net/protocol.ts';
import type { Service, ServicePort } from './inventory.ts';
import type { Report } from './report.ts';

/** Which service port answers at an address. */
export class Frontends {
  readonly #report: Report;
  readonly #byAddress = new Map<string, ServicePort>();
  /** Node ports answer at every address of every node, so the two are kept apart. */
  readonly #byNodePort = new Map<string, ServicePort>();
  readonly #nodeAddresses: ReadonlySet<string>;

  constructor(services: readonly Service[], nodeAddresses: readonly IpAddress[], report: Report) {
    this.#report = report;
    this.#nodeAddresses = new Set(nodeAddresses.map(addressKey));
    for (const service of services) for (const port of service.ports) this.#add(service, port);
  }

  at(address: IpAddress, protocol: number, port: number): ServicePort | undefined {
    const key = addressKey(address);
    const direct = this.#byAddress.get(frontKey(key, protocol, port));
    if (direct !== undefined || !this.#nodeAddresses.has(key)) return direct;
    return this.#byNodePort.get(frontKey(String(address.family), protocol, port));
  }

  #add(service: Service, port: ServicePort): void {
    for (const address of service.addresses) {
      const key = frontKey(addressKey(address), port.protocol, port.port);
      const first = this.#byAddress.get(key);
      if (first === undefined) this.#byAddress.set(key, ofFamily(port, address.family));
      else if (first.service !== service) this.#conflict(service, first.service, address, port);
    }
    if (port.nodePort === 0) return;
    for (const family of [4, 6] as const) {
      const key = frontKey(String(family), port.protocol, port.nodePort);
      if (!this.#byNodePort.has(key)) this.#byNodePort.set(key, ofFamily(port, family));
    }
  }

  #conflict(service: Service, first: Service, address: IpAddress, { protocol, port }: ServicePort): void {
    const front = `${formatAddress(address)} ${protocolName(protocol)} ${port}`;
    const message = `${front} is also a frontend of ${first.namespace}/${first.name}, which stays`;
    this.#report.warn('service-address-conflict', message, service.source);
  }
}

/** Translation stays within a family: an IPv4 frontend has IPv4 backends. */
function ofFamily(port: ServicePort, family: number): ServicePort {
  return { ...port, backends: port.backends.filter(({ address }) => address.family === family) };
}

function frontKey(address: string, protocol: number, port: number): string {
  return `${address}|${protocol}|${port}`;
}
