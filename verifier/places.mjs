// Where the files of a log are: a folder, or the prefix of an address (C2SP tlog-tiles).

import { open } from "node:fs/promises";
import { join } from "node:path";

import { Refusal } from "./spellings.mjs";

const TIMEOUT_MS = 30_000;

/** A reader of files below a folder or address: (path, largest) to bytes, or null where absent. */
export const placeOf = (text) => {
  const address = /^https?:\/\//.test(text);
  return address ? fromAddress(text.replace(/\/+$/, "")) : fromFolder(text);
};

const fromFolder = (folder) => async (path, largest) => {
  let file;
  try {
    file = await open(join(folder, path));
    const { size } = await file.stat();
    if (size > largest) throw new Refusal(path, "it is too large");
    return await file.readFile();
  } catch (fault) {
    if (fault.code === "ENOENT" || fault.code === "ENOTDIR") return null;
    throw fault instanceof Refusal ? fault : new Refusal(path, `it cannot be read (${fault.code})`);
  } finally {
    await file?.close();
  }
};

const fromAddress = (prefix) => async (path, largest) => {
  try {
    const answer = await fetch(`${prefix}/${path}`, {
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status === 404 || answer.status === 410) {
      await answer.body?.cancel();
      return null;
    }
    if (!answer.ok) throw new Refusal(path, `the server answers ${answer.status}`);
    const parts = [];
    let size = 0;
    for await (const part of answer.body) {
      size += part.length;
      if (size > largest) throw new Refusal(path, "it is too large");
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (fault) {
    if (fault instanceof Refusal) throw fault;
    throw new Refusal(path, `it cannot be fetched (${fault.cause?.code ?? fault.message})`);
  }
};
