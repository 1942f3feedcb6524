#!/usr/bin/env node
// The command: verifies a log in a folder or at an address; exit status 0 if all holds, else 1.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { readCard } from "./keys.mjs";
import { openFor, readSigned, verifyLog, verifyProof } from "./log.mjs";
import { placeOf } from "./places.mjs";
import { Refusal } from "./spellings.mjs";

const USAGE = `usage: node verifier/verify.mjs PLACE --card CARD [--peer CARD] [--older CHECKPOINT] [--hashes-only]
       node verifier/verify.mjs --proof FILE --entry FILE --card CARD [--peer CARD]

PLACE          folder of the log, or address below which checkpoint and tile/ are
--card         enrolment card of the side whose log it is
--peer         card of the other side: its countersignatures are then required, no other line allowed
--older        a checkpoint kept from before, from which the log must have grown
--hashes-only  where entries are not public: signatures and hash tiles alone
--proof        a proof file (tlog-proof), for the entry whose bytes --entry holds
`;
const OPTIONS = {
  card: { type: "string" },
  peer: { type: "string" },
  older: { type: "string" },
  proof: { type: "string" },
  entry: { type: "string" },
  "hashes-only": { type: "boolean" },
  help: { type: "boolean", short: "h" },
};

const kept = async (path) => {
  try {
    return await readFile(path);
  } catch (fault) {
    throw new Refusal(path, `it cannot be read (${fault.code})`);
  }
};

// A card is printed with a newline after it.
const cardAt = async (path) => {
  const bytes = await kept(path);
  return readCard(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes, path);
};

const moment = (time) => (time ? new Date(Number(time) * 1000).toISOString() : "no time stated");

const report = ({ origin, size, root, times, unknown }, side, peer) => {
  console.log(`log            ${origin}, of ${side.side}, ${size} entries`);
  console.log(`root           ${root.toString("base64")}`);
  console.log(`keys           ${side.side} ${side.fingerprint}`);
  if (peer) console.log(`               ${peer.side} ${peer.fingerprint}`);
  console.log(`signed         Ed25519; ML-DSA-44, ${moment(times[1])}`);
  if (peer) console.log(`countersigned  Ed25519, ${moment(times[2])}; ML-DSA-44, ${moment(times[3])}`);
  if (unknown.length) console.log(`not judged     ${unknown.length} lines of other keys: ${[...new Set(unknown)].join(", ")}`);
};

const progress = (size) => (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${size}${BigInt(done) === size ? "\n" : ""}`);
};

const main = async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return process.stdout.write(USAGE);
  const wrong = values.proof
    ? positionals.length || !values.entry || values.older || values["hashes-only"]
    : positionals.length !== 1 || values.entry;
  if (wrong || !values.card) throw new TypeError("not the arguments it needs");
  const side = await cardAt(values.card);
  const peer = values.peer && (await cardAt(values.peer));
  if (peer && (peer.partnership !== side.partnership || peer.side === side.side)) {
    throw new Refusal(values.peer, "not a card of the other side of this partnership");
  }
  if (values.proof) {
    const { index, checkpoint } = verifyProof(await kept(values.proof), await kept(values.entry), side, peer);
    report(checkpoint, side, peer);
    return console.log(`verified       the entry stands at index ${index}`);
  }
  const read = placeOf(positionals[0]);
  const checkpoint = await readSigned(read, side, peer);
  const older = values.older && openFor(await kept(values.older), side);
  await verifyLog(read, checkpoint, {
    older, hashesOnly: values["hashes-only"], progress: progress(checkpoint.size),
  });
  report(checkpoint, side, peer);
  const what = values["hashes-only"] ? "every hash tile; entries were not looked at" : "every entry and every hash tile";
  console.log(`verified       ${what}${older ? `; grown from ${older.size} entries` : ""}`);
};

try {
  await main();
} catch (fault) {
  const usage = fault instanceof TypeError && (!fault.code || fault.code.startsWith("ERR_PARSE_ARGS"));
  if (!(fault instanceof Refusal) && !usage) throw fault;
  console.error(usage ? `error: ${fault.message}\n${USAGE}` : `refused: ${fault.message}`);
  process.exitCode = usage ? 2 : 1;
}
