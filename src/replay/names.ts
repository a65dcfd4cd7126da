import type { Frame } from '../frame/frame.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { NamesOf } from './connection.ts';

export class Names {
  readonly namesOf: NamesOf = () => [];
  constructor(_inventory: Inventory) {}
  learn(_frame: Frame, _now: number): void {}
}
