import { type Catalogue, type ErrorCode, InferenceError, type PreferEntry, type Report } from "@polyinfer/core";
import { align } from "./align.ts";
import { checkPrefer, formatPrefer } from "./check-prefer.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { formatBytes, formatMs } from "./format-number.ts";
import type { CallersResult } from "./measure-callers.ts";
import { readNumber, SESSION_OPTIONS } from "./session-arguments.ts";
import type { Style } from "./style.ts";
import { UsageError } from "./usage-error.ts";

const BYTES_PER_MB = 1e6;
/** One candidate is given up after this long. */
const TIMEOUT_MS = 600_000;

/** `polyinfer choose`: what each backend makes of a model, and which one to take. */
export const choose: Command = {
	name: "choose",
	positionals: ["model"],
	summary: "time a model on every backend that can run it, and say which one to take",
	options: {
		...SESSION_OPTIONS,
		prefer: { value: "a,b", help: "backends to compare, id or id@device; default: all" },
		"max-ms": { value: "n", help: "the 95th percentile of a run may be at most this long" },
		"max-mb": { value: "n", help: "the memory of the whole process may be at most this much" },
		seconds: { value: "s", help: "how long each backend is measured; default: 1" },
	},
	examples: [
		"polyinfer choose model.onnx",
		"polyinfer choose detector.onnx --shape images=1,3,640,640 --max-ms 30 --max-mb 500",
		"polyinfer choose net.onnx --prefer onnxruntime,openvino,ncnn --json",
	],
	run: runChoose,
};

/** One line of the table. */
interface Row {
	/** As `--prefer` takes it. */
	readonly entry: string;
	readonly openMs?: number;
	readonly firstRunMs?: number;
	readonly p50Ms?: number;
	readonly p95Ms?: number;
	readonly rssBytes?: number;
	/** How the file was made fit for the engine. */
	readonly conversions?: readonly string[];
	/** The limit that it breaks. */
	readonly over?: "max-ms" | "max-mb";
	readonly code?: ErrorCode;
	readonly reason?: string;
	readonly advice?: string;
}

async function runChoose(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const entries =
		checkPrefer(given.values.prefer?.[0], context.catalogue) ??
		context.catalogue.raced ??
		context.catalogue.defaultPrefer;
	const limits = { ms: readNumber(given, "max-ms"), mb: readNumber(given, "max-mb") };
	const seconds = readNumber(given, "seconds") ?? 1;
	const rows: Row[] = [];
	for (const entry of spelledOut(entries, context.catalogue)) {
		const row = await measure(entry, seconds, given, context);
		rows.push({ ...row, ...overLimit(row, limits) });
	}
	const fits = rows.filter(({ p50Ms, over }) => p50Ms !== undefined && over === undefined);
	const best = fits.sort((a, b) => (a.p50Ms as number) - (b.p50Ms as number))[0];
	return {
		exitCode: best ? 0 : 3,
		json: { model: given.positionals[0], rows, ...(best ? { chosen: best.entry } : {}) },
		text: (style) => chooseText(rows, best, style),
	};
}

/** The entries as `--prefer` takes them, with words replaced by their backends; each once. */
function spelledOut(entries: readonly PreferEntry[], { words }: Catalogue): string[] {
	const backends = entries.flatMap((entry): readonly PreferEntry[] =>
		typeof entry === "string" && Object.hasOwn(words, entry) ? (words[entry] ?? []) : [entry],
	);
	return [...new Set(backends.map(formatPrefer))];
}

/** Each in a process of its own, so that its memory is its own and a crash is a line. */
async function measure(
	entry: string,
	seconds: number,
	{ positionals, values }: CommandArguments,
	context: CliContext,
): Promise<Row> {
	const passed = ["input", "shape", "threads", "trusted"].flatMap((option) =>
		(values[option] ?? []).map((value) => (value === "" ? `--${option}` : `--${option}=${value}`)),
	);
	const argv = [
		"bench",
		positionals[0] as string,
		...passed,
		`--prefer=${entry}`,
		"--callers=1",
		`--seconds=${seconds}`,
	];
	const { stdout, died } = await context.runApart([...argv, "--json"], TIMEOUT_MS);
	if (died !== undefined) return { entry, code: "ENGINE", reason: died };
	const result = JSON.parse(stdout) as Measured;
	if (!result.ok) {
		const { code, message, advice, backend, attempts = [] } = result.error;
		if (code === "USAGE") throw new UsageError(message);
		// Found before any backend was tried: the next one would say the same.
		if (attempts.length === 0 && backend === undefined && (code === "INVALID_ARGUMENT" || code === "INVALID_MODEL"))
			throw new InferenceError(code, message, advice === undefined ? {} : { advice });
		const reason = attempts.at(-1)?.message ?? message;
		return { entry, code, reason, ...(advice === undefined ? {} : { advice }) };
	}
	const { openMs, firstRunMs, levels, report } = result;
	const { p50Ms, p95Ms, rssBytes } = levels[0] as CallersResult;
	return { entry, openMs, firstRunMs, p50Ms, p95Ms, rssBytes, conversions: report.conversions };
}

/** What `bench --json` prints. */
type Measured =
	| {
			readonly ok: true;
			readonly openMs: number;
			readonly firstRunMs: number;
			readonly levels: readonly CallersResult[];
			readonly report: Pick<Report, "conversions">;
	  }
	| {
			readonly ok: false;
			readonly error: {
				readonly code: ErrorCode | "USAGE";
				readonly message: string;
				readonly advice?: string;
				readonly backend?: string;
				readonly attempts?: readonly { readonly message?: string }[];
			};
	  };

function overLimit(
	{ p95Ms = 0, rssBytes = 0 }: Row,
	{ ms, mb }: { readonly ms: number | undefined; readonly mb: number | undefined },
): Pick<Row, "over"> {
	if (ms !== undefined && p95Ms > ms) return { over: "max-ms" };
	return mb !== undefined && rssBytes > mb * BYTES_PER_MB ? { over: "max-mb" } : {};
}

function chooseText(rows: readonly Row[], best: Row | undefined, style: Style): string {
	const head = ["backend", "opened in", "first run", "p50", "p95", "memory", ""];
	const failed = rows.filter(({ reason }) => reason !== undefined);
	return [
		...align([
			head.map(style.bold),
			...rows.filter(({ p50Ms }) => p50Ms !== undefined).map((row) => cellsOf(row, row === best, style)),
		]),
		...(failed.length > 0 ? ["", style.bold("Not measured")] : []),
		...align(
			failed.map(({ entry, code = "", reason = "", advice }) => [
				entry,
				code,
				advice ? `${reason} -> ${advice}` : reason,
			]),
		),
		"",
		best
			? `${style.green(best.entry)} is the quickest within the limits: { prefer: ${JSON.stringify(best.entry.includes("@") ? pinOf(best.entry) : best.entry)} }`
			: "None of them runs this model within the limits.",
	].join("\n");
}

function pinOf(entry: string): { readonly backend: string; readonly device: string } {
	const [backend = "", device = ""] = entry.split("@");
	return { backend, device };
}

function cellsOf(row: Row, isBest: boolean, style: Style): string[] {
	const { entry, openMs = 0, firstRunMs = 0, p50Ms = 0, p95Ms = 0, rssBytes = 0, over, conversions = [] } = row;
	const said = isBest ? [style.green("take this one")] : over ? [style.red(`over --${over}`)] : [];
	const verdict = [...said, ...conversions].join(", ");
	return [
		entry,
		formatMs(openMs),
		formatMs(firstRunMs),
		formatMs(p50Ms),
		formatMs(p95Ms),
		formatBytes(rssBytes),
		verdict,
	];
}
