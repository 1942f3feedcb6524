// A whole log from its files alone: checkpoint, entries, every hash tile, and proof files.

import { openCheckpoint } from "./notes.mjs";
import { Growth, WIDTH, bundleEntries, inclusionHolds, leafHash } from "./merkle.mjs";
import { Refusal, fromBase64, fromDecimal, fromUtf8 } from "./spellings.mjs";

const LARGEST_NOTE = 1 << 18;
const LARGEST_BUNDLE = WIDTH * (2 + 65_535);
const HASH = 32;

/** The path of a tile, or with level "entries" of a bundle. */
export const tilePath = (level, index, width) => {
  let name = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, "0")}/${name}`;
  }
  return `tile/${level}/${name}${width === WIDTH ? "" : `.p/${width}`}`;
};

/** The checkpoint of a place: signed by the side, and by its peer where that one's keys are given. */
export const readSigned = async (read, side, peer) => {
  const bytes = await read("checkpoint", LARGEST_NOTE);
  if (bytes === null) throw new Refusal("checkpoint", "it is not there");
  return openFor(bytes, side, peer);
};

/** The same of a checkpoint that was kept: for it the peer's signature is not required. */
export const openFor = (bytes, side, peer) => {
  const keys = peer ? [...side.log, ...peer.countersign] : side.log;
  const checkpoint = openCheckpoint(bytes, keys, { others: !peer });
  if (checkpoint.origin !== side.origin) {
    throw new Refusal("checkpoint, line 1", `it is of ${checkpoint.origin}, not of ${side.origin}`);
  }
  return checkpoint;
};

/**
 * Check every file of the log under a checkpoint.
 *
 * `hashesOnly` takes the leaves from the lowest tiles, where entries are not to be had. `older` is
 * a checkpoint kept from before, which this log must have grown from. `progress` is told sizes.
 */
export const verifyLog = async (read, checkpoint, { hashesOnly, older, progress } = {}) => {
  if (checkpoint.size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new Refusal("checkpoint, line 2", "more entries than this program counts");
  }
  const size = Number(checkpoint.size);
  if (older && older.size > checkpoint.size) {
    throw new Refusal("checkpoint, line 2", `${older.size} entries were signed before: entries are gone`);
  }
  const growth = new Growth();
  const compareOld = () => {
    if (older?.size === growth.size && !growth.root().equals(older.root)) {
      throw new Refusal(`the first ${older.size} entries`, "not those signed before: a fork");
    }
  };
  compareOld();
  for (let index = 0; index * WIDTH < size; index += 1) {
    const width = Math.min(WIDTH, size - index * WIDTH);
    for (const leaf of await leaves(read, index, width, hashesOnly)) {
      for (const tile of growth.add(leaf)) await compare(read, tile);
      compareOld();
    }
    progress?.(Number(growth.size));
  }
  for (const tile of growth.partial()) await compare(read, tile);
  if (!growth.root().equals(checkpoint.root)) {
    throw new Refusal("checkpoint, line 3", "the files have another root");
  }
};

const leaves = async (read, index, width, hashesOnly) => {
  if (hashesOnly) {
    const bytes = await hashesOf(read, 0, index, width);
    return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH, (at + 1) * HASH));
  }
  const path = tilePath("entries", index, width);
  const bytes = await read(path, LARGEST_BUNDLE);
  if (bytes === null) throw new Refusal(path, "it is not there (where no entries are public: --hashes-only)");
  return bundleEntries(bytes, width, path).map(leafHash);
};

const hashesOf = async (read, level, index, width) => {
  const path = tilePath(level, index, width);
  let bytes = await read(path, WIDTH * HASH);
  if (bytes === null && width < WIDTH) {
    // A partial tile may go once the full one is there.
    const whole = await read(tilePath(level, index, WIDTH), WIDTH * HASH);
    bytes = whole?.length === WIDTH * HASH ? whole.subarray(0, width * HASH) : null;
  }
  if (bytes === null) throw new Refusal(path, "it is not there");
  if (bytes.length !== width * HASH) {
    throw new Refusal(path, `${bytes.length} bytes, not ${width * HASH}`);
  }
  return bytes;
};

const compare = async (read, { level, index, hashes }) => {
  const stored = await hashesOf(read, level, index, hashes.length);
  const at = hashes.findIndex((hash, place) => !hash.equals(stored.subarray(place * HASH, (place + 1) * HASH)));
  if (at < 0) return;
  const path = tilePath(level, index, hashes.length);
  const which = level === 0 ? `entry ${index * WIDTH + at}` : `hash ${at}`;
  throw new Refusal(`${path}, ${which}`, "it does not fit what lies below it");
};

/** Check a proof file (C2SP tlog-proof) for an entry; gives its index and checkpoint. */
export const verifyProof = (bytes, entry, side, peer) => {
  const text = fromUtf8(bytes) ?? "";
  const cut = text.indexOf("\n\n");
  const lines = text.slice(0, cut).split("\n");
  if (cut < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Refusal("proof", "not a proof file");
  if (lines[0]?.startsWith("extra ")) {
    if (fromBase64(lines.shift().slice(6)) === null) throw new Refusal("proof, line 2", "not base64");
  }
  const index = lines[0]?.startsWith("index ") ? fromDecimal(lines.shift().slice(6)) : null;
  if (index === null) throw new Refusal("proof", "it names no index");
  const proof = lines.map((line) => fromBase64(line));
  if (proof.length > 63 || proof.some((hash) => hash?.length !== HASH)) {
    throw new Refusal("proof", "not base64 of hashes");
  }
  const checkpoint = openFor(Buffer.from(text.slice(cut + 2)), side, peer);
  const { size, root } = checkpoint;
  if (!inclusionHolds({ index, size, leaf: leafHash(entry), root, proof })) {
    throw new Refusal(`proof, index ${index}`, "it does not lead from the entry to the root");
  }
  return { index, checkpoint };
};
