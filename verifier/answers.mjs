// Answers many questions in one process: a JSON array on standard input, one verdict each on output.
// For holding this verifier against published vectors, and for trying each byte of a log.

import { ed25519Holds, ed25519Sound, readCard, readKey } from "./keys.mjs";
import { readSigned, verifyLog } from "./log.mjs";
import {
  Growth, bundleEntries, consistencyHolds, inclusionHolds, leafHash,
} from "./merkle.mjs";
import { openCheckpoint } from "./notes.mjs";
import { Refusal } from "./spellings.mjs";

const raw = (text) => Buffer.from(text, "base64");
const hex = (text) => Buffer.from(text, "hex");
const hashes = (list) => (list ?? []).map(raw);

const rootOf = (entries) => {
  const growth = new Growth();
  for (const entry of entries) [...growth.add(leafHash(entry))];
  return growth.root().toString("base64");
};

// A log held in memory, with one byte of one file changed by `flip` {path, at, by}.
const logHolds = async ({ files, card, peer, flips }) => {
  const [side, other] = [readCard(raw(card), "card"), peer && readCard(raw(peer), "peer")];
  const contents = new Map(Object.entries(files).map(([path, text]) => [path, raw(text)]));
  const read = async (path) => contents.get(path) ?? null;
  const verdicts = [];
  for (const { path, at, by } of flips) {
    contents.get(path)[at] ^= by;
    verdicts.push(await saidOf(async () => verifyLog(read, await readSigned(read, side, other))));
    contents.get(path)[at] ^= by;
  }
  return verdicts;
};

const saidOf = async (ask) => {
  try {
    await ask();
    return "";
  } catch (fault) {
    if (fault instanceof Refusal) return fault.message;
    throw fault;
  }
};

const noteSays = async ({ note, keys }) => {
  let said;
  const fault = await saidOf(() => {
    const { size, times } = openCheckpoint(raw(note), keys.map((key) => readKey(key, "key")));
    said = { size: String(size), times: times.map((time) => (time === undefined ? null : String(time))) };
  });
  return fault || said;
};

const textOf = ({ name, id, type, material }) =>
  `${name}+${id.toString("hex")}+${Buffer.concat([Buffer.from([type]), material]).toString("base64")}`;

const ASKED = {
  ed25519: (q) => ed25519Holds(hex(q.key), Buffer.from(q.msg), hex(q.sig)),
  sound: (q) => ed25519Sound(hex(q.key)),
  inclusion: (q) =>
    inclusionHolds({
      index: BigInt(q.index), size: BigInt(q.size), leaf: raw(q.leaf), root: raw(q.root), proof: hashes(q.proof),
    }),
  consistency: (q) =>
    consistencyHolds({
      old: BigInt(q.old), size: BigInt(q.size), oldRoot: raw(q.oldRoot), root: raw(q.root), proof: hashes(q.proof),
    }),
  root: (q) => rootOf(hashes(q.entries)),
  bundle: (q) => bundleEntries(raw(q.bundle), q.width, "bundle").map((one) => one.toString("base64")),
  note: noteSays,
  card: (q) => {
    const { log, countersign } = readCard(raw(q.card), "card");
    return [...log, ...countersign].map(textOf);
  },
  log: logHolds,
};

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const answers = [];
for (const question of JSON.parse(Buffer.concat(chunks))) answers.push(await ASKED[question.ask](question));
process.stdout.write(JSON.stringify(answers));
