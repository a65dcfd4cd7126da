import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchPods, clusterJson } from './cluster.ts';
import { writeFlood, writeFlooded } from './flood-traffic.ts';
import { policiesJson } from './policies.ts';
import { benchServices, type ServiceOptions, servicesJson, writeOpenings } from './service-traffic.ts';
import { writeTraffic } from './traffic.ts';

/** Raised whenever the same parameters make other files: old ones must not be taken for new ones. */
const version = 1;
const packetsPerFlow = 29;
const podsPerNamespace = 10;

export interface FixtureOptions {
  readonly packets: number;
  readonly alive: number;
  readonly pods: number;
  readonly seed: number;
  /** Make the files anew, though they are there. */
  readonly fresh: boolean;
}

export interface CaptureFile {
  readonly path: string;
  readonly packets: number;
  /** Connections that the generator opened; trackers may count others. */
  readonly flows: number;
  readonly fileBytes: number;
}

/** The inputs of a benchmark, in a folder of the system's temporary folder that is kept for the next time. */
export class Fixture {
  readonly #options: FixtureOptions;
  readonly #folder = join(tmpdir(), 'tierwall-bench');
  readonly #pods;

  constructor(options: FixtureOptions) {
    this.#options = options;
    this.#pods = benchPods(options.pods, podsPerNamespace);
    mkdirSync(this.#folder, { recursive: true });
  }

  /** `packets` in place of those of the options: a shorter capture of the same traffic. */
  capture(packets = this.#options.packets): CaptureFile {
    const { alive, pods, seed } = this.#options;
    const path = this.#path(`${packets}-packets-${alive}-alive-${pods}-pods-seed-${seed}.pcap`);
    const note = `${path}.json`;
    if (this.#isWanted(path) || !existsSync(note)) {
      // Under its own name only when it is whole: an interrupted run leaves no short capture behind.
      const flows = writeTraffic(`${path}.tmp`, { packets, packetsPerFlow, alive, pods: this.#pods, seed });
      renameSync(`${path}.tmp`, path);
      writeFileSync(note, JSON.stringify({ flows }));
    }
    const { flows } = JSON.parse(readFileSync(note, 'utf8')) as { flows: number };
    return { path, packets, flows, fileBytes: statSync(path).size };
  }

  /** So many packets of a flood. */
  flood(): CaptureFile {
    const { packets, pods, seed } = this.#options;
    const path = this.#path(`${packets}-packets-flood-${pods}-pods-seed-${seed}.pcap`);
    if (this.#isWanted(path)) {
      writeFlood(`${path}.tmp`, { packets, pods: this.#pods, seed });
      renameSync(`${path}.tmp`, path);
    }
    return { path, packets, flows: packets, fileBytes: statSync(path).size };
  }

  /** The ordinary capture with a flood between its packets; `ordinary` of them are not the flood's. */
  flooded(share: number): CaptureFile & { readonly ordinary: number } {
    const { packets, alive, pods, seed } = this.#options;
    const path = this.#path(
      `${packets}-packets-${share}-flood-${alive}-alive-${pods}-pods-seed-${seed}.pcap`,
    );
    const note = `${path}.json`;
    if (this.#isWanted(path) || !existsSync(note)) {
      const options = { packets, packetsPerFlow, alive, pods: this.#pods, seed };
      const ordinary = writeFlooded(`${path}.tmp`, options, share);
      renameSync(`${path}.tmp`, path);
      writeFileSync(note, JSON.stringify({ ordinary }));
    }
    const { ordinary } = JSON.parse(readFileSync(note, 'utf8')) as { ordinary: number };
    return { path, packets, flows: packets - ordinary, ordinary, fileBytes: statSync(path).size };
  }

  /** Paths of a cluster with services, and of captures of connections to them, and to their backends. */
  services(options: ServiceOptions): Record<'cluster' | 'services' | 'backends', string> {
    const { packets, pods, seed } = this.#options;
    const services = benchServices(this.#pods, options);
    const about = `${services.length}-services-${options.backends}-backends-${pods}-pods`;
    const captureTo = (to: 'services' | 'backends') => {
      const path = this.#path(`${packets}-openings-to-${to}-of-${about}-seed-${seed}.pcap`);
      if (this.#isWanted(path)) {
        writeOpenings(`${path}.tmp`, to, { packets, pods: this.#pods, services, seed });
        renameSync(`${path}.tmp`, path);
      }
      return path;
    };
    return {
      cluster: this.#text(`${about}.json`, () => servicesJson(this.#pods, services)),
      services: captureTo('services'),
      backends: captureTo('backends'),
    };
  }

  cluster(): string {
    return this.#text(`${this.#options.pods}-pods.json`, () => clusterJson(this.#pods));
  }

  policies(count: number): string {
    return this.#text(`${count}-policies-${this.#options.pods}-pods.json`, () =>
      policiesJson(count, this.#pods),
    );
  }

  #path(name: string): string {
    return join(this.#folder, `v${version}-${name}`);
  }

  #isWanted(path: string): boolean {
    return this.#options.fresh || !existsSync(path);
  }

  #text(name: string, make: () => string): string {
    const path = this.#path(name);
    if (this.#isWanted(path)) writeFileSync(path, make());
    return path;
  }
}
