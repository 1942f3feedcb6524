// Verifier keys (C2SP signed-note) and where ours come from: the card of spec/keys.md.

import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import sodium from "libsodium-wrappers";

import { Refusal, fromBase64, fromUtf8, sha256 } from "./spellings.mjs";

await sodium.ready;

/** Signature type: bytes of the public key, bytes of the signature after any time. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
export const ML_DSA = 0x06;
const PUBLIC_BYTES = { [ED25519]: 32, [COSIGNATURE]: 32, [ML_DSA]: 1312 };
const PRIME = 2n ** 255n - 19n;
const LARGEST_CARD = 1 << 17;
const NAME_BYTES = 255;

/** Ed25519 by libsodium's rule; false, never an exception, for what cannot be a signature. */
export const ed25519Holds = (key, message, signature) =>
  key.length === 32 &&
  signature.length === 64 &&
  sodium.crypto_sign_verify_detached(signature, message, key);

/** ML-DSA-44 with an empty context (FIPS 204, algorithm 3). */
export const mlDsaHolds = (key, message, signature) => {
  if (key.length !== 1312 || signature.length !== 2420) return false;
  return ml_dsa44.verify(signature, message, key);
};

/** Whether a key lies, canonically written, in the group of prime order. */
export const ed25519Sound = (key) => {
  if (key.length !== 32) return false;
  const y = BigInt(`0x${Buffer.from(key).reverse().toString("hex")}`) & (2n ** 255n - 1n);
  if (y >= PRIME) return false;
  try {
    // Refuses small order, what is no point, and what lies outside the main subgroup.
    sodium.crypto_sign_ed25519_pk_to_curve25519(key);
    return true;
  } catch {
    return false;
  }
};

/** What is wrong with a key name or origin, or "". */
export const nameFault = (name) => {
  if (!name) return "the name is empty";
  if (/[\p{White_Space}+\u0000-\u001f]/u.test(name)) return "the name holds a space, plus or control character";
  return Buffer.byteLength(name) > NAME_BYTES ? "the name is longer than 255 bytes" : "";
};

export const keyId = (name, type, material) =>
  sha256(`${name}\n`, Buffer.from([type]), material).subarray(0, 4);

/** The key that a vkey says: {name, type, id, material}. */
export const readKey = (text, where) => {
  const [name, id, encoded] = splitTwice(text);
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (bytes === null || !(bytes[0] in PUBLIC_BYTES)) throw new Refusal(where, "not a verifier key");
  const [type, material] = [bytes[0], bytes.subarray(1)];
  const fault = nameFault(name);
  if (fault) throw new Refusal(where, fault);
  if (material.length !== PUBLIC_BYTES[type]) throw new Refusal(where, "not as long as such a key");
  const key = { name, type, material, id: keyId(name, type, material) };
  if (key.id.toString("hex") !== id) throw new Refusal(where, "the key id is not that of this key");
  if (type !== ML_DSA && !ed25519Sound(material)) throw new Refusal(where, "not a sound Ed25519 key");
  return key;
};

// Base64 has plus signs of its own: only the first two divide.
const splitTwice = (text) => {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  if (first < 0 || second < 0) return [text];
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
};

const FIELDS = {
  "kakehashi/enrolment/v1": ["address", "certificate", "keys", "type"],
  "kakehashi/public-keys/v1": [
    "certificate", "countersign_ed25519", "countersign_ml_dsa", "countersigner", "escrow",
    "log_ed25519", "log_ml_dsa", "origin", "partnership", "sealing", "side", "type",
  ],
};

/** The keys of a side, from its enrolment card or from its public keys alone. */
export const readCard = (bytes, where) => {
  const card = readObject(bytes, where);
  if (card.type === "kakehashi/public-keys/v1") return sideKeys(card, bytes, where);
  const inner = fromBase64(card.keys);
  if (inner === null) throw new Refusal(where, "field keys is not base64");
  const keys = readObject(inner, `${where}, field keys`);
  if (keys.type !== "kakehashi/public-keys/v1") throw new Refusal(where, "it holds no public keys");
  return sideKeys(keys, inner, where);
};

const sideKeys = (value, bytes, where) => {
  const key = (field, owner, type) => {
    const read = readKey(value[field], `${where}, field ${field}`);
    if (read.name === owner && read.type === type) return read;
    throw new Refusal(`${where}, field ${field}`, "a key of another name or kind");
  };
  return {
    side: value.side,
    origin: value.origin,
    partnership: value.partnership,
    fingerprint: sha256(bytes).toString("hex"),
    log: [key("log_ed25519", value.origin, ED25519), key("log_ml_dsa", value.origin, ML_DSA)],
    countersign: [
      key("countersign_ed25519", value.countersigner, COSIGNATURE),
      key("countersign_ml_dsa", value.countersigner, ML_DSA),
    ],
  };
};

// Canonical (RFC 8785) and flat: every field is a text.
const readObject = (bytes, where) => {
  if (bytes.length > LARGEST_CARD) throw new Refusal(where, "it is too large");
  let value;
  try {
    value = JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    throw new Refusal(where, "not a card");
  }
  const fields = FIELDS[value?.type];
  if (!fields) throw new Refusal(where, "not a card of a type known here");
  for (const field of fields) {
    if (typeof value[field] !== "string") throw new Refusal(where, `field ${field} is missing`);
  }
  const sorted = Object.fromEntries(Object.keys(value).sort().map((name) => [name, value[name]]));
  const written = JSON.stringify(sorted).normalize("NFC");
  if (Object.keys(value).length !== fields.length || !Buffer.from(written).equals(bytes)) {
    throw new Refusal(where, "not written in the canonical form");
  }
  return value;
};
