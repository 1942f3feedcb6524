// The Merkle tree and its proofs, by the algorithms of RFC 9162, sections 2.1.1 to 2.1.4.

import { Refusal, sha256 } from "./spellings.mjs";

export const WIDTH = 256;
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export const leafHash = (entry) => sha256(LEAF, entry);
export const nodeHash = (left, right) => sha256(NODE, left, right);

/** The root over hashes of which there are as many as a power of two. */
export const completeRoot = (hashes) => {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at], row[2 * at + 1]));
  }
  return row[0];
};

/** Whether leaf hash `leaf` stands at `index` under `root` (RFC 9162, 2.1.3.2). Numbers: BigInt. */
export const inclusionHolds = ({ index, size, leaf, root, proof }) => {
  if (index < 0n || index >= size || leaf.length !== 32) return false;
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of proof) {
    if (sn === 0n || p.length !== 32) return false;
    if (fn & 1n || fn === sn) {
      r = nodeHash(p, r);
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && r.equals(root);
};

/** Whether the tree of `old` is the beginning of that of `size` (RFC 9162, 2.1.4.2). */
export const consistencyHolds = ({ old, size, oldRoot, root, proof }) => {
  if (old < 0n || old > size || proof.some((one) => one.length !== 32)) return false;
  if (old === size) return proof.length === 0 && oldRoot.equals(root);
  // C2SP tlog-witness, add-checkpoint: from nothing every tree follows, by an empty proof.
  if (old === 0n) return proof.length === 0;
  const path = (old & (old - 1n)) === 0n ? [oldRoot, ...proof] : [...proof];
  if (path.length === 0 || proof.length === 0) return false;
  let [fn, sn] = [old - 1n, size - 1n];
  while (fn & 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [fr, sr] = [path[0], path[0]];
  for (const c of path.slice(1)) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && fr.equals(oldRoot) && sr.equals(root);
};

/** A tree that grows leaf by leaf and gives its tiles; memory is 256 hashes a level. */
export class Growth {
  constructor() {
    this.size = 0n;
    this.rows = [];
  }

  /** Add a leaf hash; yields {level, index, hashes} of every tile that became full. */
  *add(leaf) {
    this.size += 1n;
    let [level, hash] = [0, leaf];
    for (;;) {
      const row = (this.rows[level] ??= { index: 0, hashes: [] });
      row.hashes.push(hash);
      if (row.hashes.length < WIDTH) return;
      yield { level, index: row.index, hashes: row.hashes };
      hash = completeRoot(row.hashes);
      this.rows[level] = { index: row.index + 1, hashes: [] };
      level += 1;
    }
  }

  /** The tiles that are not full, lowest level first. */
  *partial() {
    for (const [level, { index, hashes }] of this.rows.entries()) {
      if (hashes.length) yield { level, index, hashes };
    }
  }

  /** The root: the complete subtrees, from the right, each hashed with what stands right of it. */
  root() {
    const peaks = [];
    for (const { hashes } of [...this.rows].reverse()) {
      for (let start = 0, bit = WIDTH; bit >= 1; bit /= 2) {
        if (!(hashes.length & bit)) continue;
        peaks.push(completeRoot(hashes.slice(start, start + bit)));
        start += bit;
      }
    }
    if (peaks.length === 0) return sha256();
    return peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** The entries of a bundle: each after its length in two bytes. */
export const bundleEntries = (bytes, width, where) => {
  const entries = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 2 + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0);
    if (end > bytes.length || entries.length === width) {
      throw new Refusal(`${where}, byte ${at}`, "the bundle does not end with its last entry");
    }
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw new Refusal(where, `${entries.length} entries, not ${width}`);
  return entries;
};
