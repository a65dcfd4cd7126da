import {
  imageCells,
  imageClasses,
  imageDestinationCount,
  imageDestinations,
  imageIcmp,
  imageIcmp6,
  imageOthers,
  imageRows,
  imageSourceCount,
  imageSources,
  imageTables,
  imageWideRows,
  placeBytes,
  placeClass,
  placeEgress,
  placeForwardedEgress,
  placeForwardedIngress,
  placeIngress,
} from '../kernels/image-layout.ts';
import { hasMessageType } from '../net/protocol.ts';
import type { ImageParts } from './image-parts.ts';
import type { Table } from './rows.ts';
import type { PolicyTables } from './tables.ts';
import { intervalTable, portProtocols } from './traffic.ts';

/** Adds what tables answer from to an image, and to the records of places what tables have of them. */
export function addTables(image: ImageParts, tables: PolicyTables, records: Uint32Array): void {
  describePlaces(tables, records);
  addTraffic(image, tables);
  addRows(image, tables);
}

function describePlaces({ tables, places }: PolicyTables, records: Uint32Array): void {
  const numbers = new Map<Table | undefined, number>([
    [undefined, 0],
    ...tables.map((table, index) => [table, index + 1] as const),
  ]);
  const numberOf = (table: Table | undefined) => numbers.get(table) as number;
  for (const place of places) {
    const at = (place.id * placeBytes) / 4;
    records[at + placeClass / 4] = place.class;
    records[at + placeEgress / 4] = numberOf(place.tables.egress);
    records[at + placeForwardedEgress / 4] = numberOf(place.tables.forwardedEgress);
    records[at + placeForwardedIngress / 4] = numberOf(place.tables.forwardedIngress);
    records[at + placeIngress / 4] = numberOf(place.tables.ingress);
  }
}

function addTraffic(image: ImageParts, { traffic }: PolicyTables): void {
  image.add(imageDestinations, intervalTable(traffic.destinationStarts));
  if (traffic.sourceStarts.length > 1) image.add(imageSources, intervalTable(traffic.sourceStarts));
  image.set(imageDestinationCount, traffic.destinationStarts.length + 1);
  image.set(imageSourceCount, traffic.sourceStarts.length + 1);
  const portCells =
    portProtocols.length * (traffic.destinationStarts.length + 1) * (traffic.sourceStarts.length + 1);
  image.add(imageCells, Uint16Array.from(traffic.ofCell.subarray(0, portCells)));
  // IGMP is left to TypeScript.
  const classOf = (cell: number) => traffic.ofCell[cell];
  for (const [version, field] of [imageIcmp, imageIcmp6].entries())
    image.add(field, traffic.messageTable(version, classOf));
  const others = Uint16Array.from({ length: 256 }, (_, protocol) =>
    hasMessageType(protocol) ? 0 : traffic.ofCell[traffic.protocolCell(protocol)],
  );
  image.add(imageOthers, others);
}

function addRows(image: ImageParts, { tables, classes, rows }: PolicyTables): void {
  const isWide = rows.size > 0xffff;
  const cells = (tables.length + 1) * classes.size;
  const rowOf = isWide ? new Uint32Array(cells) : new Uint16Array(cells);
  for (const [index, table] of tables.entries()) rowOf.set(table.rowOf, (index + 1) * classes.size);
  image.set(imageWideRows, Number(isWide));
  image.add(imageTables, rowOf);
  image.set(imageClasses, classes.size);
  const records = new Uint32Array(rows.size * 2);
  image.add(imageRows, records);
  const listsAt = image.place(Uint32Array.from(rows.lists));
  const signaturesAt = image.place(Uint16Array.from(rows.signatures));
  for (let row = 0; row < rows.size; row++) {
    records[2 * row] = listsAt + rows.listAt[row] * 4;
    records[2 * row + 1] = signaturesAt + rows.signatureAt[row] * 2;
  }
}
