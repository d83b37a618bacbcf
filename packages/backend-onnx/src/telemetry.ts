/**
 * Switches ONNX Runtime's telemetry off, unless the user has given the variable a value. The library reads it from the process's
 * own environment, once, when it is loaded; in a worker `process.env` is a copy, and the engine library sets it itself.
 */
export function switchTelemetryOff(): void {
	process.env.ORT_DISABLE_TELEMETRY ||= "1";
}
