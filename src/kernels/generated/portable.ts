// @ts-nocheck: made from the kernels by `npm run build:kernels`; not to be edited.
/** SHA-256 of the sources, hex. */
export const sourceHash: string = '48952a0e5b454fc2fa2ada9464e7174fc206a818181021c040fc17db7f008d50';
/** The kernels over a memory, in JavaScript. */
export const createPortable: (memory: WebAssembly.Memory) => Record<string, unknown> = function (memory) {
const shared_bytes = new Uint8Array(memory.buffer);
const shared_halves = new Uint16Array(memory.buffer);
const shared_words = new Int32Array(memory.buffer);
const shared_doubles = new Float64Array(memory.buffer);
const shared_view = new DataView(memory.buffer);
const { clz32, floor, imul } = Math;
function hashRow(l0, l1, l2) {
 const words = shared_words;
 let l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, t0 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l7 = words[(l0 >> 2) + 8];
 l8 = words[(l0 >> 2) + 9];
 l9 = l0;
 l0 = 16;
 b0: {
  b1: for (;;) {
   if (l0) {
    if ((l5 = words[((l9 + (l0 = (l0 - 4 | 0)) | 0) >> 2)]) !== (l3 = words[(((l9 + 16 | 0) + l0 | 0) >> 2)])) {
     t0 = (l3 < l5 ? 1 : 0);
     break b0;
    }
    continue b1;
   }
   break;
  }
  t0 = 2;
 }
 if ((l3 = t0) === 2) {
  l3 = ((((l0 = words[(l9 >> 2) + 8]) & 65535) >>> 0) < ((l0 >>> 16) >>> 0) ? 1 : 0);
 }
 l5 = words[((l11 = (l9 + (l3 ? 16 : 0) | 0)) >> 2) + 3];
 l0 = words[((l12 = (l9 + (l3 ? 0 : 16) | 0)) >> 2) + 3];
 l3 = (l3 ? (l7 << 16 | l7 >>> 16) : l7);
 l4 = (l2 ^ 238);
 l6 = (l1 ^ 1819895653);
 l2 = (l2 ^ 1952801890);
 b2: for (;;) {
  if ((l10 >>> 0) < 4) {
   l4 = ((l7 = (l1 + l4 | 0)) ^ (l4 << 5 | l4 >>> 27));
   l2 = ((l7 = ((l1 = ((l6 = ((l1 = (l2 ^ l5)) + l6 | 0)) ^ (l1 << 8 | l1 >>> 24))) + (l7 << 16 | l7 >>> 16) | 0)) ^ (l1 << 7 | l1 >>> 25));
   l4 = ((l1 = (l4 + l6 | 0)) ^ (l4 << 13 | l4 >>> 19));
   l6 = (l1 << 16 | l1 >>> 16);
   l1 = (l5 ^ l7);
   l5 = l0;
   l0 = l3;
   l3 = l8;
   l10 = (l10 + 1 | 0);
   continue b2;
  }
  break;
 }
 if (((l8 >>> 8) & 255) === 6) {
  l0 = 0;
  b3: for (;;) {
   if ((l0 >>> 0) < 6) {
    l7 = ((l3 = (l1 + l4 | 0)) ^ (l4 << 5 | l4 >>> 27));
    l2 = ((l3 = ((l1 = ((l8 = ((l1 = (l2 ^ (l5 = words[(((l0 >>> 0) < 3 ? (l11 + (l0 << 2) | 0) : ((l12 + (l0 << 2) | 0) - 12 | 0)) >> 2)]))) + l6 | 0)) ^ (l1 << 8 | l1 >>> 24))) + (l3 << 16 | l3 >>> 16) | 0)) ^ (l1 << 7 | l1 >>> 25));
    l4 = ((l1 = (l7 + l8 | 0)) ^ (l7 << 13 | l7 >>> 19));
    l6 = (l1 << 16 | l1 >>> 16);
    l1 = (l3 ^ l5);
    l0 = (l0 + 1 | 0);
    continue b3;
   }
   break;
  }
 }
 l6 = (l6 ^ 238);
 l3 = 0;
 l0 = 0;
 b4: for (;;) {
  if ((l0 >>> 0) < 4) {
   l3 = (l2 ^ l4);
   l5 = ((l1 = (l1 + l4 | 0)) ^ (l4 << 5 | l4 >>> 27));
   l2 = ((l1 = ((l2 = ((l8 = (l2 + l6 | 0)) ^ (l2 << 8 | l2 >>> 24))) + (l1 << 16 | l1 >>> 16) | 0)) ^ (l2 << 7 | l2 >>> 25));
   l4 = ((l8 = (l5 + l8 | 0)) ^ (l5 << 13 | l5 >>> 19));
   l6 = (l8 << 16 | l8 >>> 16);
   l0 = (l0 + 1 | 0);
   continue b4;
  }
  break;
 }
 words[(l9 >> 2) + 10] = l3;
 words[(l9 >> 2) + 11] = (l2 ^ l4);
}
function placeOf(l0, l1, l2) {
 const words = shared_words;
 let l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0, t16 = 0, t17 = 0, t18 = 0, t19 = 0, t20 = 0, t21 = 0, t22 = 0, t23 = 0, t24 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 t24 = (l0 + words[(l0 >> 2) + 10] | 0);
 if (l1 === 4) {
  b0: {
   if (((l1 = words[(((l0 + words[(l0 >> 2) + 4] | 0) + (((l2 = words[(l2 >> 2) + 3]) >>> 16) << 2) | 0) >> 2)]) >>> 0) < 2147483648) {
    break b0;
   }
   if (((l1 = words[((((l0 = (l0 + words[(l0 >> 2) + 5] | 0)) + ((l1 & 2147483647) << 10) | 0) + (((l2 >>> 8) & 255) << 2) | 0) >> 2)]) >>> 0) < 2147483648) {
    break b0;
   }
   l1 = words[(((l0 + ((l1 & 2147483647) << 10) | 0) + ((l2 & 255) << 2) | 0) >> 2)];
  }
  t0 = l1;
 }
 else {
  l1 = words[((l4 = (l0 + words[(l0 >> 2) + 8] | 0)) >> 2)];
  b1: {
   b2: for (;;) {
    if (l1) {
     b3: {
      l3 = words[(l2 >> 2) + 3];
      t18 = (l6 = (l0 + words[(l0 >> 2) + 6] | 0));
      t17 = (l7 = words[(l0 >> 2) + 7]);
      b4: {
       t3 = 0;
       if ((l1 >>> 0) <= 96) {
        t2 = t3;
        break b4;
       }
       t4 = -1;
       if ((l1 >>> 0) >= 128) {
        t2 = t4;
        break b4;
       }
       t2 = (-1 << (128 - l1 | 0));
      }
      t16 = (l8 = (t2 & l3));
      b5: {
       t6 = 0;
       if ((l1 >>> 0) <= 64) {
        t5 = t6;
        break b5;
       }
       t7 = -1;
       if ((l1 >>> 0) >= 96) {
        t5 = t7;
        break b5;
       }
       t5 = (-1 << (96 - l1 | 0));
      }
      t15 = (l9 = (t5 & words[(l2 >> 2) + 2]));
      b6: {
       t9 = 0;
       if ((l1 >>> 0) <= 32) {
        t8 = t9;
        break b6;
       }
       t10 = -1;
       if ((l1 >>> 0) >= 64) {
        t8 = t10;
        break b6;
       }
       t8 = (-1 << (64 - l1 | 0));
      }
      t14 = (l10 = (t8 & words[(l2 >> 2) + 1]));
      b7: {
       t12 = 0;
       if (!l1) {
        t11 = t12;
        break b7;
       }
       t13 = -1;
       if ((l1 >>> 0) >= 32) {
        t11 = t13;
        break b7;
       }
       t11 = (-1 << (32 - l1 | 0));
      }
      l3 = (t18 + ((l5 = (t17 & (((l3 = imul(((l3 = imul(((l3 = (t16 ^ (((l3 = imul(((l3 = imul(((l3 = (t15 ^ (((l3 = imul(((l3 = imul(((l3 = (t14 ^ (((l3 = imul(((l3 = imul(((l3 = ((l11 = (t11 & words[(l2 >> 2)])) ^ (((l3 = imul(((l3 = imul((l1 ^ (l1 >>> 16)), -2048144789)) ^ (l3 >>> 13)), -1028477387)) >>> 16) ^ l3))) ^ (l3 >>> 16)), -2048144789)) ^ (l3 >>> 13)), -1028477387)) >>> 16) ^ l3))) ^ (l3 >>> 16)), -2048144789)) ^ (l3 >>> 13)), -1028477387)) >>> 16) ^ l3))) ^ (l3 >>> 16)), -2048144789)) ^ (l3 >>> 13)), -1028477387)) >>> 16) ^ l3))) ^ (l3 >>> 16)), -2048144789)) ^ (l3 >>> 13)), -1028477387)) >>> 16) ^ l3))) << 5) | 0);
      b8: for (;;) {
       if ((l12 = words[(l3 >> 2) + 4])) {
        if (l1 === l12) {
         t19 = l3;
         b9: {
          t21 = 0;
          if (l8 !== words[(l3 >> 2) + 3]) {
           t20 = t21;
           break b9;
          }
          t22 = 0;
          if (l9 !== words[(l3 >> 2) + 2]) {
           t20 = t22;
           break b9;
          }
          t23 = 0;
          if (l10 !== words[(l3 >> 2) + 1]) {
           t20 = t23;
           break b9;
          }
          t20 = (l11 === words[(l3 >> 2)] ? 1 : 0);
         }
         if (t20) {
          t1 = t19;
          break b3;
         }
        }
        l3 = (l6 + ((l5 = ((l5 + 1 | 0) & l7)) << 5) | 0);
        continue b8;
       }
       break;
      }
      t1 = 0;
     }
     if ((l1 = t1)) {
      t0 = words[(l1 >> 2) + 5];
      break b1;
     }
     l1 = words[((l4 = (l4 + 4 | 0)) >> 2)];
     continue b2;
    }
    break;
   }
   t0 = words[(l0 >> 2) + 9];
  }
 }
 return (t24 + (t0 << 5) | 0);
}
function isInWindow(l0, l1, l2, l3) {
 const words = shared_words;
 let l4 = 0, l5 = 0, l6 = 0, t0 = 0, t1 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l5 = ((l4 = (l0 + 32 | 0)) + (l1 << 4) | 0);
 l4 = (l4 + ((l6 = (l1 ^ 1)) << 4) | 0);
 if (!((words[(l0 >> 2) + 4] & (128 << l6)))) {
  return ((((words[(l2 >> 2) + 12] - words[(l5 >> 2)] | 0) + 1073741824 | 0) >>> 0) <= 2147483648 ? 1 : 0);
 }
 if (!((words[(l0 >> 2) + 4] & (128 << l1)))) {
  b0: {
   t0 = 0;
   if ((((l0 = (((l1 = (1048576 - (l0 = words[(l4 >> 2) + 2]) | 0)) & ((l1 >>> 31) - 1 | 0)) + l0 | 0)) + (words[(l2 >> 2) + 12] - words[(l4 >> 2) + 3] | 0) | 0) >>> 0) > ((l0 + l0 | 0) >>> 0)) {
    return t0;
   }
   t1 = 1;
   if (!((words[(l2 >> 2) + 14] & 16))) {
    return t1;
   }
   return (((l0 + (words[(l2 >> 2) + 13] - words[(l4 >> 2)] | 0) | 0) >>> 0) <= (((l3 ? 1048576 : 0) + l0 | 0) >>> 0) ? 1 : 0);
  }
 }
 return (isInBounds(l5, l4, l2, ((words[(l2 >> 2) + 12] + words[(l2 >> 2) + 16] | 0) + ((((l0 = words[(l2 >> 2) + 14]) >>> 1) & 1) + (l0 & 1) | 0) | 0), l3) | 0);
}
function open(l0, l1, l2, l3) {
 const words = shared_words;
 const doubles = shared_doubles;
 let l4 = 0, l5 = 0, l6 = 0, l7 = 0, l8 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = +l3;
 if (!((words[(l2 >> 2) + 4] ? 1 : ((words[(l2 >> 2) + 3] >>> 0) < (words[(l2 >> 2) + 8] >>> 0) ? 1 : 0)))) {
  return -2;
 }
 l0 = ((l4 = ((words[(l2 >> 2) + 10] + l2 | 0) + ((words[(l2 >> 2) + 9] & words[((l5 = l0) >> 2) + 10]) << 6) | 0)) + 32 | 0);
 b0: for (;;) {
  if ((l0 >>> 0) < ((l4 - -64 | 0) >>> 0)) {
   l6 = (words[(l0 >> 2)] ? (l6 + 1 | 0) : l6);
   l0 = (l0 + 4 | 0);
   continue b0;
  }
  break;
 }
 if ((l6 >>> 0) < 5) {
  l0 = l4;
 }
 else {
  l0 = 0;
  l7 = ((l8 = ((l2 + words[(l2 >> 2) + 10] | 0) + ((words[(l2 >> 2) + 9] & words[(l5 >> 2) + 11]) << 6) | 0)) + 32 | 0);
  b1: for (;;) {
   if ((l7 >>> 0) < ((l8 - -64 | 0) >>> 0)) {
    l0 = (words[(l7 >> 2)] ? (l0 + 1 | 0) : l0);
    l7 = (l7 + 4 | 0);
    continue b1;
   }
   break;
  }
  l4 = (((l0 >>> 0) < (l6 >>> 0) ? 1 : 0) ? l8 : l4);
  l0 = l4;
 }
 b2: {
  b3: for (;;) {
   if ((l0 >>> 0) < ((l4 + 32 | 0) >>> 0)) {
    if (!(words[(l0 >> 2) + 8])) {
     break b2;
    }
    l0 = (l0 + 4 | 0);
    continue b3;
   }
   break;
  }
  l0 = 0;
 }
 if (!l0) {
  return -2;
 }
 l7 = (l1 | 32);
 l4 = 0;
 b4: {
  if (!((l1 = words[(l2 >> 2) + 4]))) {
   words[(l2 >> 2) + 3] = ((l6 = words[(l2 >> 2) + 3]) + 1 | 0);
   break b4;
  }
  words[(l2 >> 2) + 4] = (l1 = (l1 - 1 | 0));
  l6 = words[(((l2 + words[(l2 >> 2) + 11] | 0) + (l1 << 2) | 0) >> 2)];
 }
 words[((l1 = ((l2 + 384 | 0) + (l6 << 7) | 0)) >> 2)] = words[(l5 >> 2) + 3];
 words[(l1 >> 2) + 1] = words[(l5 >> 2) + 7];
 words[(l1 >> 2) + 2] = words[(l5 >> 2) + 8];
 words[(l1 >> 2) + 3] = words[(l5 >> 2) + 9];
 b5: for (;;) {
  if ((l4 >>> 0) < 12) {
   words[(((l1 + 104 | 0) + l4 | 0) >> 2)] = words[((l4 + l5 | 0) >> 2)];
   words[(((l1 + 116 | 0) + l4 | 0) >> 2)] = words[(((l5 + 16 | 0) + l4 | 0) >> 2)];
   l4 = (l4 + 4 | 0);
   continue b5;
  }
  break;
 }
 words[(l1 >> 2) + 4] = l7;
 words[(l1 >> 2) + 5] = 0;
 doubles[(l1 >> 3) + 3] = l3;
 doubles[(l1 >> 3) + 9] = l3;
 l7 = (l1 + 32 | 0);
 l4 = l7;
 b6: for (;;) {
  if ((l4 >>> 0) < ((l7 + 32 | 0) >>> 0)) {
   words[(l4 >> 2)] = 0;
   l4 = (l4 + 4 | 0);
   continue b6;
  }
  break;
 }
 words[(l1 >> 2) + 16] = 1;
 words[(l1 >> 2) + 17] = 0;
 doubles[(l1 >> 3) + 10] = (words[(l5 >> 2) + 17] >>> 0);
 doubles[(l1 >> 3) + 11] = 0;
 l1 = (l1 + 96 | 0);
 l4 = l1;
 b7: for (;;) {
  if ((l4 >>> 0) < ((l1 + 8 | 0) >>> 0)) {
   words[(l4 >> 2)] = 0;
   l4 = (l4 + 4 | 0);
   continue b7;
  }
  break;
 }
 words[(l0 >> 2)] = (words[(l5 >> 2) + 10] ^ (((l1 = words[(l5 >> 2) + 11]) << 16) | (l1 >>> 16)));
 words[(l0 >> 2) + 8] = (l6 + 1 | 0);
 words[(l2 >> 2) + 2] = (words[(l2 >> 2) + 2] + 1 | 0);
 return (l6 << 5);
}
function directionOfKey(l0, l1) {
 const words = shared_words;
 let l2 = 0, l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 if ((l5 = words[(l0 >> 2) + 9]) !== words[(l1 >> 2) + 3]) {
  return 2;
 }
 l3 = ((((l6 = words[(l1 >> 2) + 1]) ^ (l7 = words[(l0 >> 2) + 7])) | ((l8 = words[(l1 >> 2)]) ^ (l9 = words[(l0 >> 2) + 3]))) | ((l2 = words[(l0 >> 2) + 8]) ^ (l10 = words[(l1 >> 2) + 2])));
 l2 = (((l6 ^ l9) | (l7 ^ l8)) | (((l2 << 16) | (l2 >>> 16)) ^ l10));
 if (((l5 >>> 8) & 255) === 4) {
  t0 = 2;
  t1 = (l0 = ((l3 | (0 - l3 | 0)) >>> 31));
  t2 = (l0 & ((l2 | (0 - l2 | 0)) >>> 31));
  return (t2 ? t0 : t1);
 }
 b0: for (;;) {
  if ((l4 >>> 0) < 12) {
   l3 = (l3 | (((l5 = words[((l0 + l4 | 0) >> 2)]) ^ (l6 = words[(((l1 + 104 | 0) + l4 | 0) >> 2)])) | ((l7 = words[(((l0 + 16 | 0) + l4 | 0) >> 2)]) ^ (l8 = words[(((l1 + 116 | 0) + l4 | 0) >> 2)]))));
   l2 = (l2 | ((l6 ^ l7) | (l5 ^ l8)));
   l4 = (l4 + 4 | 0);
   continue b0;
  }
  break;
 }
 t3 = 2;
 t4 = (l0 = ((l3 | (0 - l3 | 0)) >>> 31));
 t5 = (l0 & ((l2 | (0 - l2 | 0)) >>> 31));
 return (t5 ? t3 : t4);
}
function follow(l0, l1, l2) {
 const words = shared_words;
 const doubles = shared_doubles;
 let l3 = 0, l4 = 0, l5 = 0, l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, l13 = 0, l14 = 0, l15 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0, t16 = 0, t17 = 0, t18 = 0, t19 = 0, t20 = 0, t21 = 0, t22 = 0, t23 = 0, t24 = 0, t25 = 0, t26 = 0, t27 = 0, t28 = 0, t29 = 0, t30 = 0, t31 = 0, t32 = 0, t33 = 0, t34 = 0, t35 = 0, t36 = 0, t37 = 0, t38 = 0, t39 = 0, t40 = 0, t41 = 0, t42 = 0, t43 = 0, t44 = 0, t45 = 0, t46 = 0, t47 = 0, t48 = 0, t49 = 0, t50 = 0, t51 = 0, t52 = 0, t53 = 0, t54 = 0, t55 = 0, t56 = 0, t57 = 0, t58 = 0, t59 = 0, t60 = 0, t61 = 0, t62 = 0, t63 = 0, t64 = 0, t65 = 0, t66 = 0, t67 = 0, t68 = 0, t69 = 0, t70 = 0, t71 = 0, t72 = 0, t73 = 0, t74 = 0, t75 = 0, t76 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = +l2;
 l5 = (words[(l0 >> 2) + 9] & 255);
 b0: {
  b1: {
   t1 = -1;
   if (((l3 = (words[(l0 >> 2) + 27] - 1 | 0)) >>> 0) >= (words[(l1 >> 2) + 3] >>> 0)) {
    t0 = t1;
    break b1;
   }
   t2 = -1;
   if (!((words[((l4 = ((l1 + 384 | 0) + (l3 << 7) | 0)) >> 2) + 4] & 32))) {
    t0 = t2;
    break b1;
   }
   t3 = -1;
   t4 = ((l4 = (directionOfKey(l0, l4) | 0)) | (l3 << 1));
   t5 = (l4 === 2 ? 1 : 0);
   t0 = (t5 ? t3 : t4);
  }
  if ((l4 = t0) !== -1) {
   break b0;
  }
  l6 = ((l4 = words[(l0 >> 2) + 10]) ^ (((l3 = words[(l0 >> 2) + 11]) << 16) | (l3 >>> 16)));
  if ((l4 = (findIn(((l7 = (l1 + words[(l1 >> 2) + 10] | 0)) + ((l4 & (l9 = words[(l1 >> 2) + 9])) << 6) | 0), l6, l0, l1) | 0)) !== -1) {
   break b0;
  }
  l4 = (findIn((l7 + ((l3 & l9) << 6) | 0), l6, l0, l1) | 0);
 }
 if (l4 === -1) {
  b2: {
   if (l5 === 6) {
    b3: {
     b4: {
      t7 = 4;
      if (((l3 = (words[(l0 >> 2) + 14] & 23)) | 1) === 17) {
       t6 = t7;
       break b4;
      }
      t8 = 1;
      if (l3 === 2) {
       t6 = t8;
       break b4;
      }
      t9 = 2;
      if (l3 === 18) {
       t6 = t9;
       break b4;
      }
      t10 = 3;
      if ((l3 | 16) === 20) {
       t6 = t10;
       break b4;
      }
      t6 = 0;
     }
     if ((l3 = t6) !== 1) {
      t11 = -28;
      if (!(words[(l1 >> 2) + 12])) {
       return t11;
      }
      t12 = -2;
      if (l3 === 4) {
       return t12;
      }
      return ((l3 === 2 ? 1 : 0) ? -2 : -28);
     }
     if ((l3 = (open(l0, 0, l1, l2) | 0)) !== -2) {
      l1 = ((l1 + 384 | 0) + ((l3 >>> 5) << 7) | 0);
      if ((l4 = ((words[(l0 >> 2) + 14] >>> 16) & 255))) {
       words[(l1 >> 2) + 5] = ((l4 - 1 | 0) | (words[(l1 >> 2) + 5] & -16));
       words[(l1 >> 2) + 5] = ((words[(l1 >> 2) + 5] & -241) | 240);
      }
      l4 = words[(l0 >> 2) + 15];
      words[(l1 >> 2) + 8] = (((l5 = words[(l0 >> 2) + 12]) + words[(l0 >> 2) + 16] | 0) + ((((l6 = words[(l0 >> 2) + 14]) >>> 1) & 1) + (l6 & 1) | 0) | 0);
      words[(l1 >> 2) + 9] = (l5 + 1 | 0);
      words[(l1 >> 2) + 10] = (l4 ? l4 : 1);
      words[(l1 >> 2) + 11] = 0;
      if (!(((l4 = words[(l1 >> 2) + 4]) & 128))) {
       words[(l1 >> 2) + 4] = (l4 | 128);
       words[(l1 >> 2) + 5] = (words[(l1 >> 2) + 5] | (((words[(l0 >> 2) + 14] >>> 8) & 255) << 8));
      }
     }
     return l3;
    }
   }
   if (l5 === 132) {
    b5: {
     if (!((l3 = ((l3 = (words[(l0 >> 2) + 15] >>> 8)) === 1 ? 13 : ((l3 === 4 ? 1 : 0) ? 16 : 0))))) {
      return (words[(l1 >> 2) + 12] ? -2 : -28);
     }
     if ((l3 = (open(l0, l3, l1, l2) | 0)) !== -2) {
      l1 = ((l1 + 384 | 0) + ((l3 >>> 5) << 7) | 0);
      if ((words[(l0 >> 2) + 15] >>> 8) !== 1) {
       words[(l1 >> 2) + 8] = words[(l0 >> 2) + 12];
      }
      if (!((((l4 = (words[(l0 >> 2) + 15] >>> 8)) !== 1 ? 1 : 0) & (l4 !== 2 ? 1 : 0)))) {
       words[(l1 >> 2) + 12] = words[(l0 >> 2) + 13];
      }
     }
     return l3;
    }
   }
   else {
    b6: {
     if (!((((l3 = words[(l0 >> 2) + 9]) & 255) !== ((((l3 >>> 8) & 255) === 4 ? 1 : 0) ? 1 : 58) ? 0 : (((l3 >>> 16) & 255) !== (words[(l0 >> 2) + 15] >>> 8) ? 1 : 0)))) {
      t16 = l0;
      b7: {
       t14 = 9;
       if ((l0 = ((l3 = words[(l0 >> 2) + 9]) & 255)) === 17) {
        t13 = t14;
        break b7;
       }
       t15 = 9;
       if (l0 === 136) {
        t13 = t15;
        break b7;
       }
       t13 = ((l0 === ((((l3 >>> 8) & 255) === 4 ? 1 : 0) ? 1 : 58) ? 1 : 0) ? 11 : 19);
      }
      return (open(t16, t13, l1, l2) | 0);
     }
     return (words[(l1 >> 2) + 12] ? -2 : -28);
    }
   }
  }
 }
 if (doubles[(((l1 - -64 | 0) + ((words[((l3 = ((l1 + 384 | 0) + ((l9 = (l4 >>> 1)) << 7) | 0)) >> 2) + 4] & 31) << 3) | 0) >> 3)] < (l2 - doubles[(l3 >> 3) + 3])) {
  return -2;
 }
 if (l5 === 6) {
  l4 = (l4 & 1);
  l1 = words[(l1 >> 2) + 13];
  b8: {
   b9: {
    t18 = 4;
    if (((l5 = (words[(l0 >> 2) + 14] & 23)) | 1) === 17) {
     t17 = t18;
     break b9;
    }
    t19 = 1;
    if (l5 === 2) {
     t17 = t19;
     break b9;
    }
    t20 = 2;
    if (l5 === 18) {
     t17 = t20;
     break b9;
    }
    t21 = 3;
    if ((l5 | 16) === 20) {
     t17 = t21;
     break b9;
    }
    t17 = 0;
   }
   if ((l5 = t17) === 4) {
    b10: {
     t22 = 3;
     if (!((l5 = (words[(l3 >> 2) + 4] & 31)))) {
      l1 = t22;
      break b10;
     }
     if (!((isInWindow(l3, l4, l0, l1) | 0))) {
      t23 = 0;
      if (!l1) {
       l1 = t23;
       break b10;
      }
      l1 = (((l5 === 8 ? 1 : 0) | (l5 === 7 ? 1 : 0)) ? 0 : 3);
      break b10;
     }
     t24 = 2;
     if (l5 === 8) {
      l1 = t24;
      break b10;
     }
     if ((l12 = ((l1 = words[(l0 >> 2) + 14]) & 1))) {
      t25 = 2;
      if (((words[(l3 >> 2) + 4] & (128 << l4)) ? (((((l1 >>> 8) & 255) + 16 | 0) >>> 0) < (((words[(l3 >> 2) + 5] >>> ((l4 << 3) + 8 | 0) | 0) & 255) >>> 0) ? 1 : 0) : 0)) {
       l1 = t25;
       break b10;
      }
     }
     l1 = ((l13 = (l4 << 4)) + (l8 = (l3 + 32 | 0)) | 0);
     l5 = (l8 + ((!l4 ? 1 : 0) << 4) | 0);
     t29 = words[(l0 >> 2) + 15];
     t26 = 14;
     t27 = (l6 = ((words[(l3 >> 2) + 5] >>> (l4 << 2) | 0) & 15));
     t28 = ((l6 >>> 0) > 14 ? 1 : 0);
     l7 = (t29 << (t28 ? t26 : t27));
     l6 = ((words[(l0 >> 2) + 12] + words[(l0 >> 2) + 16] | 0) + ((((l6 = words[(l0 >> 2) + 14]) >>> 1) & 1) + (l6 & 1) | 0) | 0);
     if (!(((l10 = (128 << l4)) & words[(l3 >> 2) + 4]))) {
      l11 = (l6 - (l14 = (words[(l5 >> 2) + 3] + words[(l5 >> 2) + 2] | 0)) | 0);
      l15 = words[(l0 >> 2) + 13];
      words[((l8 = (l8 + l13 | 0)) >> 2)] = l6;
      words[(l8 >> 2) + 1] = ((l11 & ((l11 >>> 31) - 1 | 0)) + l14 | 0);
      words[(l8 >> 2) + 2] = (l7 ? l7 : 1);
      words[(l8 >> 2) + 3] = l15;
      if (!((words[(l3 >> 2) + 4] & l10))) {
       words[(l3 >> 2) + 4] = (l10 | words[(l3 >> 2) + 4]);
       words[(l3 >> 2) + 5] = (words[(l3 >> 2) + 5] | (((words[(l0 >> 2) + 14] >>> 8) & 255) << ((l4 << 3) + 8 | 0)));
      }
     }
     words[(l1 >> 2)] = (((l8 = (words[(l1 >> 2)] - l6 | 0)) & ((l8 >>> 31) - 1 | 0)) + l6 | 0);
     words[(l1 >> 2) + 1] = (l6 + ((((l8 = (words[(l1 >> 2) + 1] - l6 | 0)) >>> 31) - 1 | 0) & l8) | 0);
     words[(l1 >> 2) + 2] = (((((l6 = (words[(l1 >> 2) + 2] - l7 | 0)) >>> 31) - 1 | 0) & l6) + l7 | 0);
     words[(l1 >> 2) + 3] = (((l6 = (words[(l1 >> 2) + 3] - (l1 = words[(l0 >> 2) + 13]) | 0)) & ((l6 >>> 31) - 1 | 0)) + l1 | 0);
     if ((words[(l3 >> 2) + 4] & (128 << (!l4 ? 1 : 0)))) {
      words[(l5 >> 2)] = (l6 = (((l6 = (words[(l5 >> 2)] - (l1 = words[(l0 >> 2) + 13]) | 0)) & ((l6 >>> 31) - 1 | 0)) + l1 | 0));
      words[(l5 >> 2) + 1] = (((l5 = (words[(l5 >> 2) + 1] - (l1 = (((l5 = (l6 - (l1 = (l1 + l7 | 0)) | 0)) & ((l5 >>> 31) - 1 | 0)) + l1 | 0)) | 0)) & ((l5 >>> 31) - 1 | 0)) + l1 | 0);
     }
     if (l12) {
      words[(l3 >> 2) + 4] = (words[(l3 >> 2) + 4] | (512 << l4));
     }
     l1 = ((l5 = words[(l3 >> 2) + 4]) & 31);
     b11: {
      if (((!((l6 = ((l5 & 1536) !== 0 ? 1 : 0))) ? 1 : 0) & (l1 === 2 ? 1 : 0))) {
       break b11;
      }
      if (!((l5 & (128 << (!l4 ? 1 : 0))))) {
       break b11;
      }
      if (l1 === 7) {
       break b11;
      }
      if ((l1 = ((l1 === 3 ? 1 : 0) ? 2 : l1)) === 1) {
       if (l4) {
        break b11;
       }
       if ((words[(l3 >> 2) + 11] - words[(l3 >> 2) + 12] | 0) < 0) {
        break b11;
       }
       l1 = 2;
      }
      l7 = ((l5 = words[(l3 >> 2) + 4]) & -32);
      t32 = l3;
      if (l6) {
       l1 = ((words[((l3 + (l4 << 4) | 0) >> 2) + 11] - words[(((l8 = ((l6 = (!l4 ? 1 : 0)) << 4)) + (l10 = (l3 + 32 | 0)) | 0) >> 2)] | 0) >= 0 ? 1 : 0);
       l6 = ((words[((l3 + l8 | 0) >> 2) + 11] - words[((l10 + ((l6 ^ 1) << 4) | 0) >> 2)] | 0) >= 0 ? 1 : 0);
       b12: {
        if ((l5 & 1536) === 1536) {
         t31 = 6;
         if (!l1) {
          t30 = t31;
          break b12;
         }
         t30 = (l6 ? 7 : 6);
         break b12;
        }
        t30 = (((l5 & (512 << l4)) ? l6 : l1) ? 5 : 4);
       }
      }
      else {
       t30 = l1;
      }
      words[(t32 >> 2) + 4] = (t30 | l7);
     }
     l1 = 1;
    }
    break b8;
   }
   if (l5 === 1) {
    b13: {
     t33 = 3;
     if (l4) {
      l1 = t33;
      break b13;
     }
     t34 = 3;
     if (((l1 = words[(l3 >> 2) + 4]) & 31)) {
      l1 = t34;
      break b13;
     }
     t35 = 3;
     if ((l1 & 64)) {
      l1 = t35;
      break b13;
     }
     l1 = ((words[(l3 >> 2) + 9] === (words[(l0 >> 2) + 12] + 1 | 0) ? 1 : 0) ? 1 : 3);
    }
    break b8;
   }
   if (l5 === 2) {
    b14: {
     t36 = 3;
     if (((l5 = words[(l3 >> 2) + 4]) & 2048)) {
      l1 = t36;
      break b14;
     }
     t37 = 0;
     if (!l4) {
      l1 = t37;
      break b14;
     }
     t38 = 3;
     if ((l5 & 12288) === 4096) {
      l1 = t38;
      break b14;
     }
     if (!((l5 = (l5 & 31)))) {
      b15: {
       t40 = 0;
       if (!((words[(l0 >> 2) + 14] & 16))) {
        t39 = t40;
        break b15;
       }
       t41 = 0;
       if (((l1 = words[(l0 >> 2) + 13]) - words[(l3 >> 2) + 9] | 0) < 0) {
        t39 = t41;
        break b15;
       }
       t39 = ((l1 - words[(l3 >> 2) + 8] | 0) <= 0 ? 1 : 0);
      }
      if (t39) {
       l1 = ((words[(l0 >> 2) + 14] >>> 16) & 255);
       l6 = (((l5 = words[(l3 >> 2) + 5]) >>> 4) & 15);
       words[(l3 >> 2) + 5] = (l5 & -241);
       if (l1) {
        if (l6 !== 15) {
         words[(l3 >> 2) + 5] = (words[(l3 >> 2) + 5] & -16);
        }
        else {
         words[(l3 >> 2) + 5] = ((words[(l3 >> 2) + 5] & -241) | ((l1 - 1 | 0) << 4));
        }
       }
       else {
        words[(l3 >> 2) + 5] = (words[(l3 >> 2) + 5] & -16);
       }
       l7 = (words[(l3 >> 2) + 10] + ((l5 = words[(l0 >> 2) + 12]) + 1 | 0) | 0);
       l1 = words[(l0 >> 2) + 15];
       l6 = words[(l0 >> 2) + 13];
       words[(l3 >> 2) + 12] = ((l5 + words[(l0 >> 2) + 16] | 0) + ((((l8 = words[(l0 >> 2) + 14]) >>> 1) & 1) + (l8 & 1) | 0) | 0);
       words[(l3 >> 2) + 13] = l7;
       words[(l3 >> 2) + 14] = (l1 ? l1 : 1);
       words[(l3 >> 2) + 15] = l6;
       if (!(((l7 = words[(l3 >> 2) + 4]) & 256))) {
        words[(l3 >> 2) + 4] = (l7 | 256);
        words[(l3 >> 2) + 5] = (words[(l3 >> 2) + 5] | (((words[(l0 >> 2) + 14] >>> 8) & 255) << 16));
       }
       words[(l3 >> 2) + 9] = (((l6 = ((l1 + l6 | 0) - (l1 = words[(l3 >> 2) + 8]) | 0)) & ((l6 >>> 31) - 1 | 0)) + l1 | 0);
       words[(l3 >> 2) + 11] = l5;
       words[(l3 >> 2) + 4] = ((words[(l3 >> 2) + 4] & -32) | 1);
       l1 = 1;
      }
      else {
       l1 = 3;
      }
      break b14;
     }
     t42 = 0;
     if (!(((((words[(l0 >> 2) + 12] + words[(l0 >> 2) + 16] | 0) + ((((l6 = words[(l0 >> 2) + 14]) >>> 1) & 1) + (l6 & 1) | 0) | 0) - words[(((words[(l3 >> 2) + 4] & 256) ? (l3 + 48 | 0) : (l3 + 44 | 0)) >> 2)] | 0) > 0 ? 0 : (isInWindow(l3, 1, l0, l1) | 0)))) {
      l1 = t42;
      break b14;
     }
     l1 = (((l5 === 8 ? 1 : 0) | (l5 === 7 ? 1 : 0)) ? 2 : 1);
    }
    break b8;
   }
   if (l5 === 3) {
    if (!((l6 = ((l5 = words[(l3 >> 2) + 4]) & 31)))) {
     l1 = 3;
     b16: {
      if (!l4) {
       break b16;
      }
      l1 = 0;
      b17: {
       t44 = 0;
       if (!((words[(l0 >> 2) + 14] & 16))) {
        t43 = t44;
        break b17;
       }
       t45 = 0;
       if (((l6 = words[(l0 >> 2) + 13]) - words[(l3 >> 2) + 9] | 0) < 0) {
        t43 = t45;
        break b17;
       }
       t43 = ((l6 - words[(l3 >> 2) + 8] | 0) <= 0 ? 1 : 0);
      }
      if (!t43) {
       break b16;
      }
      words[(l3 >> 2) + 4] = ((l5 & -32) | 8);
      l1 = 1;
     }
     break b8;
    }
    if (!((isInWindow(l3, l4, l0, l1) | 0))) {
     l1 = 0;
     break b8;
    }
    if (l6 === 8) {
     l1 = 2;
     break b8;
    }
    l1 = words[(l0 >> 2) + 12];
    b18: {
     if ((words[(l3 >> 2) + 4] & (128 << l4))) {
      t47 = 1;
      if (l1 === words[(((l3 + 32 | 0) + (l4 << 4) | 0) >> 2)]) {
       t46 = t47;
       break b18;
      }
     }
     t48 = 0;
     if (!((words[(l3 >> 2) + 4] & (128 << (l5 = (!l4 ? 1 : 0)))))) {
      t46 = t48;
      break b18;
     }
     t46 = (l1 === words[((l3 + (l5 << 4) | 0) >> 2) + 11] ? 1 : 0);
    }
    if (!t46) {
     l1 = 2;
     break b8;
    }
    if (((words[(l3 >> 2) + 4] & (128 << l4)) ? (((((words[(l0 >> 2) + 14] >>> 8) & 255) + 16 | 0) >>> 0) < (((words[(l3 >> 2) + 5] >>> ((l4 << 3) + 8 | 0) | 0) & 255) >>> 0) ? 1 : 0) : 0)) {
     l1 = 2;
     break b8;
    }
    words[(l3 >> 2) + 4] = ((words[(l3 >> 2) + 4] & -32) | 8);
    l1 = 1;
    break b8;
   }
   l1 = 0;
  }
  b19: {
   t49 = -2;
   if (l1 === 3) {
    return t49;
   }
   t50 = -28;
   if (!l1) {
    return t50;
   }
   if (l1 === 1) {
    doubles[(l3 >> 3) + 3] = l2;
   }
   l2 = (words[(l0 >> 2) + 17] >>> 0);
   words[((l0 = ((l3 - -64 | 0) + (l4 << 2) | 0)) >> 2)] = (words[(l0 >> 2)] + 1 | 0);
   doubles[((l0 = ((l3 + 80 | 0) + (l4 << 3) | 0)) >> 3)] = (doubles[(l0 >> 3)] + l2);
   return (((imul(l4, 9) + 1 | 0) | (l9 << 5)) | ((words[(l3 >> 2) + 4] & 64) ? 16 : 0));
  }
 }
 if (l5 === 132) {
  b20: {
   t51 = -2;
   b21: {
    l4 = (l4 & 1);
    t53 = 3;
    if ((l1 = ((l6 = words[(l0 >> 2) + 15]) >>> 8)) === 1) {
     t52 = t53;
     break b21;
    }
    l5 = words[(l0 >> 2) + 12];
    t54 = 0;
    b22: {
     b23: {
      t57 = 0;
      if (!((l6 & 1))) {
       t56 = t57;
       break b23;
      }
      t58 = 1;
      if (l1 === 6) {
       t56 = t58;
       break b23;
      }
      t56 = (l1 === 14 ? 1 : 0);
     }
     if (t56) {
      t59 = 1;
      if (!((l6 = words[(((l3 + 32 | 0) + ((!l4 ? 1 : 0) << 4) | 0) >> 2)]))) {
       t55 = t59;
       break b22;
      }
      t55 = (l5 === l6 ? 1 : 0);
      break b22;
     }
     t60 = 1;
     if ((l7 = words[((l6 = ((l3 + 32 | 0) + (l4 << 4) | 0)) >> 2)]) === l5) {
      t55 = t60;
      break b22;
     }
     t61 = 0;
     if (l7) {
      t55 = t61;
      break b22;
     }
     words[(l6 >> 2)] = l5;
     t55 = 1;
    }
    if (!t55) {
     t52 = t54;
     break b21;
    }
    t62 = 2;
    if ((l5 = (words[(l3 >> 2) + 4] & 31)) === 18) {
     t52 = t62;
     break b21;
    }
    if (!((((l6 = (words[(l0 >> 2) + 15] >>> 8)) !== 1 ? 1 : 0) & (l6 !== 2 ? 1 : 0)))) {
     words[(((l3 + 32 | 0) + ((!l4 ? 1 : 0) << 4) | 0) >> 2)] = words[(l0 >> 2) + 13];
    }
    t71 = l3;
    b24: {
     t64 = 18;
     if (l1 === 6) {
      t63 = t64;
      break b24;
     }
     t65 = 18;
     if (l1 === 14) {
      t63 = t65;
      break b24;
     }
     t66 = 17;
     if (l1 === 7) {
      t63 = t66;
      break b24;
     }
     t67 = 17;
     if (l1 === 8) {
      t63 = t67;
      break b24;
     }
     t68 = l5;
     if (l1 === 2) {
      t63 = t68;
      break b24;
     }
     t69 = ((l5 === 13 ? 1 : 0) ? 14 : l5);
     if (l1 === 10) {
      t63 = t69;
      break b24;
     }
     t70 = l5;
     if (!l4) {
      t63 = t70;
      break b24;
     }
     t63 = ((l5 !== 17 ? 1 : 0) ? 15 : l5);
    }
    words[(t71 >> 2) + 4] = (t63 | (words[(l3 >> 2) + 4] & -32));
    t52 = 1;
   }
   if ((l1 = t52) === 3) {
    return t51;
   }
   t72 = -28;
   if (!l1) {
    return t72;
   }
   if (l1 === 1) {
    doubles[(l3 >> 3) + 3] = l2;
   }
   l2 = (words[(l0 >> 2) + 17] >>> 0);
   words[((l0 = ((l3 - -64 | 0) + (l4 << 2) | 0)) >> 2)] = (words[(l0 >> 2)] + 1 | 0);
   doubles[((l0 = ((l3 + 80 | 0) + (l4 << 3) | 0)) >> 3)] = (doubles[(l0 >> 3)] + l2);
   return (((imul(l4, 9) + 1 | 0) | (l9 << 5)) | ((words[(l3 >> 2) + 4] & 64) ? 16 : 0));
  }
 }
 l1 = (l4 & 1);
 if (((l4 = words[(l0 >> 2) + 9]) & 255) === ((((l4 >>> 8) & 255) === 4 ? 1 : 0) ? 1 : 58)) {
  l1 = (((l4 >>> 16) & 255) !== (words[(l0 >> 2) + 15] >>> 8) ? 1 : 0);
 }
 if (l1) {
  t76 = l3;
  b25: {
   t74 = 9;
   if ((l4 = ((l5 = words[(l0 >> 2) + 9]) & 255)) === 17) {
    t73 = t74;
    break b25;
   }
   t75 = 9;
   if (l4 === 136) {
    t73 = t75;
    break b25;
   }
   t73 = ((l4 === ((((l5 >>> 8) & 255) === 4 ? 1 : 0) ? 1 : 58) ? 1 : 0) ? 11 : 19);
  }
  words[(t76 >> 2) + 4] = ((t73 + 1 | 0) | (words[(l3 >> 2) + 4] & -32));
 }
 doubles[(l3 >> 3) + 3] = l2;
 l2 = (words[(l0 >> 2) + 17] >>> 0);
 words[((l0 = ((l3 - -64 | 0) + (l1 << 2) | 0)) >> 2)] = (words[(l0 >> 2)] + 1 | 0);
 doubles[((l0 = ((l3 + 80 | 0) + (l1 << 3) | 0)) >> 3)] = (doubles[(l0 >> 3)] + l2);
 return (((imul(l1, 9) + 1 | 0) | (l9 << 5)) | ((words[(l3 >> 2) + 4] & 64) ? 16 : 0));
}
function isInBounds(l0, l1, l2, l3, l4) {
 const words = shared_words;
 let l5 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 if ((words[(l2 >> 2) + 12] - words[(l0 >> 2) + 1] | 0) > 0) {
  return 0;
 }
 if ((((l5 = words[(l1 >> 2) + 2]) + (l3 - words[(l0 >> 2)] | 0) | 0) >>> 0) >= ((l5 - -2147483648 | 0) >>> 0)) {
  return 0;
 }
 if ((words[(l2 >> 2) + 14] & 16)) {
  l3 = words[(l1 >> 2)];
  return (((l2 = words[(l2 >> 2) + 13]) - (l4 ? words[(l1 >> 2) + 1] : l3) | 0) <= 0 ? ((((l3 - l2 | 0) - -2147483648 | 0) >>> 0) <= (((((l1 = (66000 - (l0 = words[(l0 >> 2) + 2]) | 0)) & ((l1 >>> 31) - 1 | 0)) + l0 | 0) - -2147483648 | 0) >>> 0) ? 1 : 0) : 0);
 }
 else {
  return 1;
 }
}
function copyAddress4(l0, l1) {
 const words = shared_words;
 const view = shared_view;
 l0 = l0 | 0;
 l1 = l1 | 0;
 words[(l0 >> 2)] = 0;
 words[(l0 >> 2) + 1] = 0;
 words[(l0 >> 2) + 2] = 0;
 words[(l0 >> 2) + 3] = view.getInt32(l1);
}
function readTags(l0, l1, l2, l3, l4) {
 const bytes = shared_bytes;
 const view = shared_view;
 let l5 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 b0: for (;;) {
  b1: {
   t1 = 1;
   if (l1 === 33024) {
    t0 = t1;
    break b1;
   }
   t2 = 1;
   if (l1 === 34984) {
    t0 = t2;
    break b1;
   }
   t0 = (l1 === 37120 ? 1 : 0);
  }
  if (t0) {
   if (((l2 + 4 | 0) >>> 0) > (l3 >>> 0)) {
    return -1;
   }
   if (l5 === 8) {
    return -1;
   }
   l1 = view.getUint16((l2 + 2 | 0));
   l2 = (l2 + 4 | 0);
   l5 = (l5 + 1 | 0);
   continue b0;
  }
  break;
 }
 l5 = (l5 ? 256 : 0);
 if ((l1 >>> 0) >= 1536) {
  return ((l2 - l0 | 0) | ((l1 << 16) | l5));
 }
 if ((l1 >>> 0) > 1500) {
  return -1;
 }
 if (((l1 + l2 | 0) >>> 0) > (l4 >>> 0)) {
  return -1;
 }
 t3 = -1;
 t14 = l5;
 b2: {
  t6 = -1;
  t10 = (l2 + 3 | 0);
  t7 = l3;
  t8 = (l0 = (l1 + l2 | 0));
  t9 = ((l0 >>> 0) > (l3 >>> 0) ? 1 : 0);
  if ((t10 >>> 0) > ((t9 ? t7 : t8) >>> 0)) {
   t5 = t6;
   break b2;
  }
  t11 = 0;
  if ((l0 = bytes[l2]) !== (bytes[l2 + 1] & 254)) {
   t5 = t11;
   break b2;
  }
  t12 = 0;
  if (bytes[l2 + 2] !== 3) {
   t5 = t12;
   break b2;
  }
  t13 = -1;
  if (l0 === 170) {
   t5 = t13;
   break b2;
  }
  t5 = ((l0 === 6 ? 1 : 0) ? -1 : 0);
 }
 t4 = (t14 | (l0 = t5));
 t15 = (l0 === -1 ? 1 : 0);
 return (t15 ? t3 : t4);
}
function readCooked(l0, l1, l2, l3, l4, l5) {
 const bytes = shared_bytes;
 const view = shared_view;
 let t0 = 0, t1 = 0, t2 = 0, t3 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = l5 | 0;
 if (((l0 + l3 | 0) >>> 0) > (l4 >>> 0)) {
  return -1;
 }
 if ((l1 = view.getUint16((l0 + l1 | 0))) === 824) {
  return l3;
 }
 if (l1 === 803) {
  return l3;
 }
 if ((l1 = view.getUint16((l0 + l2 | 0))) === 4) {
  b0: {
   t0 = -1;
   if ((((l0 = (l0 + l3 | 0)) + 3 | 0) >>> 0) > ((((l4 >>> 0) < (l5 >>> 0) ? 1 : 0) ? l4 : l5) >>> 0)) {
    return t0;
   }
   t1 = 0;
   if ((l1 = bytes[l0]) !== (bytes[l0 + 1] & 254)) {
    return t1;
   }
   t2 = 0;
   if (bytes[l0 + 2] !== 3) {
    return t2;
   }
   t3 = -1;
   if (l1 === 170) {
    return t3;
   }
   return ((l1 === 6 ? 1 : 0) ? -1 : 0);
  }
 }
 if ((l1 >>> 0) < 1536) {
  return l3;
 }
 return (readTags(l0, l1, (l0 + l3 | 0), l4, l5) | 0);
}
function readIcmp(l0, l1, l2, l3, l4) {
 const bytes = shared_bytes;
 const words = shared_words;
 const view = shared_view;
 let l5 = 0, l6 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 if ((l2 >>> 0) < 8) {
  return 0;
 }
 if (((l1 + 8 | 0) >>> 0) > (l3 >>> 0)) {
  return 0;
 }
 l2 = bytes[l1];
 if (l4 === 1025) {
  b0: {
   t1 = 8;
   if (l2 === 8) {
    t0 = t1;
    break b0;
   }
   t2 = 8;
   if (!l2) {
    t0 = t2;
    break b0;
   }
   t3 = 42;
   if (l2 === 42) {
    t0 = t3;
    break b0;
   }
   t4 = 42;
   if (l2 === 43) {
    t0 = t4;
    break b0;
   }
   t5 = 256;
   if ((l2 >>> 0) < 13) {
    t0 = t5;
    break b0;
   }
   t6 = 256;
   if ((l2 >>> 0) > 18) {
    t0 = t6;
    break b0;
   }
   t0 = (((l2 - 13 | 0) & 254) + 13 | 0);
  }
 }
 else {
  b1: {
   t7 = 128;
   if (l2 === 128) {
    t0 = t7;
    break b1;
   }
   t8 = 128;
   if (l2 === 129) {
    t0 = t8;
    break b1;
   }
   t9 = 139;
   if (l2 === 139) {
    t0 = t9;
    break b1;
   }
   t10 = 139;
   if (l2 === 140) {
    t0 = t10;
    break b1;
   }
   t11 = 160;
   if (l2 === 160) {
    t0 = t11;
    break b1;
   }
   t0 = ((l2 === 161 ? 1 : 0) ? 160 : 256);
  }
 }
 if ((l5 = t0) === 256) {
  return 0;
 }
 words[(l0 >> 2) + 8] = (((l3 = (((l4 === 1025 ? 1 : 0) ? (l5 !== 42 ? 1 : 0) : (l5 === 128 ? 1 : 0)) ? view.getUint16((l1 + 4 | 0)) : 0)) << 16) | l3);
 l6 = (l2 === l5 ? 1 : 0);
 l3 = 16;
 t15 = l0;
 t14 = (l4 | (l5 << 16));
 b2: {
  b3: for (;;) {
   if (l3) {
    if ((l4 = words[(((l3 = (l3 - 4 | 0)) + l0 | 0) >> 2)]) !== (l5 = words[(((l0 + 16 | 0) + l3 | 0) >> 2)])) {
     t13 = (l4 > l5 ? 1 : 0);
     break b2;
    }
    continue b3;
   }
   break;
  }
  t13 = 2;
 }
 if ((l3 = t13) === 2) {
  t12 = 0;
 }
 else {
  t12 = ((l3 === 1 ? 1 : 0) === l6 ? 1 : 0);
 }
 words[(t15 >> 2) + 9] = (t14 | (t12 << 24));
 words[(l0 >> 2) + 12] = 0;
 words[(l0 >> 2) + 13] = 0;
 words[(l0 >> 2) + 15] = (bytes[l1 + 1] | (l2 << 8));
 words[(l0 >> 2) + 16] = 0;
 return 1;
}
function findIn(l0, l1, l2, l3) {
 const words = shared_words;
 let l4 = 0, l5 = 0, l6 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l0;
 b0: for (;;) {
  if ((l4 >>> 0) < ((l0 + 32 | 0) >>> 0)) {
   b1: {
    if (l1 !== words[(l4 >> 2)]) {
     break b1;
    }
    if ((l5 = (words[(l4 >> 2) + 8] - 1 | 0)) === -1) {
     break b1;
    }
    if ((l6 = (directionOfKey(l2, ((l3 + 384 | 0) + (l5 << 7) | 0)) | 0)) !== 2) {
     return ((l5 << 1) | l6);
    }
   }
   l4 = (l4 + 4 | 0);
   continue b0;
  }
  break;
 }
 return -1;
}
function cellOf(l0, l1, l2, l3, l4, l5) {
 const words = shared_words;
 let l6 = 0, l7 = 0, l8 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = l5 | 0;
 l7 = (l1 & (((l6 = imul(((l6 = imul(((l6 = (l5 ^ (((l6 = imul(((l6 = imul(((l6 = (l4 ^ (((l6 = imul(((l6 = imul(((l6 = (l3 ^ (((l6 = imul(((l6 = imul(((l2 >>> 16) ^ l2), -2048144789)) ^ (l6 >>> 13)), -1028477387)) >>> 16) ^ l6))) ^ (l6 >>> 16)), -2048144789)) ^ (l6 >>> 13)), -1028477387)) >>> 16) ^ l6))) ^ (l6 >>> 16)), -2048144789)) ^ (l6 >>> 13)), -1028477387)) >>> 16) ^ l6))) ^ (l6 >>> 16)), -2048144789)) ^ (l6 >>> 13)), -1028477387)) >>> 16) ^ l6));
 b0: for (;;) {
  if ((l8 >>> 0) < 16) {
   if (!(words[((l6 = (l0 + (l7 << 5) | 0)) >> 2) + 4])) {
    return l6;
   }
   if (l2 === words[(l6 >> 2)]) {
    if (l3 === words[(l6 >> 2) + 1]) {
     if (l4 === words[(l6 >> 2) + 2]) {
      if (l5 === words[(l6 >> 2) + 3]) {
       return l6;
      }
     }
    }
   }
   l7 = ((l7 + 1 | 0) & l1);
   l8 = (l8 + 1 | 0);
   continue b0;
  }
  break;
 }
 return 0;
}
function walkPcap(l0, l1, l2, l3, l4, l5, l6, l7, l8, l9) {
 const words = shared_words;
 const doubles = shared_doubles;
 const view = shared_view;
 let l10 = 0, l11 = 0, l12 = 0, l13 = 0, l14 = 0, l15 = 0, l16 = 0, l17 = 0, l18 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = l5 | 0;
 l6 = l6 | 0;
 l7 = l7 | 0;
 l8 = l8 | 0;
 l9 = l9 | 0;
 l12 = 1;
 b0: for (;;) {
  if ((l3 >>> 0) > (l14 >>> 0)) {
   b1: {
    l12 = 0;
    if (((l0 + l6 | 0) >>> 0) > (l1 >>> 0)) {
     break b1;
    }
    l10 = (l0 + 8 | 0);
    l11 = (l0 + 12 | 0);
    t0 = (l13 = (l5 ? view.getInt32(l10, true) : view.getInt32(l10)));
    t2 = (l11 = (l5 ? view.getInt32(l11, true) : view.getInt32(l11)));
    t3 = (((l11 >>> 0) > (l13 >>> 0) ? 1 : 0) ? l13 : l11);
    t4 = ((l8 >>> 0) < 3 ? 1 : 0);
    t1 = (t4 ? t2 : t3);
    t5 = ((l8 >>> 0) >= 4 ? 1 : 0);
    if (((l10 = (t5 ? t0 : t1)) >>> 0) > 262144) {
     l12 = 2;
     break b1;
    }
    if ((((l16 = (l0 + l6 | 0)) + l10 | 0) >>> 0) > (l1 >>> 0)) {
     break b1;
    }
    words[(l2 >> 2) + 19] = l16;
    words[(l2 >> 2) + 20] = l10;
    words[(l2 >> 2) + 21] = (l13 = ((l11 + l13 | 0) - l10 | 0));
    words[(l2 >> 2) + 25] = l9;
    words[(l2 >> 2) + 26] = 0;
    l11 = (l5 ? view.getInt32(l0, true) : view.getInt32(l0));
    l0 = (l0 + 4 | 0);
    if ((l7 >>> 0) <= ((l0 = (l5 ? view.getInt32(l0, true) : view.getInt32(l0))) >>> 0)) {
     l0 = (l0 - imul((l12 = ((l0 >>> 0) / (l7 >>> 0) | 0)), l7) | 0);
    }
    l17 = (l7 === 1000000000 ? (l0 - imul((l0 = ((l0 >>> 0) / 1000 | 0)), 1000) | 0) : 0);
    doubles[(l2 >> 3) + 11] = ((((l11 >>> 0) + (l12 >>> 0)) * 1000000) + (l0 >>> 0));
    words[(l2 >> 2) + 24] = l17;
    l18 = (l18 + (l10 >>> 0));
    l15 = (((l10 >>> 0) < (l13 >>> 0) ? 1 : 0) ? (l15 + 1 | 0) : l15);
    l0 = (l10 + l16 | 0);
    l2 = (l2 + 112 | 0);
    l14 = (l14 + 1 | 0);
    l12 = 1;
    continue b0;
   }
  }
  break;
 }
 words[(l4 >> 2)] = l0;
 words[(l4 >> 2) + 1] = l12;
 doubles[(l4 >> 3) + 1] = (doubles[(l4 >> 3) + 1] + l18);
 doubles[(l4 >> 3) + 2] = (doubles[(l4 >> 3) + 2] + (l15 >>> 0));
 return l14;
}
function track(l0, l1, l2, l3, l4) {
 const words = shared_words;
 const doubles = shared_doubles;
 let l5 = 0, l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, l13 = 0, l14 = 0, l15 = 0, l16 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0, t16 = 0, t17 = 0, t18 = 0, t19 = 0, t20 = 0, t21 = 0, t22 = 0, t23 = 0, t24 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 if (words[(l4 >> 2) + 14]) {
  return l1;
 }
 l0 = (l0 + imul(l1, 112) | 0);
 b0: for (;;) {
  if ((l1 >>> 0) < (l2 >>> 0)) {
   l5 = -1;
   if ((l6 = (words[(l0 >> 2) + 18] & 65535)) !== 1) {
    if (l6) {
     return l1;
    }
    t0 = (l15 = doubles[(l0 >> 3) + 11]);
    t1 = (l16 = doubles[(l4 >> 3)]);
    t2 = (l15 > l16 ? 1 : 0);
    l15 = (t2 ? t0 : t1);
    b1: {
     if (!(((l12 = (words[(l4 >> 2) + 5] + 1 | 0)) & 63))) {
      b2: {
       l8 = words[(l4 >> 2) + 6];
       t4 = 16;
       t5 = (l6 = words[(l4 >> 2) + 3]);
       t6 = ((l6 >>> 0) >= 16 ? 1 : 0);
       l5 = (t6 ? t4 : t5);
       t7 = -2;
       b3: {
        b4: for (;;) {
         if (l5) {
          t12 = (l4 + 384 | 0);
          t9 = (l8 = (l8 + 1 | 0));
          t10 = 0;
          t11 = ((l6 >>> 0) > (l8 >>> 0) ? 1 : 0);
          if (((l7 = words[((l9 = (t12 + ((l8 = (t11 ? t9 : t10)) << 7) | 0)) >> 2) + 4]) & 32)) {
           t13 = 1;
           if (doubles[(((l4 - -64 | 0) + ((l7 & 31) << 3) | 0) >> 3)] < (l15 - doubles[(l9 >> 3) + 3])) {
            t8 = t13;
            break b3;
           }
          }
          l5 = (l5 - 1 | 0);
          continue b4;
         }
         break;
        }
        t8 = 0;
       }
       if (t8) {
        t3 = t7;
        break b2;
       }
       t14 = -2;
       if ((l8 = (follow(l0, l4, l15) | 0)) === -2) {
        t3 = t14;
        break b2;
       }
       doubles[(l4 >> 3)] = l15;
       words[(l4 >> 2) + 5] = l12;
       t18 = l4;
       t15 = (l5 = (words[(l4 >> 2) + 6] + (((l6 >>> 0) >= 16 ? 1 : 0) ? 16 : l6) | 0));
       t16 = (l5 - l6 | 0);
       t17 = ((l5 >>> 0) < (l6 >>> 0) ? 1 : 0);
       words[(t18 >> 2) + 6] = (t17 ? t15 : t16);
       t3 = l8;
      }
      break b1;
     }
     b5: {
      b6: {
       if ((words[(l0 >> 2) + 14] & 23) !== 16) {
        break b6;
       }
       if (((l13 = (words[(l0 >> 2) + 27] - 1 | 0)) >>> 0) >= (words[(l4 >> 2) + 3] >>> 0)) {
        break b6;
       }
       if ((words[((l6 = ((l4 + 384 | 0) + (l13 << 7) | 0)) >> 2) + 4] & 2047) !== 418) {
        break b6;
       }
       if ((l8 = (directionOfKey(l0, l6) | 0)) === 2) {
        break b6;
       }
       if (doubles[(l4 >> 3) + 10] < (l15 - doubles[(l6 >> 3) + 3])) {
        break b6;
       }
       if (!((isInBounds((l5 = ((l9 = (l6 + 32 | 0)) + (l8 << 4) | 0)), (l9 = (l9 + ((l8 ^ 1) << 4) | 0)), l0, (l7 = (words[(l0 >> 2) + 12] + words[(l0 >> 2) + 16] | 0)), words[(l4 >> 2) + 13]) | 0))) {
        break b6;
       }
       t23 = words[(l0 >> 2) + 15];
       t20 = 14;
       t21 = (l10 = ((words[(l6 >> 2) + 5] >>> (l14 = (l8 << 2)) | 0) & 15));
       t22 = ((l10 >>> 0) > 14 ? 1 : 0);
       l10 = (t23 << (t22 ? t20 : t21));
       words[(l5 >> 2)] = (((l11 = (words[(l5 >> 2)] - l7 | 0)) & ((l11 >>> 31) - 1 | 0)) + l7 | 0);
       words[(l5 >> 2) + 1] = (l7 + ((((l11 = (words[(l5 >> 2) + 1] - l7 | 0)) >>> 31) - 1 | 0) & l11) | 0);
       words[(l5 >> 2) + 2] = (((((l7 = (words[(l5 >> 2) + 2] - l10 | 0)) >>> 31) - 1 | 0) & l7) + l10 | 0);
       words[(l5 >> 2) + 3] = (((l7 = (words[(l5 >> 2) + 3] - (l5 = words[(l0 >> 2) + 13]) | 0)) & ((l7 >>> 31) - 1 | 0)) + l5 | 0);
       words[(l9 >> 2)] = (l7 = (((l7 = (words[(l9 >> 2)] - (l5 = words[(l0 >> 2) + 13]) | 0)) & ((l7 >>> 31) - 1 | 0)) + l5 | 0));
       words[(l9 >> 2) + 1] = (((l9 = (words[(l9 >> 2) + 1] - (l5 = (((l9 = (l7 - (l5 = (l5 + l10 | 0)) | 0)) & ((l9 >>> 31) - 1 | 0)) + l5 | 0)) | 0)) & ((l9 >>> 31) - 1 | 0)) + l5 | 0);
       doubles[(l6 >> 3) + 3] = l15;
       l16 = (words[(l0 >> 2) + 17] >>> 0);
       words[((l5 = ((l6 - -64 | 0) + l14 | 0)) >> 2)] = (words[(l5 >> 2)] + 1 | 0);
       doubles[((l5 = ((l6 + 80 | 0) + (l8 << 3) | 0)) >> 3)] = (doubles[(l5 >> 3)] + l16);
       t19 = ((imul(l8, 9) + 1 | 0) | (l13 << 5));
       break b5;
      }
      t19 = -2;
     }
     if ((l5 = t19) === -2) {
      l5 = (follow(l0, l4, l15) | 0);
     }
     t24 = -2;
     if (l5 === -2) {
      t3 = t24;
      break b1;
     }
     doubles[(l4 >> 3)] = l15;
     words[(l4 >> 2) + 5] = l12;
     t3 = l5;
    }
    if ((l5 = t3) === -2) {
     return l1;
    }
   }
   words[((l3 + (l1 << 2) | 0) >> 2)] = l5;
   l0 = (l0 + 112 | 0);
   l1 = (l1 + 1 | 0);
   continue b0;
  }
  break;
 }
 return l2;
}
function parseRows(l0, l1, l2, l3, l4, l5) {
 const bytes = shared_bytes;
 const words = shared_words;
 const doubles = shared_doubles;
 const view = shared_view;
 let l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, l13 = 0, l14 = 0, l15 = 0, l16 = 0, l17 = 0, l18 = 0, l19 = 0, l20 = 0, l21 = 0, l22 = 0, l23 = 0, l24 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0, t16 = 0, t17 = 0, t18 = 0, t19 = 0, t20 = 0, t21 = 0, t22 = 0, t23 = 0, t24 = 0, t25 = 0, t26 = 0, t27 = 0, t28 = 0, t29 = 0, t30 = 0, t31 = 0, t32 = 0, t33 = 0, t34 = 0, t35 = 0, t36 = 0, t37 = 0, t38 = 0, t39 = 0, t40 = 0, t41 = 0, t42 = 0, t43 = 0, t44 = 0, t45 = 0, t46 = 0, t47 = 0, t48 = 0, t49 = 0, t50 = 0, t51 = 0, t52 = 0, t53 = 0, t54 = 0, t55 = 0, t56 = 0, t57 = 0, t58 = 0, t59 = 0, t60 = 0, t61 = 0, t62 = 0, t63 = 0, t64 = 0, t65 = 0, t66 = 0, t67 = 0, t68 = 0, t69 = 0, t70 = 0, t71 = 0, t72 = 0, t73 = 0, t74 = 0, t75 = 0, t76 = 0, t77 = 0, t78 = 0, t79 = 0, t80 = 0, t81 = 0, t82 = 0, t83 = 0, t84 = 0, t85 = 0, t86 = 0, t87 = 0, t88 = 0, t89 = 0, t90 = 0, t91 = 0, t92 = 0, t93 = 0, t94 = 0, t95 = 0, t96 = 0, t97 = 0, t98 = 0, t99 = 0, t100 = 0, t101 = 0, t102 = 0, t103 = 0, t104 = 0, t105 = 0, t106 = 0, t107 = 0, t108 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = l5 | 0;
 l16 = l0;
 l17 = l16;
 l19 = l17;
 b0: for (;;) {
  if ((l1 >>> 0) > (l20 >>> 0)) {
   t108 = l0;
   b1: {
    l11 = ((l6 = words[(l0 >> 2) + 19]) + (l9 = words[(l0 >> 2) + 20]) | 0);
    t2 = 2147483647;
    t3 = (l7 = words[(l0 >> 2) + 21]);
    t4 = ((l7 >>> 0) >= 2147483647 ? 1 : 0);
    t1 = (t4 ? t2 : t3);
    t5 = l9;
    t6 = ((l7 >>> 0) > (l9 >>> 0) ? 1 : 0);
    l9 = ((t6 ? t1 : t5) + l6 | 0);
    t7 = 2;
    b2: {
     if ((l7 = words[(l0 >> 2) + 25]) === 1) {
      t9 = -1;
      if (((l8 = (l6 + 14 | 0)) >>> 0) > (l11 >>> 0)) {
       t8 = t9;
       break b2;
      }
      t10 = 134217742;
      if ((l7 = view.getUint16((l6 + 12 | 0))) === 2048) {
       t8 = t10;
       break b2;
      }
      t11 = -2032336882;
      if (l7 === 34525) {
       t8 = t11;
       break b2;
      }
      t8 = (readTags(l6, l7, l8, l11, l9) | 0);
      break b2;
     }
     if (l7 === 113) {
      t8 = (readCooked(l6, 2, 14, 16, l11, l9) | 0);
      break b2;
     }
     if (l7 === 276) {
      t8 = (readCooked(l6, 8, 0, 20, l11, l9) | 0);
      break b2;
     }
     b3: {
      t12 = 134217728;
      if (l7 === 228) {
       t8 = t12;
       break b3;
      }
      t13 = -2032336896;
      if (l7 === 229) {
       t8 = t13;
       break b3;
      }
      if (((l7 !== 101 ? 1 : 0) & (l7 !== 12 ? 1 : 0))) {
       t14 = -1;
       if (l7 !== 14) {
        t8 = t14;
        break b3;
       }
      }
      t15 = -1;
      if (((l6 + 1 | 0) >>> 0) > (l11 >>> 0)) {
       t8 = t15;
       break b3;
      }
      t16 = 134217728;
      if ((l7 = (bytes[l6] >>> 4)) === 4) {
       t8 = t16;
       break b3;
      }
      t8 = ((l7 === 6 ? 1 : 0) ? -2032336896 : -1);
     }
    }
    if ((l8 = t8) === -1) {
     t0 = t7;
     break b1;
    }
    l10 = (l6 + (l8 & 255) | 0);
    l7 = (l8 & 256);
    t17 = 2;
    if ((l6 = (l8 >>> 16)) === 2048) {
     l12 = (l7 | 1);
     b4: {
      b5: {
       if (((l6 = (l10 + 20 | 0)) >>> 0) > (l11 >>> 0)) {
        break b5;
       }
       if (((l7 = bytes[l10]) >>> 4) !== 4) {
        break b5;
       }
       t23 = l9;
       t22 = l10;
       t19 = (l8 = view.getUint16((l10 + 2 | 0)));
       t20 = (l9 - l10 | 0);
       t21 = l8;
       if ((t23 >>> 0) < ((l8 = (t22 + (t21 ? t19 : t20) | 0)) >>> 0)) {
        break b5;
       }
       if (((l9 = (l10 + ((l7 & 15) << 2) | 0)) >>> 0) > (l8 >>> 0)) {
        break b5;
       }
       if ((l9 >>> 0) > (l11 >>> 0)) {
        break b5;
       }
       if (l6 !== l9) {
        b6: {
         t25 = 0;
         if ((l6 >>> 0) > (l9 >>> 0)) {
          t24 = t25;
          break b6;
         }
         b7: for (;;) {
          if ((l6 >>> 0) < (l9 >>> 0)) {
           t26 = 1;
           if (!((l7 = bytes[l6]))) {
            t24 = t26;
            break b6;
           }
           if (l7 === 1) {
            l6 = (l6 + 1 | 0);
            continue b7;
           }
           t27 = 0;
           if (l7 === 131) {
            t24 = t27;
            break b6;
           }
           t28 = 0;
           if (l7 === 137) {
            t24 = t28;
            break b6;
           }
           t29 = 0;
           if ((l6 + 1 | 0) === l9) {
            t24 = t29;
            break b6;
           }
           t30 = 0;
           if (((l7 = bytes[l6 + 1]) >>> 0) < 2) {
            t24 = t30;
            break b6;
           }
           t31 = 0;
           if ((l9 >>> 0) < ((l6 = (l6 + l7 | 0)) >>> 0)) {
            t24 = t31;
            break b6;
           }
           continue b7;
          }
          break;
         }
         t24 = 1;
        }
        if (!t24) {
         break b5;
        }
       }
       if (((bytes[l10 + 6] | (bytes[l10 + 7] << 8)) & 65343)) {
        break b5;
       }
       copyAddress4(l0, (l10 + 12 | 0));
       copyAddress4((l0 + 16 | 0), (l10 + 16 | 0));
       words[(l0 >> 2) + 9] = (bytes[l10 + 9] | 1024);
       words[(l0 >> 2) + 14] = (bytes[l10 + 8] << 8);
       words[(l0 >> 2) + 17] = (l8 - l10 | 0);
       t18 = l9;
       break b4;
      }
      t18 = -1;
     }
    }
    else {
     if (l6 === 34525) {
      l12 = (l7 | 2);
      b8: {
       l13 = 0;
       t32 = -1;
       if (((l6 = (l10 + 40 | 0)) >>> 0) > (l11 >>> 0)) {
        t18 = t32;
        break b8;
       }
       t33 = -1;
       if ((bytes[l10] >>> 4) !== 6) {
        t18 = t33;
        break b8;
       }
       l8 = bytes[l10 + 6];
       t34 = -1;
       t38 = l9;
       t35 = (l6 + (l7 = view.getUint16((l10 + 4 | 0))) | 0);
       t36 = ((l8 === 59 ? 1 : 0) ? l6 : l9);
       t37 = l7;
       if ((t38 >>> 0) < ((l9 = (t37 ? t35 : t36)) >>> 0)) {
        t18 = t34;
        break b8;
       }
       words[(l0 >> 2)] = view.getInt32((l7 = (l10 + 8 | 0)));
       words[(l0 >> 2) + 1] = view.getInt32((l7 + 4 | 0));
       words[(l0 >> 2) + 2] = view.getInt32((l7 = (l7 + 8 | 0)));
       words[(l0 >> 2) + 3] = view.getInt32((l7 + 4 | 0));
       words[(l0 >> 2) + 4] = view.getInt32((l7 = (l10 + 24 | 0)));
       words[(l0 >> 2) + 5] = view.getInt32((l7 + 4 | 0));
       words[(l0 >> 2) + 6] = view.getInt32((l7 = (l7 + 8 | 0)));
       words[(l0 >> 2) + 7] = view.getInt32((l7 + 4 | 0));
       words[(l0 >> 2) + 9] = (l8 | 1536);
       words[(l0 >> 2) + 14] = (bytes[l10 + 7] << 8);
       words[(l0 >> 2) + 17] = (l9 - l10 | 0);
       t39 = l6;
       b9: {
        t41 = 1;
        if (!l8) {
         t40 = t41;
         break b9;
        }
        t42 = 0;
        if ((l8 >>> 0) < 43) {
         t40 = t42;
         break b9;
        }
        t43 = 1;
        if (l8 === 43) {
         t40 = t43;
         break b9;
        }
        t44 = 1;
        if (l8 === 44) {
         t40 = t44;
         break b9;
        }
        t45 = 1;
        if (l8 === 51) {
         t40 = t45;
         break b9;
        }
        t46 = 1;
        if (l8 === 60) {
         t40 = t46;
         break b9;
        }
        t40 = (l8 === 135 ? 1 : 0);
       }
       if (!t40) {
        t18 = t39;
        break b8;
       }
       l14 = (((l9 >>> 0) > (l11 >>> 0) ? 1 : 0) ? l11 : l9);
       l6 = (l10 + 40 | 0);
       b10: {
        b11: for (;;) {
         b12: {
          t48 = 1;
          if (!l8) {
           t47 = t48;
           break b12;
          }
          t49 = 0;
          if ((l8 >>> 0) < 43) {
           t47 = t49;
           break b12;
          }
          t50 = 1;
          if (l8 === 43) {
           t47 = t50;
           break b12;
          }
          t51 = 1;
          if (l8 === 44) {
           t47 = t51;
           break b12;
          }
          t52 = 1;
          if (l8 === 51) {
           t47 = t52;
           break b12;
          }
          t53 = 1;
          if (l8 === 60) {
           t47 = t53;
           break b12;
          }
          t47 = (l8 === 135 ? 1 : 0);
         }
         if (t47) {
          l7 = -1;
          if (l13 === 16) {
           break b10;
          }
          if (((l6 + 8 | 0) >>> 0) > (l14 >>> 0)) {
           break b10;
          }
          t57 = l6;
          t54 = (((l9 = bytes[l6 + 1]) + 2 | 0) << 2);
          t55 = ((l9 + 1 | 0) << 3);
          t56 = (l8 === 51 ? 1 : 0);
          if (((l9 = (t57 + (t56 ? t54 : t55) | 0)) >>> 0) > (l14 >>> 0)) {
           break b10;
          }
          b13: {
           t59 = 0;
           if (l8 === 44) {
            t58 = t59;
            break b13;
           }
           if (l8 === 43) {
            t58 = (bytes[l6 + 2] !== 0 ? 1 : 0);
            break b13;
           }
           if (l8 === 60) {
            l8 = (l6 + 2 | 0);
            b14: {
             b15: for (;;) {
              if ((l8 >>> 0) < (l9 >>> 0)) {
               if (!(bytes[l8])) {
                l8 = (l8 + 1 | 0);
                continue b15;
               }
               t60 = 0;
               if ((l8 + 1 | 0) === l9) {
                t58 = t60;
                break b14;
               }
               t61 = 0;
               if ((l9 >>> 0) < ((l8 = (l8 + (bytes[l8 + 1] + 2 | 0) | 0)) >>> 0)) {
                t58 = t61;
                break b14;
               }
               continue b15;
              }
              break;
             }
             t58 = 1;
            }
            break b13;
           }
           t62 = 1;
           if (l8) {
            t58 = t62;
            break b13;
           }
           if (l13) {
            t58 = 0;
           }
           else {
            l8 = (l6 + 2 | 0);
            b16: {
             b17: for (;;) {
              if ((l8 >>> 0) < (l9 >>> 0)) {
               if (!((l18 = bytes[l8]))) {
                l8 = (l8 + 1 | 0);
                continue b17;
               }
               t63 = 0;
               if ((l8 + 1 | 0) === l9) {
                t58 = t63;
                break b16;
               }
               t64 = 0;
               if ((l9 >>> 0) < ((l8 = (l8 + (bytes[l8 + 1] + 2 | 0) | 0)) >>> 0)) {
                t58 = t64;
                break b16;
               }
               t65 = 0;
               if (l18 === 194) {
                t58 = t65;
                break b16;
               }
               continue b17;
              }
              break;
             }
             t58 = 1;
            }
           }
          }
          if (!t58) {
           break b10;
          }
          l8 = bytes[l6];
          l6 = l9;
          l13 = (l13 + 1 | 0);
          continue b11;
         }
         break;
        }
        words[(l0 >> 2) + 9] = (l8 | 1536);
        l7 = l6;
       }
       t18 = l7;
      }
     }
     else {
      b18: {
       t66 = 2;
       if (l6 === 34887) {
        t0 = t66;
        break b18;
       }
       t67 = 2;
       if (l6 === 34888) {
        t0 = t67;
        break b18;
       }
       t68 = 2;
       if (l6 === 34916) {
        t0 = t68;
        break b18;
       }
       t69 = ((l7 << 16) | 1);
       if (l6 !== 2054) {
        t0 = t69;
        break b18;
       }
       t0 = ((((l10 + 8 | 0) >>> 0) > (l11 >>> 0) ? 0 : ((l11 >>> 0) >= (((l10 + 8 | 0) + ((bytes[l10 + 4] + bytes[l10 + 5] | 0) << 1) | 0) >>> 0) ? 1 : 0)) ? (((l7 | 128) << 16) | 1) : 2);
      }
      break b1;
     }
    }
    if ((l6 = t18) === -1) {
     t0 = t17;
     break b1;
    }
    t70 = 2;
    t106 = l12;
    b19: {
     l9 = ((l10 + words[(l0 >> 2) + 17] | 0) - l6 | 0);
     if ((l7 = ((l8 = words[(l0 >> 2) + 9]) & 255)) === 6) {
      b20: {
       t73 = -1;
       if ((l9 >>> 0) < 20) {
        t72 = t73;
        break b20;
       }
       t74 = -1;
       if (((l6 + 20 | 0) >>> 0) > (l11 >>> 0)) {
        t72 = t74;
        break b20;
       }
       t75 = -1;
       if (((l8 = ((bytes[l6 + 12] >>> 4) << 2)) >>> 0) < 20) {
        t72 = t75;
        break b20;
       }
       t76 = -1;
       if ((l8 >>> 0) > (l9 >>> 0)) {
        t72 = t76;
        break b20;
       }
       l10 = view.getInt32(l6);
       if ((l5 & 2)) {
        t77 = -1;
        if ((((l10 & 65535) === 53 ? 1 : 0) | ((l10 >>> 16) === 53 ? 1 : 0))) {
         t72 = t77;
         break b20;
        }
       }
       if (((l23 = bytes[l6 + 13]) & 2)) {
        t78 = (l18 = (l6 + l8 | 0));
        t79 = l11;
        t80 = ((l11 >>> 0) > (l18 >>> 0) ? 1 : 0);
        l13 = (t80 ? t78 : t79);
        l12 = 0;
        l7 = (l6 + 20 | 0);
        b21: for (;;) {
         if ((l7 >>> 0) < (l13 >>> 0)) {
          b22: {
           if (!((l21 = bytes[l7]))) {
            break b22;
           }
           if (l21 === 1) {
            l7 = (l7 + 1 | 0);
            continue b21;
           }
           if ((l7 + 1 | 0) === l13) {
            break b22;
           }
           if (((l14 = bytes[l7 + 1]) >>> 0) < 2) {
            break b22;
           }
           if (((l7 + l14 | 0) >>> 0) > (l13 >>> 0)) {
            break b22;
           }
           if (((l21 === 3 ? 1 : 0) & (l14 === 3 ? 1 : 0))) {
            t81 = 14;
            t82 = (l12 = bytes[l7 + 2]);
            t83 = ((l12 >>> 0) >= 14 ? 1 : 0);
            l12 = ((t83 ? t81 : t82) + 1 | 0);
           }
           l7 = (l7 + l14 | 0);
           continue b21;
          }
         }
         break;
        }
        l7 = (l12 ? l12 : (((l11 >>> 0) < (l18 >>> 0) ? 1 : 0) ? 16 : 0));
       }
       else {
        l7 = 0;
       }
       words[(l0 >> 2) + 8] = l10;
       words[(l0 >> 2) + 12] = view.getInt32((l10 = (l6 + 4 | 0)));
       words[(l0 >> 2) + 13] = view.getInt32((l10 + 4 | 0));
       words[(l0 >> 2) + 14] = ((l23 | words[(l0 >> 2) + 14]) | (l7 << 16));
       words[(l0 >> 2) + 15] = view.getUint16((l6 + 14 | 0));
       words[(l0 >> 2) + 16] = (l9 - l8 | 0);
       t72 = 4;
      }
      break b19;
     }
     if (l7 === 17) {
      b23: {
       t84 = -1;
       if ((l9 >>> 0) < 8) {
        t72 = t84;
        break b23;
       }
       t85 = -1;
       if (((l6 + 8 | 0) >>> 0) > (l11 >>> 0)) {
        t72 = t85;
        break b23;
       }
       l7 = view.getInt32(l6);
       if ((l5 & 2)) {
        t86 = -1;
        if ((((l7 & 65535) === 53 ? 1 : 0) | ((l7 >>> 16) === 53 ? 1 : 0))) {
         t72 = t86;
         break b23;
        }
       }
       if ((l5 & 1)) {
        t87 = -1;
        b24: {
         t89 = 1;
         if ((l8 = (l7 & 65535)) === 4789) {
          t88 = t89;
          break b24;
         }
         t90 = 1;
         if (l8 === 8472) {
          t88 = t90;
          break b24;
         }
         t88 = (l8 === 6081 ? 1 : 0);
        }
        if (t88) {
         t72 = t87;
         break b23;
        }
       }
       if (((!((l6 = view.getUint16((l6 + 4 | 0)))) ? 1 : 0) & ((l9 >>> 0) > 65535 ? 1 : 0))) {
        l6 = l9;
       }
       t91 = -1;
       if ((l6 >>> 0) < 8) {
        t72 = t91;
        break b23;
       }
       t92 = -1;
       if ((l6 >>> 0) > (l9 >>> 0)) {
        t72 = t92;
        break b23;
       }
       words[(l0 >> 2) + 12] = 0;
       words[(l0 >> 2) + 13] = 0;
       words[(l0 >> 2) + 15] = 0;
       words[(l0 >> 2) + 8] = l7;
       words[(l0 >> 2) + 16] = (l6 - 8 | 0);
       t72 = 8;
      }
      break b19;
     }
     if (l8 === 1025) {
      t93 = 16;
      t94 = -1;
      t95 = (readIcmp(l0, l6, l9, l11, l8) | 0);
      t72 = (t95 ? t93 : t94);
      break b19;
     }
     if (l8 === 1594) {
      t96 = 32;
      t97 = -1;
      t98 = (readIcmp(l0, l6, l9, l11, l8) | 0);
      t72 = (t98 ? t96 : t97);
      break b19;
     }
     t99 = -1;
     if (l7 === 2) {
      t72 = t99;
      break b19;
     }
     if (l7 === 132) {
      b25: {
       t100 = -1;
       if ((l9 >>> 0) < 12) {
        t72 = t100;
        break b25;
       }
       t101 = -1;
       if (((l6 + 12 | 0) >>> 0) > (l11 >>> 0)) {
        t72 = t101;
        break b25;
       }
       words[(l0 >> 2) + 8] = view.getInt32(l6);
       words[(l0 >> 2) + 12] = view.getInt32((l6 + 4 | 0));
       words[(l0 >> 2) + 13] = (((l6 + 20 | 0) >>> 0) > (l11 >>> 0) ? 0 : view.getInt32((l6 + 16 | 0)));
       words[(l0 >> 2) + 15] = ((((l6 + 14 | 0) >>> 0) > (l11 >>> 0) ? 0 : bytes[l6 + 13]) | ((((l6 + 13 | 0) >>> 0) > (l11 >>> 0) ? 0 : bytes[l6 + 12]) << 8));
       words[(l0 >> 2) + 16] = (l9 - 12 | 0);
       t72 = 64;
      }
      break b19;
     }
     t102 = -1;
     if (l7 === 136) {
      t72 = t102;
      break b19;
     }
     if ((l5 & 1)) {
      t103 = -1;
      if (l7 === 4) {
       t72 = t103;
       break b19;
      }
      t104 = -1;
      if (l7 === 41) {
       t72 = t104;
       break b19;
      }
      t105 = -1;
      if (l7 === 47) {
       t72 = t105;
       break b19;
      }
     }
     words[(l0 >> 2) + 12] = 0;
     words[(l0 >> 2) + 13] = 0;
     words[(l0 >> 2) + 15] = 0;
     words[(l0 >> 2) + 8] = 0;
     words[(l0 >> 2) + 16] = 0;
     t72 = 0;
    }
    t71 = ((t106 | (l6 = t72)) << 16);
    t107 = (l6 === -1 ? 1 : 0);
    t0 = (t107 ? t70 : t71);
   }
   words[(t108 >> 2) + 18] = (l6 = t0);
   if ((l6 & 65535) === 2) {
    l22 = (l22 + 1 | 0);
   }
   else {
    words[((l7 = ((l4 + 32 | 0) + ((l9 = (l6 >>> 16)) << 2) | 0)) >> 2)] = (words[(l7 >> 2)] + 1 | 0);
    l24 = (l24 + (words[(l0 >> 2) + 20] >>> 0));
    if (!((l6 & 65535))) {
     if ((l9 & 2)) {
      hashRow(l0, l2, l3);
     }
     else {
      if (l15 === 3) {
       hashRow(l0, l2, l3);
       hashRow(l16, l2, l3);
       hashRow(l17, l2, l3);
       hashRow(l19, l2, l3);
       l15 = 0;
      }
      else {
       l19 = l17;
       l17 = l16;
       l16 = l0;
       l15 = (l15 + 1 | 0);
      }
     }
    }
   }
   l0 = (l0 + 112 | 0);
   l20 = (l20 + 1 | 0);
   continue b0;
  }
  break;
 }
 if (l15) {
  hashRow(l16, l2, l3);
 }
 if ((l15 >>> 0) > 1) {
  hashRow(l17, l2, l3);
 }
 if ((l15 >>> 0) > 2) {
  hashRow(l19, l2, l3);
 }
 doubles[(l4 >> 3) + 3] = (doubles[(l4 >> 3) + 3] + l24);
 return l22;
}
function touchOutcomes(l0, l1, l2, l3, l4) {
 const words = shared_words;
 let l5 = 0, l6 = 0, l7 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = words[(l3 >> 2) + 1];
 l6 = words[(l3 >> 2) + 2];
 l3 = (l0 + imul(l2, 112) | 0);
 l2 = 0;
 l0 = (l0 + imul(l1, 112) | 0);
 l1 = l0;
 b0: for (;;) {
  if ((l1 >>> 0) < (l3 >>> 0)) {
   if (((l7 = (words[(l1 >> 2) + 27] - 1 | 0)) >>> 0) < (l4 >>> 0)) {
    l2 = (l2 + words[((l5 + (l7 << 2) | 0) >> 2)] | 0);
   }
   l1 = (l1 + 112 | 0);
   continue b0;
  }
  break;
 }
 b1: for (;;) {
  if ((l0 >>> 0) < (l3 >>> 0)) {
   if (((l1 = (words[(l0 >> 2) + 27] - 1 | 0)) >>> 0) < (l4 >>> 0)) {
    if (((l1 = words[((l5 + (l1 << 2) | 0) >> 2)]) >>> 0) < 1073741824) {
     l2 = (l2 + words[((l6 + (l1 << 5) | 0) >> 2)] | 0);
    }
   }
   l0 = (l0 + 112 | 0);
   continue b1;
  }
  break;
 }
 return l2;
}
function judge(l0, l1, l2, l3, l4, l5, l6, l7) {
 const bytes = shared_bytes;
 const halves = shared_halves;
 const words = shared_words;
 const doubles = shared_doubles;
 let l8 = 0, l9 = 0, l10 = 0, l11 = 0, l12 = 0, l13 = 0, l14 = 0, l15 = 0, l16 = 0, l17 = 0, l18 = 0, l19 = 0, l20 = 0, l21 = 0, l22 = 0, l23 = 0, l24 = 0, l25 = 0, l26 = 0, l27 = 0, t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, t8 = 0, t9 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0, t14 = 0, t15 = 0, t16 = 0, t17 = 0, t18 = 0, t19 = 0, t20 = 0, t21 = 0, t22 = 0, t23 = 0, t24 = 0, t25 = 0, t26 = 0, t27 = 0, t28 = 0, t29 = 0, t30 = 0, t31 = 0, t32 = 0, t33 = 0, t34 = 0, t35 = 0, t36 = 0, t37 = 0, t38 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = l5 | 0;
 l6 = l6 | 0;
 l7 = l7 | 0;
 l22 = words[(l5 >> 2) + 1];
 l23 = words[(l5 >> 2) + 2];
 l18 = words[(l5 >> 2) + 7];
 l19 = words[(l5 >> 2) + 8];
 l24 = (((l13 = imul(((l13 = imul((l7 ^ (l7 >>> 16)), -2048144789)) ^ (l13 >>> 13)), -1028477387)) >>> 16) ^ l13);
 l25 = (((l7 = imul(((l7 = imul(((l7 = (l7 + 1 | 0)) ^ (l7 >>> 16)), -2048144789)) ^ (l7 >>> 13)), -1028477387)) >>> 16) ^ l7);
 b0: for (;;) {
  if ((l1 >>> 0) < (l2 >>> 0)) {
   b1: {
    l13 = (l0 + imul(l1, 112) | 0);
    l20 = ((l7 = words[((l3 + (l1 << 2) | 0) >> 2)]) & 7);
    l21 = (l22 + ((l7 >>> 5) << 2) | 0);
    if (l7 === -1) {
     t0 = words[(l5 >> 2) + 11];
    }
    else {
     if (l20) {
      if (l20 === 4) {
       if ((l7 = words[(l5 >> 2)])) {
        t4 = l5;
        t1 = 36;
        t2 = 40;
        t3 = ((words[((placeOf(l7, (l9 = ((words[(l13 >> 2) + 9] >>> 8) & 255)), l13) | 0) >> 2) + 7] | words[((placeOf(l7, l9, (l13 + 16 | 0)) | 0) >> 2) + 7]) & 16);
        t0 = words[((t4 + (t3 ? t1 : t2) | 0) >> 2)];
       }
       else {
        t0 = 0;
       }
      }
      else {
       t0 = words[(l21 >> 2)];
      }
     }
     else {
      b2: {
       t5 = 0;
       if (!((l7 = words[(l5 >> 2)]))) {
        t0 = t5;
        break b2;
       }
       l9 = (placeOf(l7, (l10 = (((l8 = words[(l13 >> 2) + 9]) >>> 8) & 255)), l13) | 0);
       l10 = (placeOf(l7, l10, (l13 + 16 | 0)) | 0);
       b3: {
        if (((l14 = bytes[((l12 = (l8 & 255)) + (l7 + words[(l7 >> 2) + 11] | 0) | 0)]) >>> 0) < 4) {
         l14 = halves[(((l7 + words[(l7 >> 2) + 16] | 0) + ((halves[(((l7 + words[(l7 >> 2) + 12] | 0) + (((l12 = words[(l13 >> 2) + 8]) & 65535) << 1) | 0) >> 1)] + imul(words[(l7 >> 2) + 14], (((l11 = words[(l7 >> 2) + 13]) ? halves[(((l7 + l11 | 0) + ((l12 >>> 16) << 1) | 0) >> 1)] : 0) + imul(l14, words[(l7 >> 2) + 15]) | 0)) | 0) << 1) | 0) >> 1)];
         break b3;
        }
        if (l14 === 6) {
         l14 = halves[(((l7 + words[(l7 >> 2) + 19] | 0) + (l12 << 1) | 0) >> 1)];
         break b3;
        }
        l14 = halves[(((words[((l7 + ((l14 === 4 ? 1 : 0) ? 68 : 72) | 0) >> 2)] + l7 | 0) + ((words[(l13 >> 2) + 15] & 65535) << 1) | 0) >> 1)];
       }
       t6 = 0;
       if (((l12 = ((l11 = words[(l10 >> 2) + 7]) | words[(l9 >> 2) + 7])) & 8)) {
        t0 = t6;
        break b2;
       }
       b4: {
        t8 = 1;
        if ((l12 & 2)) {
         t7 = t8;
         break b4;
        }
        t9 = 1;
        if ((l11 & 4)) {
         t7 = t9;
         break b4;
        }
        if ((l11 = words[(l9 >> 2) + 5])) {
         t10 = 1;
         if (l11 === words[(l10 >> 2) + 5]) {
          t7 = t10;
          break b4;
         }
        }
        t11 = 0;
        if (!((l11 = words[(l9 >> 2) + 6]))) {
         t7 = t11;
         break b4;
        }
        t12 = 0;
        if (l11 !== words[(l10 >> 2) + 6]) {
         t7 = t12;
         break b4;
        }
        t7 = (words[(l7 >> 2) + 23] | (l12 & 1));
       }
       if (t7) {
        t0 = ((l7 = (cellOf(words[(l5 >> 2) + 5], words[(l5 >> 2) + 6], l9, l10, (((l9 = (l8 & 255)) << 16) | ((bytes[(l9 + (l7 + words[(l7 >> 2) + 11] | 0) | 0)] >>> 0) < 4 ? (words[(l13 >> 2) + 8] & 65535) : 0)), l14) | 0)) ? words[(l7 >> 2) + 4] : 0);
        break b2;
       }
       b5: {
        t13 = 0;
        t16 = words[(l5 >> 2) + 3];
        t17 = words[(l5 >> 2) + 4];
        b6: {
         l8 = words[(l10 >> 2)];
         t15 = 0;
         if (!((l12 = words[(l9 >> 2) + 1]))) {
          t14 = t15;
          break b6;
         }
         l12 = (imul(l12, words[(l7 >> 2) + 21]) + l8 | 0);
         l11 = (l7 + words[(l7 >> 2) + 20] | 0);
         t14 = words[(((l7 + words[((l12 = ((l7 + words[(l7 >> 2) + 22] | 0) + ((words[(l7 >> 2) + 24] ? words[((l11 + (l12 << 2) | 0) >> 2)] : halves[((l11 + (l12 << 1) | 0) >> 1)]) << 3) | 0)) >> 2)] | 0) + (halves[(((l7 + words[(l12 >> 2) + 1] | 0) + (l14 << 1) | 0) >> 1)] << 2) | 0) >> 2)];
        }
        t19 = t16;
        t20 = t17;
        t21 = (l12 = t14);
        if ((l11 = words[(l9 >> 2) + 2])) {
         l8 = (imul(l11, words[(l7 >> 2) + 21]) + l8 | 0);
         l11 = (l7 + words[(l7 >> 2) + 20] | 0);
         t18 = words[(((l7 + words[((l8 = ((l7 + words[(l7 >> 2) + 22] | 0) + ((words[(l7 >> 2) + 24] ? words[((l11 + (l8 << 2) | 0) >> 2)] : halves[((l11 + (l8 << 1) | 0) >> 1)]) << 3) | 0)) >> 2)] | 0) + (halves[(((l7 + words[(l8 >> 2) + 1] | 0) + (l14 << 1) | 0) >> 1)] << 2) | 0) >> 2)];
        }
        else {
         t18 = 0;
        }
        t24 = t19;
        t25 = t20;
        t26 = t21;
        t27 = (l11 = t18);
        b7: {
         l8 = words[(l9 >> 2)];
         t23 = 0;
         if (!((l16 = words[(l10 >> 2) + 3]))) {
          t22 = t23;
          break b7;
         }
         l16 = (imul(l16, words[(l7 >> 2) + 21]) + l8 | 0);
         l15 = (l7 + words[(l7 >> 2) + 20] | 0);
         t22 = words[(((l7 + words[((l16 = ((l7 + words[(l7 >> 2) + 22] | 0) + ((words[(l7 >> 2) + 24] ? words[((l15 + (l16 << 2) | 0) >> 2)] : halves[((l15 + (l16 << 1) | 0) >> 1)]) << 3) | 0)) >> 2)] | 0) + (halves[(((l7 + words[(l16 >> 2) + 1] | 0) + (l14 << 1) | 0) >> 1)] << 2) | 0) >> 2)];
        }
        t29 = t24;
        t30 = t25;
        t31 = t26;
        t32 = t27;
        t33 = (l16 = t22);
        if ((l15 = words[(l10 >> 2) + 4])) {
         l8 = (imul(l15, words[(l7 >> 2) + 21]) + l8 | 0);
         l15 = (l7 + words[(l7 >> 2) + 20] | 0);
         t28 = words[(((l7 + words[((l8 = ((l7 + words[(l7 >> 2) + 22] | 0) + ((words[(l7 >> 2) + 24] ? words[((l15 + (l8 << 2) | 0) >> 2)] : halves[((l15 + (l8 << 1) | 0) >> 1)]) << 3) | 0)) >> 2)] | 0) + (halves[(((l7 + words[(l8 >> 2) + 1] | 0) + (l14 << 1) | 0) >> 1)] << 2) | 0) >> 2)];
        }
        else {
         t28 = 0;
        }
        if (!((l14 = (cellOf(t29, t30, t31, t32, t33, (l15 = t28)) | 0)))) {
         t0 = t13;
         break b5;
        }
        if ((l8 = words[(l14 >> 2) + 4])) {
         t0 = l8;
         break b5;
        }
        t34 = 0;
        b8: {
         l17 = words[(l7 >> 2) + 10];
         t36 = 0;
         if (((l8 = words[(l5 >> 2) + 12]) >>> 0) >= 262144) {
          t35 = t36;
          break b8;
         }
         l26 = (((l9 - l7 | 0) - l17 | 0) >>> 5);
         l27 = (((l10 - l7 | 0) - l17 | 0) >>> 5);
         words[(l5 >> 2) + 12] = (l8 + 1 | 0);
         l17 = ((l10 = words[(l5 >> 2) + 14]) + (l12 << 4) | 0);
         l7 = (l10 + (l11 << 4) | 0);
         l9 = (l10 + (l16 << 4) | 0);
         l10 = (l10 + (l15 << 4) | 0);
         t38 = (words[(l5 >> 2) + 2] + (l8 << 5) | 0);
         b9: {
          if (words[(l17 >> 2)] === 2) {
           t37 = words[(l17 >> 2) + 1];
           break b9;
          }
          if (words[(l7 >> 2)] === 2) {
           t37 = words[(l7 >> 2) + 1];
           break b9;
          }
          if (words[(l9 >> 2)] === 2) {
           t37 = words[(l9 >> 2) + 2];
           break b9;
          }
          if (words[(l10 >> 2)] === 2) {
           t37 = words[(l10 >> 2) + 2];
           break b9;
          }
          if (words[(l10 >> 2)]) {
           t37 = words[(l10 >> 2) + 2];
           break b9;
          }
          if (words[(l9 >> 2)]) {
           t37 = words[(l9 >> 2) + 2];
           break b9;
          }
          if (words[(l7 >> 2)]) {
           t37 = words[(l7 >> 2) + 1];
           break b9;
          }
          t37 = words[(l17 >> 2) + 1];
         }
         words[(t38 >> 2)] = t37;
         words[((l7 = (words[(l5 >> 2) + 13] + (l8 << 5) | 0)) >> 2)] = l12;
         words[(l7 >> 2) + 1] = l11;
         words[(l7 >> 2) + 2] = l16;
         words[(l7 >> 2) + 3] = l15;
         words[(l7 >> 2) + 4] = l26;
         words[(l7 >> 2) + 5] = l27;
         t35 = l8;
        }
        if (!((l7 = t35))) {
         t0 = t34;
         break b5;
        }
        words[(l14 >> 2)] = l12;
        words[(l14 >> 2) + 1] = l11;
        words[(l14 >> 2) + 2] = l16;
        words[(l14 >> 2) + 3] = l15;
        words[(l14 >> 2) + 4] = l7;
        t0 = l7;
       }
      }
     }
    }
    if (!((l9 = t0))) {
     break b1;
    }
    if ((l9 >>> 0) >= 1073741824) {
     break b1;
    }
    l7 = (l23 + (l9 << 5) | 0);
    if (!l20) {
     words[(l21 >> 2)] = l9;
     doubles[(l7 >> 3) + 1] = (doubles[(l7 >> 3) + 1] + 1);
    }
    words[((l4 + (l1 << 2) | 0) >> 2)] = l9;
    doubles[(l7 >> 3) + 2] = (doubles[(l7 >> 3) + 2] + 1);
    doubles[(l7 >> 3) + 3] = (doubles[(l7 >> 3) + 3] + (words[(l13 >> 2) + 20] >>> 0));
    l18 = ((l7 = (((l7 = imul(((l7 = imul(((l7 = ((l13 = words[(l7 >> 2)]) ^ (imul((l7 = (l1 + l6 | 0)), -1640531535) ^ (((l6 >>> 0) > (l7 >>> 0) ? 1 : 0) ? l25 : l24)))) ^ (l7 >>> 16)), -2048144789)) ^ (l7 >>> 13)), -1028477387)) >>> 16) ^ l7)) + l18 | 0);
    l19 = ((l19 + imul((l7 ^ l13), -2048144789) | 0) + ((l7 >>> 0) > (l18 >>> 0) ? 1 : 0) | 0);
    l1 = (l1 + 1 | 0);
    continue b0;
   }
  }
  break;
 }
 words[(l5 >> 2) + 7] = l18;
 words[(l5 >> 2) + 8] = l19;
 return l1;
}
function touchRows(l0, l1, l2, l3) {
 const words = shared_words;
 let l4 = 0, l5 = 0, l6 = 0, l7 = 0, l8 = 0, l9 = 0, t0 = 0, t1 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l7 = (l0 + imul(l2, 112) | 0);
 l5 = (l3 + words[(l3 >> 2) + 10] | 0);
 l6 = words[(l3 >> 2) + 9];
 l2 = 0;
 l0 = (l0 + imul(l1, 112) | 0);
 l1 = l0;
 b0: for (;;) {
  if ((l1 >>> 0) < (l7 >>> 0)) {
   b1: {
    t0 = (l2 = (l2 + words[((l5 + ((l6 & words[(l1 >> 2) + 10]) << 6) | 0) >> 2)] | 0));
    if ((words[(l1 >> 2) + 14] & 18) !== 2) {
     l2 = t0;
     break b1;
    }
    l2 = (l2 + words[((l5 + ((l6 & words[(l1 >> 2) + 11]) << 6) | 0) >> 2)] | 0);
   }
   l1 = (l1 + 112 | 0);
   continue b0;
  }
  break;
 }
 l9 = words[(l3 >> 2) + 3];
 b2: for (;;) {
  if ((l0 >>> 0) < (l7 >>> 0)) {
   b3: {
    if ((l4 = ((l1 = words[(l0 >> 2) + 10]) ^ (((l8 = words[(l0 >> 2) + 11]) << 16) | (l8 >>> 16)))) === words[((l1 = (l5 + ((l1 & l6) << 6) | 0)) >> 2)]) {
     t1 = words[(l1 >> 2) + 8];
     break b3;
    }
    if (words[(l1 >> 2) + 1] === l4) {
     t1 = words[(l1 >> 2) + 9];
     break b3;
    }
    if (words[(l1 >> 2) + 2] === l4) {
     t1 = words[(l1 >> 2) + 10];
     break b3;
    }
    if (words[(l1 >> 2) + 3] === l4) {
     t1 = words[(l1 >> 2) + 11];
     break b3;
    }
    if (words[(l1 >> 2) + 4] === l4) {
     t1 = words[(l1 >> 2) + 12];
     break b3;
    }
    if (words[(l1 >> 2) + 5] === l4) {
     t1 = words[(l1 >> 2) + 13];
     break b3;
    }
    if (words[(l1 >> 2) + 6] === l4) {
     t1 = words[(l1 >> 2) + 14];
     break b3;
    }
    t1 = (words[(l1 >> 2) + 7] === l4 ? words[(l1 >> 2) + 15] : 0);
   }
   if (!((l1 = t1))) {
    b4: {
     if (words[((l1 = (l5 + ((l6 & l8) << 6) | 0)) >> 2)] === l4) {
      l1 = words[(l1 >> 2) + 8];
      break b4;
     }
     if (words[(l1 >> 2) + 1] === l4) {
      l1 = words[(l1 >> 2) + 9];
      break b4;
     }
     if (words[(l1 >> 2) + 2] === l4) {
      l1 = words[(l1 >> 2) + 10];
      break b4;
     }
     if (words[(l1 >> 2) + 3] === l4) {
      l1 = words[(l1 >> 2) + 11];
      break b4;
     }
     if (words[(l1 >> 2) + 4] === l4) {
      l1 = words[(l1 >> 2) + 12];
      break b4;
     }
     if (words[(l1 >> 2) + 5] === l4) {
      l1 = words[(l1 >> 2) + 13];
      break b4;
     }
     if (words[(l1 >> 2) + 6] === l4) {
      l1 = words[(l1 >> 2) + 14];
      break b4;
     }
     l1 = (words[(l1 >> 2) + 7] === l4 ? words[(l1 >> 2) + 15] : 0);
    }
   }
   words[(l0 >> 2) + 27] = l1;
   if ((l1 >>> 0) <= (l9 >>> 0)) {
    l2 = (words[((l1 = (l3 + (l1 << 7) | 0)) >> 2) + 80] + (l2 + words[(l1 >> 2) + 64] | 0) | 0);
   }
   l0 = (l0 + 112 | 0);
   continue b2;
  }
  break;
 }
 return l2;
}
function noteFirst(l0, l1, l2, l3, l4, l5) {
 const words = shared_words;
 const doubles = shared_doubles;
 let l6 = 0, l7 = 0, l8 = 0, l9 = 0, l10 = 0, t0 = 0, t1 = 0, t2 = 0;
 l0 = l0 | 0;
 l1 = l1 | 0;
 l2 = l2 | 0;
 l3 = l3 | 0;
 l4 = l4 | 0;
 l5 = +l5;
 b0: for (;;) {
  if ((l1 >>> 0) < (l2 >>> 0)) {
   if (!(((l6 = words[((l3 + (l1 << 2) | 0) >> 2)]) & 7))) {
    l8 = floor(((l9 = doubles[((l7 = (l0 + imul(l1, 112) | 0)) >> 3) + 11]) / 1000000));
    l10 = (words[(l7 >> 2) + 24] >>> 0);
    doubles[((l6 = (l4 + (l6 & -32) | 0)) >> 3)] = (l5 + (l1 >>> 0));
    doubles[(l6 >> 3) + 1] = l8;
    doubles[(l6 >> 3) + 2] = (((l9 - (l8 * 1000000)) * 1000) + l10);
    t2 = l6;
    b1: {
     if ((l6 = (words[(l7 >> 2) + 9] & 255)) === 6) {
      t0 = (words[(l7 >> 2) + 14] & 255);
      break b1;
     }
     if (l6 !== 1) {
      t1 = 0;
      if (l6 !== 58) {
       t0 = t1;
       break b1;
      }
     }
     t0 = (((words[(l7 >> 2) + 15] & 65535) + 1 | 0) << 8);
    }
    words[(t2 >> 2) + 6] = t0;
   }
   l1 = (l1 + 1 | 0);
   continue b0;
  }
  break;
 }
}
return { noteFirst: noteFirst, touchRows: touchRows, judge: judge, touchOutcomes: touchOutcomes, parseRows: parseRows, track: track, walkPcap: walkPcap };
};
