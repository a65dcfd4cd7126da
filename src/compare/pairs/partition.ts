/** Members numbered by class, each class split by whatever list of members is told to it. */
export class Partition {
  readonly classes: Int32Array;
  count = 0;

  constructor(size: number) {
    this.classes = new Int32Array(size);
    this.count = size === 0 ? 0 : 1;
  }

  /** Those on the list part from those that are not. No member may be on it twice. */
  refine(members: ArrayLike<number>): void {
    const parted = new Map<number, number>();
    for (let i = 0; i < members.length; i++) {
      const old = this.classes[members[i]];
      let fresh = parted.get(old);
      if (fresh === undefined) {
        fresh = this.count++;
        parted.set(old, fresh);
      }
      this.classes[members[i]] = fresh;
    }
  }

  /** The members of each class, in order; classes without members are left out, and the rest numbered anew. */
  compact(): readonly (readonly number[])[] {
    const lists: number[][] = [];
    const numbers = new Map<number, number>();
    for (let member = 0; member < this.classes.length; member++) {
      let number = numbers.get(this.classes[member]);
      if (number === undefined) {
        number = lists.length;
        numbers.set(this.classes[member], number);
        lists.push([]);
      }
      this.classes[member] = number;
      lists[number].push(member);
    }
    this.count = lists.length;
    return lists;
  }
}
