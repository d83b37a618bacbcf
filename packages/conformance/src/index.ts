/**
 * The test kit that every backend runs, and a public fake backend.
 * @module
 */
export type { CaseContext, CaseKind, ConformanceCase, Limits, OpenOptions, Setup } from "./case.ts";
export { CASES } from "./cases/cases.ts";
export type { EmittedNet, Emitter } from "./emitters/emitter.ts";
export { EMITTERS } from "./emitters/emitters.ts";
export type { ExactTensor } from "./exact-tensor.ts";
export { expectNoGrowth, type NoGrowthOptions } from "./expect-no-growth.ts";
export { createFakeBackend, type FakeBackend } from "./fake/create-fake-backend.ts";
export type { FakeFailure, FakeOptions } from "./fake/fake-options.ts";
export type { FakeCall } from "./fake/fake-record.ts";
export { feedsFor } from "./feeds-for.ts";
export { loadNet, loadRaw } from "./load-net.ts";
export { type Growth, type GrowthOptions, type Memory, measureGrowth } from "./measure-growth.ts";
export type { Net, NetConstant, NetDim, NetNode, NetOp, NetValue } from "./net.ts";
export { addNet } from "./nets/add.ts";
export { bigOutputNet } from "./nets/big-output.ts";
export { castNet } from "./nets/cast.ts";
export { chainNet } from "./nets/chain.ts";
export { convNet } from "./nets/conv.ts";
export { dynamicAxesNet, dynamicBatchNet } from "./nets/dynamic.ts";
export { heavyNet } from "./nets/heavy.ts";
export { identityNet } from "./nets/identity.ts";
export { matmulNet } from "./nets/matmul.ts";
export { nonzeroNet } from "./nets/nonzero.ts";
export { scalarNet } from "./nets/scalar.ts";
export { severalNet } from "./nets/several.ts";
export { slowFeed, slowNet, slowResult } from "./nets/slow.ts";
export { DISPUTED_CASES, type DisputedCase } from "./official/disputed-cases.ts";
export { judgeOfficialResults, type OfficialVerdict } from "./official/judge-official-results.ts";
export { type OfficialCase, officialCasesOf } from "./official/official-case.ts";
export { type OfficialColumn, officialDocument } from "./official/official-document.ts";
export {
	formatOfficialList,
	type ListedOutcome,
	type ListedResult,
	type OfficialList,
	type OfficialNote,
	parseOfficialList,
} from "./official/official-list.ts";
export { type OfficialResult, runOfficialCase } from "./official/run-official-case.ts";
export { sampleOfficialList } from "./official/sample-official-list.ts";
export { selectOfficialCases } from "./official/select-official-cases.ts";
export { OFFICIAL_SELECTION } from "./official/selection.cases.ts";
export { type ConformanceOptions, DEFAULT_LIMITS, type Gap } from "./options.ts";
export { evaluate } from "./reference.ts";
export type { CaseResult } from "./result.ts";
export { runConformance } from "./run-conformance.ts";
export { supportTable } from "./support-table.ts";
export { type TestBackendOptions, type TestRunner, testBackend } from "./test-backend.ts";
