/** A package that backends come in. */
export interface BackendPackage {
	/** Name to install. */
	readonly name: string;
	/** False for one that is planned and that no registry has yet. A test compares it with the folders beside this one. */
	readonly published: boolean;
}

/** Every package that backends come in, by the folder it has in the repository. */
export const BACKEND_PACKAGES = {
	"backend-onnx": { name: "@polyinfer/backend-onnx", published: true },
	"backend-native": { name: "@polyinfer/backend-native", published: true },
	"backend-tfjs": { name: "@polyinfer/backend-tfjs", published: true },
} as const;

/** The line that installs `backendPackage`. */
export function installLine(backendPackage: BackendPackage): string {
	return `npm install ${backendPackage.name}`;
}
