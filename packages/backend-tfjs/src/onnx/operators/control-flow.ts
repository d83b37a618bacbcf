import type { Call } from "../call.ts";
import type { Operators } from "../operator.ts";
import type { Run } from "../run.ts";
import type { Value } from "../value.ts";

function* branch(call: Call): Run<Value[]> {
	const condition = call.input(0);
	if (!condition.isOnHost) yield condition;
	return yield* call.body(condition.host.data[0] ? "then_branch" : "else_branch").run([]);
}

export const controlFlow: Operators = {
	If: { flow: branch },
};
