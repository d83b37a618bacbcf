/// <reference lib="esnext.disposable" preserve="true" />
export * from "./contract.ts";
export { createSession, type PinnedSession } from "./create-session.ts";
export { inspectModel } from "./inspect-model.ts";
export { readPicture } from "./read-picture.ts";
