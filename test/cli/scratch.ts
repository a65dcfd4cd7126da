import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path in the repository. */
export function inRepository(...names: readonly string[]): string {
  return join(root, ...names);
}

/** The bundled lab and the options that judge its capture by today's policies. */
export const shop = {
  capture: inRepository('pcaps/shop/capture.pcapng'),
  cluster: inRepository('pcaps/shop/cluster.yaml'),
  today: inRepository('pcaps/shop/policies/today'),
  tomorrow: inRepository('pcaps/shop/policies/tomorrow'),
} as const;

export const shopTraffic = ['-r', shop.capture, '-c', shop.cluster] as const;
export const shopToday = [...shopTraffic, '-p', shop.today] as const;

/** A folder of the calling test file, gone when its tests are over. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'tierwall-test-'));

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  bytes(name: string): Uint8Array {
    return readFileSync(this.path(name));
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }
}
