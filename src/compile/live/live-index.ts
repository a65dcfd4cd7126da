import { imageDefault6 } from '../../kernels/image-layout.ts';
import { type IpAddress, ipv4, ipv6 } from '../../net/address.ts';
import type { Cidr } from '../../net/cidr.ts';
import { Array4 } from './array4.ts';
import { Array6 } from './array6.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import { Patricia } from './patricia.ts';

/** Prefix -> place: tries that can be edited, and beside them the array forms that kernels look up. */
export class LiveIndex {
  readonly #tries: Readonly<Record<4 | 6, Patricia<number>>>;
  readonly #image: ImageCopies;
  readonly #array4: Array4;
  readonly #array6: Array6;

  /** The places are those of addresses that are in no prefix. */
  constructor(image: ImageCopies, layout: Layout, root4: number, root6: number) {
    this.#image = image;
    this.#array4 = new Array4(image, layout);
    this.#array6 = new Array6(image, layout);
    this.#tries = { 4: new Patricia(ipv4(0), root4), 6: new Patricia(ipv6(0, 0, 0, 0), root6) };
    this.#array4.paint(0, 0, root4);
    image.setWord(imageDefault6, root6);
  }

  set(cidr: Cidr, place: number): void {
    this.#tries[cidr.address.family].set(cidr, place);
    if (cidr.address.family === 4) this.#paint(cidr);
    else if (cidr.length > 0) this.#array6.set(cidr, place);
    else this.#image.setWord(imageDefault6, place);
  }

  /** The prefixes of everything are never removed. */
  delete(cidr: Cidr): void {
    this.#tries[cidr.address.family].delete(cidr);
    if (cidr.address.family === 6) this.#array6.delete(cidr);
    else this.#paint(cidr);
  }

  placeOf(address: IpAddress): number {
    return this.#tries[address.family].longest(address);
  }

  /** The places of the prefixes inside this one, itself among them. */
  inside(cidr: Cidr): readonly number[] {
    const places: number[] = [];
    this.#tries[cidr.address.family].inside(cidr, (_, place) => places.push(place));
    return places;
  }

  #paint(cidr: Cidr): void {
    const trie = this.#tries[4];
    this.#array4.paint(cidr.address.w3, cidr.length, trie.around(cidr));
    if (cidr.length === 32) return;
    trie.inside(cidr, ({ address, length }, place) => this.#array4.paint(address.w3, length, place));
  }
}
