import type { DType, ModelFile, Tensor, ValueInfo } from "@polyinfer/core";
import type { TfjsModel } from "@polyinfer/model";
import type { GraphModel, loadGraphModelSync } from "@tensorflow/tfjs-converter";
import { engineError, unsupported } from "../errors.ts";
import type { Program, ProgramValue, TensorFlow, TensorFlowTensor } from "../program.ts";
import { castsOf, toTensorFlow } from "../tensor.ts";
import { splitTransposed } from "./split-transposed.ts";

/** Dtypes that TensorFlow.js knows in graph models; float64 is missing, for it would compute in half of the digits. */
export const GRAPH_MODEL_DTYPES: readonly DType[] = [
	"float32",
	"float16",
	"int32",
	"int64",
	"int8",
	"uint8",
	"bool",
	"string",
];

/** Operators whose outcome decides what runs next, or how large something is: TensorFlow.js runs these in turns. */
const ASYNC_OPERATORS =
	/^(Switch|Merge|Enter|Exit|NextIteration|(Stateless)?(If|While)|NonMaxSuppressionV[235]|Where|HashTable(V2)?|LookupTable\w+)$/;

/** What is used of a loaded model's inner graph. */
interface InnerModel {
	readonly executor: {
		readonly graph: { readonly nodes: Readonly<Record<string, { op: string; category?: string }>> };
	};
}

interface Topology {
	readonly node: Parameters<typeof splitTransposed>[0];
}

function topologyFor(backend: string, topology: Topology): Topology {
	return backend === "wasm" ? { ...topology, node: splitTransposed(topology.node) } : topology;
}

/** A graph model of TensorFlow.js, executed by TensorFlow.js's own converter. */
export class GraphProgram implements Program {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly casts: readonly string[];
	readonly notes: readonly string[] = [];
	readonly isAsync: boolean;
	readonly #tf: TensorFlow;
	readonly #model: GraphModel;
	/** Tensors that a run gives back and that are not the caller's. */
	readonly #weights: ReadonlySet<number>;

	private constructor(tf: TensorFlow, model: GraphModel, graph: TfjsModel) {
		this.#tf = tf;
		this.#model = model;
		this.inputs = infosOf(graph.inputs);
		this.outputs = infosOf(graph.outputs);
		this.casts = castsOf(this.inputs, this.outputs);
		this.isAsync = graph.nodes.some(({ operator }) => ASYNC_OPERATORS.test(operator));
		this.#weights = new Set(
			Object.values(model.weights)
				.flat()
				.map(({ id }) => id),
		);
	}

	/**
	 * Opens a model on the current device. `files` are the model's, main file first. Throws UNSUPPORTED for values without
	 * a dtype, operators that TensorFlow.js lacks, and whatever else it refuses.
	 */
	static open(
		tf: TensorFlow,
		load: typeof loadGraphModelSync,
		graph: TfjsModel,
		files: readonly ModelFile[],
	): GraphProgram {
		for (const { name, dtype } of [...graph.inputs, ...graph.outputs])
			if (dtype === undefined || !GRAPH_MODEL_DTYPES.includes(dtype))
				throw unsupported(
					`\`${name}\` is of ${dtype === undefined ? "no type of tensors" : dtype}, which TensorFlow.js lacks.`,
					"compile",
				);
		const shards = new Map(files.map(({ name, bytes }) => [name, bytes]));
		const artifacts = {
			...graph.json,
			modelTopology: topologyFor(tf.getBackend(), graph.json.modelTopology as Topology),
			weightSpecs: graph.groups.flatMap(
				(_, i) => (graph.json.weightsManifest as { weights: object[] }[])[i]?.weights ?? [],
			),
			weightData: graph.groups.flatMap(({ paths }) => paths.map((path) => bufferOf(shards.get(path)))),
		};
		let model: GraphModel;
		try {
			model = load(artifacts as never) as GraphModel;
		} catch (error) {
			throw engineError(error, "compile");
		}
		// The model keeps what it was made of.
		artifacts.weightData = [];
		const lacking = new Set(
			Object.values((model as unknown as InnerModel).executor.graph.nodes).flatMap(({ op, category }) =>
				category === undefined ? [op] : [],
			),
		);
		if (lacking.size > 0) {
			model.dispose();
			throw unsupported(`TensorFlow.js has no operators ${[...lacking].slice(0, 10).join(", ")}.`, "compile");
		}
		return new GraphProgram(tf, model, graph);
	}

	execute(
		feeds: readonly (Tensor | undefined)[],
		wanted: readonly boolean[],
	): readonly (ProgramValue | undefined)[] | Promise<readonly (ProgramValue | undefined)[]> {
		const names = this.outputs.filter((_, i) => wanted[i]).map(({ name }) => name);
		const given: Record<string, TensorFlowTensor> = {};
		const release = (): void => this.#tf.dispose(given);
		try {
			for (const [i, { name }] of this.inputs.entries()) if (feeds[i]) given[name] = toTensorFlow(this.#tf, feeds[i]);
			if (!this.isAsync) return this.#inOrder(this.#model.execute(given, names), given, wanted);
		} catch (error) {
			release();
			throw engineError(error, "run");
		}
		return this.#model.executeAsync(given, names).then(
			(results) => this.#inOrder(results, given, wanted),
			(error: unknown) => {
				release();
				throw engineError(error, "run");
			},
		);
	}

	dispose(): void {
		this.#model.dispose();
	}

	/** Results by output, none of them a weight or twice; frees the feeds. */
	#inOrder(
		results: TensorFlowTensor | TensorFlowTensor[] | Record<string, TensorFlowTensor>,
		given: Readonly<Record<string, TensorFlowTensor>>,
		wanted: readonly boolean[],
	): (TensorFlowTensor | undefined)[] {
		const list = (Array.isArray(results) ? results : [results]) as TensorFlowTensor[];
		const taken = new Set(this.#weights);
		for (const { id } of Object.values(given)) taken.add(id);
		let next = 0;
		const values = wanted.map((isWanted) => {
			const value = isWanted ? (list[next++] as TensorFlowTensor) : undefined;
			if (value === undefined) return undefined;
			const own = taken.has(value.id) ? this.#tf.clone(value) : value;
			taken.add(own.id);
			return own;
		});
		this.#tf.dispose(given as Record<string, TensorFlowTensor>);
		return values;
	}
}

function infosOf(values: TfjsModel["inputs"]): ValueInfo[] {
	return values.map(({ name, dtype = "float32", shape, dimNames }) => ({
		name,
		dtype,
		shape,
		...(dimNames === undefined ? {} : { dimNames }),
	}));
}

/** TensorFlow.js takes whole buffers only. */
function bufferOf(bytes: Uint8Array | undefined): ArrayBuffer {
	if (bytes === undefined) return new ArrayBuffer(0);
	const { buffer, byteLength } = bytes;
	const isWhole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
	return (isWhole ? buffer : bytes.slice().buffer) as ArrayBuffer;
}
