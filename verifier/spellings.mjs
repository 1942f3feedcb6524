// What every part needs: refusals, SHA-256, and base64 and decimals in their one spelling.

import { createHash } from "node:crypto";

export const LARGEST_NUMBER = 2n ** 63n - 1n;

/** What is wrong, and where: the whole answer of the verifier when it refuses. */
export class Refusal extends Error {
  constructor(where, why) {
    super(`${where}: ${why}`);
    this.where = where;
    this.why = why;
  }
}

export const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Bytes of standard base64 with padding, or null where it is not the one spelling of any. */
export const fromBase64 = (text) => {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
};

/** A number (BigInt) from 0 to 2^63 - 1 without sign or leading zeroes, or null. */
export const fromDecimal = (text) => {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) return null;
  const number = BigInt(text);
  return number <= LARGEST_NUMBER ? number : null;
};

/** Text of bytes that are UTF-8 and nothing else, or null. */
export const fromUtf8 = (bytes) => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

export const uint64 = (number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return bytes;
};
