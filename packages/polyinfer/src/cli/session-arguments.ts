import { createSessionFrom, type InputBounds, type Session, type Tensor } from "@polyinfer/core";
import { logFromEnvironment } from "../log.ts";
import { checkPreferOrFastest } from "./check-prefer.ts";
import type { CliContext, CommandArguments, CommandOption } from "./command.ts";
import { parseFeedRequest, parseShapeRequest } from "./feed-request.ts";
import { type Feed, makeFeeds } from "./make-feeds.ts";
import { UsageError } from "./usage-error.ts";

/** Options of every command that opens a model and feeds it. */
export const SESSION_OPTIONS: Readonly<Record<string, CommandOption>> = {
	input: {
		value: "name=random|zeros|file.npy[:shape]",
		multiple: true,
		help: "what an input is fed; default: random, the same every time",
	},
	shape: { value: "name=1,3,224,224", multiple: true, help: "fixes the free axes of an input" },
	prefer: {
		value: "a,b",
		help: "backends (id or id@device) or words that may run it, best first, or fastest; default: cpu",
	},
	threads: { value: "n", help: "threads of one run; default: the processors this process may use" },
	trusted: { help: "accept a model file that carries code" },
};

/** Options of the commands that open one session, beside {@link SESSION_OPTIONS}. */
export const OPEN_OPTIONS: Readonly<Record<string, CommandOption>> = {
	isolate: { help: "runs the engine in a process of its own" },
	verify: { value: "backend", help: "compares with this backend first, on made-up inputs: onnxruntime" },
};

/** What those options ask for, checked. */
export interface SessionRequest {
	readonly open: () => Promise<Session>;
	/** What to feed the session. Rejects with UsageError and INVALID_ARGUMENT. */
	readonly feed: (session: Session) => Promise<{ readonly list: Feed[]; readonly feeds: Record<string, Tensor> }>;
}

/** Reads the options of {@link SESSION_OPTIONS} and {@link OPEN_OPTIONS}, and the model's path. Throws UsageError. */
export function readSessionArguments(given: CommandArguments, context: CliContext): SessionRequest {
	const path = given.positionals[0] as string;
	const values = (option: string): readonly string[] => given.values[option] ?? [];
	const requests = values("input").map(parseFeedRequest);
	const shapes = Object.fromEntries(
		values("shape")
			.map(parseShapeRequest)
			.map(({ name, shape }) => [name, shape]),
	);
	const inputs: InputBounds = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }]));
	const threads = readCount(given, "threads");
	const prefer = checkPreferOrFastest(values("prefer")[0], context.catalogue);
	const [verify] = values("verify");
	const onLog = logFromEnvironment(context.logLevel, context.stderr);
	return {
		open: () =>
			createSessionFrom(
				context.catalogue,
				context.loader,
				context.services,
			)(path, {
				inputs,
				trusted: "trusted" in given.values,
				...(threads === undefined ? {} : { threads }),
				...(prefer === undefined ? {} : { prefer }),
				...("isolate" in given.values ? { isolate: "process" } : {}),
				...(verify === undefined ? {} : { verify }),
				...(onLog === undefined ? {} : { onLog }),
			}),
		feed: async (session) => {
			const list = await makeFeeds(session.inputs, requests, shapes);
			return { list, feeds: Object.fromEntries(list.map(({ name, tensor }) => [name, tensor])) };
		},
	};
}

/** The whole number of 1 and above that an option was given. Throws UsageError for anything else. */
export function readCount(given: CommandArguments, option: string): number | undefined {
	const [text] = given.values[option] ?? [];
	if (text === undefined) return undefined;
	const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
	if (count < 1)
		throw new UsageError(`Expected a whole number of 1 and above in \`--${option}\` but received \`${text}\`.`);
	return count;
}

/** The number above 0 that an option was given. Throws UsageError for anything else. */
export function readNumber(given: CommandArguments, option: string): number | undefined {
	const [text] = given.values[option] ?? [];
	if (text === undefined) return undefined;
	const value = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) : 0;
	if (value <= 0) throw new UsageError(`Expected a number above 0 in \`--${option}\` but received \`${text}\`.`);
	return value;
}
