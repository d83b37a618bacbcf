import { engineFolderPlace } from "../../library/engine-folder-place.ts";

const { paths } = await engineFolderPlace("nvrtc").look();

/** True where `polyinfer engines add nvrtc` was run, as `npm test` does, or POLYINFER_NVRTC_LIBRARY names one. */
export const hasNvrtc: boolean = paths.length > 0 || Boolean(process.env.POLYINFER_NVRTC_LIBRARY);

/** The reason of those skips, for the names of suites. */
export const NEEDS_NVRTC = "(needs polyinfer engines add nvrtc)";
