import { describeAttempt, type InferenceError, toInferenceError } from "@polyinfer/core";
import type { ExitCode, Outcome } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** An error of a command, if it was one, as what is printed of it. */
export function failure(error: unknown, command?: string): Outcome {
	if (error instanceof UsageError) {
		return {
			exitCode: 2,
			json: { error: { code: "USAGE", message: error.message } },
			text: (style) =>
				`${style.red("polyinfer:")} ${error.message}\nSee \`polyinfer ${command ? `${command} ` : ""}--help\`.`,
		};
	}
	const inference = toInferenceError(error);
	const { code, message, stage, backend, engineCode, advice, attempts } = inference;
	return {
		exitCode: exitCodeOf(inference),
		json: { error: { code, message, stage, backend, engineCode, advice, attempts } },
		text: (style) => {
			const told = attempts.length > 0 && message.includes(describeAttempt(attempts[0] as (typeof attempts)[0]));
			const lines = [`${style.red("polyinfer:")} ${code}: ${message}`];
			if (advice && !told) lines.push(`-> ${advice}`);
			return lines.join("\n");
		},
	};
}

/** 3 where every backend asked for was tried and none can, else 1. */
function exitCodeOf({ code, attempts }: InferenceError): ExitCode {
	return attempts.length > 0 && (code === "UNAVAILABLE" || code === "UNSUPPORTED") ? 3 : 1;
}
