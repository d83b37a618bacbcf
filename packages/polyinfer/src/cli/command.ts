import type { Catalogue, ModelLoader, SessionServices } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import type { BackendState } from "./backend-state.ts";
import type { ChildResult } from "./run-in-child.ts";
import type { Style } from "./style.ts";

/** 0 done, 1 failed, 2 typed wrongly, 3 no backend of those asked for can do it. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What the command line works on; tests give their own. */
export interface CliContext {
	readonly catalogue: Catalogue;
	readonly loader: ModelLoader;
	/** Cache and remembered races; default: none. */
	readonly services?: SessionServices;
	/** Folder of the demonstration: `model.onnx`, `picture.rgb`, `demo.json`. */
	readonly demoFolder: string | URL;
	readonly stdout: (text: string) => void;
	readonly stderr: (text: string) => void;
	/** Colours that stdout shows, as `tty.WriteStream.getColorDepth` tells them; 1: none. */
	readonly colourBits: number;
	/** Width of the terminal in characters. */
	readonly columns: number;
	/** Level of `POLYINFER_LOG`. */
	readonly logLevel?: string;
	/**
	 * Tries a backend in a process of its own, so that an engine that crashes is a line; default: in this one. That process
	 * has `environment` on top of ours, what is `undefined` taken away.
	 */
	readonly probe?: (id: string, environment?: Readonly<Record<string, string | undefined>>) => Promise<BackendState>;
	/** Engines that can be fetched. Rejects where one of `ids` (none: any) is of a package that is not installed. */
	readonly engineSources: (ids: readonly string[]) => Promise<readonly EngineSource[]>;
	/** Fires when the user breaks off; the process ends by itself only where this was not asked for. */
	readonly onInterrupt?: () => AbortSignal;
	/** Calls this command line with other arguments in a process of its own, for at most `timeoutMs`. Never rejects. */
	readonly runApart: (argv: readonly string[], timeoutMs: number) => Promise<ChildResult>;
	/** Where a process started by `probe` sends what it found. */
	readonly send?: (state: BackendState) => void;
}

/** One option of a command. */
export interface CommandOption {
	/** What follows the option: `"name=file.npy"`; none for a switch. */
	readonly value?: string;
	/** May be given several times. */
	readonly multiple?: boolean;
	/** One line; an option without one is not shown. */
	readonly help?: string;
}

/** Arguments of a command, checked against what it declares. */
export interface CommandArguments {
	readonly positionals: readonly string[];
	/** Values by option, in the order given; of a switch that was given, one empty text. */
	readonly values: Readonly<Record<string, readonly string[]>>;
	readonly json: boolean;
}

/** What a command found, in both forms. */
export interface Outcome {
	readonly exitCode: ExitCode;
	/** Printed by `--json`, with `ok` in front. */
	readonly json: Readonly<Record<string, unknown>>;
	readonly text: (style: Style) => string;
}

/** One word after `polyinfer`. */
export interface Command {
	readonly name: string;
	/** Names of the arguments: `["model"]`. */
	readonly positionals: readonly string[];
	/** Name of what may follow them, any number of times. */
	readonly more?: string;
	readonly summary: string;
	readonly options: Readonly<Record<string, CommandOption>>;
	/** Lines to try, shown in the help. */
	readonly examples: readonly string[];
	/** Rejects with UsageError or InferenceError. */
	readonly run: (given: CommandArguments, context: CliContext) => Promise<Outcome>;
}
