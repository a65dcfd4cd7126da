// npm run bench:heap [-- --packets 10000000]
//
// Bytes of heap that a replay keeps for each packet, over a capture of some twenty kinds of packets and few flows.
import { parseArgs } from 'node:util';
import { measureHeapGrowth } from './heap-growth.ts';

const { values } = parseArgs({ options: { packets: { type: 'string', default: '10000000' } } });
const growth = await measureHeapGrowth(Number(values.packets));
process.stdout.write(`${JSON.stringify(growth, null, 2)}\n`);
