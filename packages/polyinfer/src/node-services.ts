import type { SessionServices } from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import { diagnosticsChannels } from "./diagnostics-channels.ts";
import { diskChoices } from "./disk-choices.ts";

/** What `createSession` uses in Node. Touches no file before it is needed. */
export function nodeServices(): SessionServices {
	return { channels: diagnosticsChannels(), cache: openCache(), choices: diskChoices() };
}
