// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

import {
  COSIGNATURE, ED25519, ML_DSA, ed25519Holds, mlDsaHolds, nameFault,
} from "./keys.mjs";
import {
  LARGEST_NUMBER, Refusal, fromBase64, fromDecimal, fromUtf8, sha256, uint64,
} from "./spellings.mjs";

const LARGEST_NOTE = 1 << 18;
const MOST_SIGNATURES = 32;
const EMPTY_ROOT = sha256();

/** Text and signature lines of a note; nothing is verified yet. */
export const readNote = (bytes) => {
  if (bytes.length > LARGEST_NOTE) throw new Refusal("checkpoint", "it is too large");
  const control = bytes.findIndex((byte) => byte < 0x20 && byte !== 0x0a);
  if (control >= 0) throw new Refusal(`checkpoint, byte ${control}`, "a control character");
  const whole = fromUtf8(bytes);
  if (whole === null) throw new Refusal("checkpoint", "not UTF-8");
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0) throw new Refusal("checkpoint", "no empty line before the signatures");
  const text = whole.slice(0, cut + 1);
  const lines = whole.slice(cut + 2).split("\n");
  if (lines.pop() !== "" || lines.length === 0) {
    throw new Refusal("checkpoint", "it does not end with a signature line");
  }
  if (lines.length > MOST_SIGNATURES) throw new Refusal("checkpoint", "too many signatures");
  const first = text.split("\n").length + 1;
  return { text, signatures: lines.map((line, at) => readLine(line, `checkpoint, line ${first + at}`)) };
};

const readLine = (line, where) => {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== "\u2014") throw new Refusal(where, "not a signature line");
  const fault = nameFault(parts[1]);
  if (fault) throw new Refusal(where, fault);
  const bytes = fromBase64(parts[2]);
  if (bytes === null || bytes.length <= 4) throw new Refusal(where, "not base64 of a signature");
  return { where, name: parts[1], id: bytes.subarray(0, 4), value: bytes.subarray(4) };
};

/** The checkpoint that a text is: exactly three lines. Sizes are BigInt. */
export const readCheckpoint = (text) => {
  const lines = text.split("\n");
  if (lines.length !== 4 || lines[3] !== "") throw new Refusal("checkpoint", "not exactly three lines");
  const fault = nameFault(lines[0]);
  if (fault) throw new Refusal("checkpoint, line 1", fault);
  const size = fromDecimal(lines[1]);
  if (size === null) throw new Refusal("checkpoint, line 2", "not a plain number");
  const root = fromBase64(lines[2]);
  if (root === null || root.length !== 32 || (size === 0n && !root.equals(EMPTY_ROOT))) {
    throw new Refusal("checkpoint, line 3", "not the root of such a log");
  }
  return { origin: lines[0], size, root };
};

/** Whether a signature of a key over a checkpoint holds; {held, time}. */
const judge = (key, text, checkpoint, value) => {
  if (key.type === ED25519) return { held: ed25519Holds(key.material, Buffer.from(text), value) };
  if (value.length < 8) return { held: false };
  const [time, signature] = [value.readBigUInt64BE(), value.subarray(8)];
  if (time > LARGEST_NUMBER) return { held: false };
  if (key.type === COSIGNATURE) {
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
    return { time, held: ed25519Holds(key.material, message, signature) };
  }
  const message = cosignedMessage(key.name, time, checkpoint);
  return { time, held: key.type === ML_DSA && mlDsaHolds(key.material, message, signature) };
};

const cosignedMessage = (name, time, { origin, size, root }) =>
  Buffer.concat([
    Buffer.from("subtree/v1\n\0"), counted(name), uint64(time), counted(origin),
    uint64(0n), uint64(size), root,
  ]);

const counted = (text) => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
};

/**
 * The checkpoint in a note whose signatures hold: every key exactly once.
 *
 * Lines of other keys are refused; with `others`, as a third party may (signed-note), they are let
 * be and their names returned.
 */
export const openCheckpoint = (bytes, keys, { others = false } = {}) => {
  const { text, signatures } = readNote(bytes);
  const checkpoint = readCheckpoint(text);
  const signed = new Map();
  const unknown = [];
  for (const { where, name, id, value } of signatures) {
    const key = keys.find((one) => one.name === name && one.id.equals(id));
    if (!key && others) {
      unknown.push(name);
      continue;
    }
    if (!key) throw new Refusal(where, `a signature nobody expects, of ${name}`);
    if (signed.has(key)) throw new Refusal(where, `a second signature of one key of ${name}`);
    const { held, time } = judge(key, text, checkpoint, value);
    if (!held) throw new Refusal(where, `the signature of ${name} does not hold`);
    signed.set(key, time);
  }
  const missing = keys.find((key) => !signed.has(key));
  if (missing) {
    const kind = missing.type === ML_DSA ? "ML-DSA-44" : "Ed25519";
    throw new Refusal("checkpoint", `the ${kind} signature of ${missing.name} is missing`);
  }
  return { ...checkpoint, times: keys.map((key) => signed.get(key)), unknown };
};
