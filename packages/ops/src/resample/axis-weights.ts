/** Which pixels along one axis make one target pixel, and with what weight. */
export interface AxisWeights {
	/** First source pixel of each target pixel; never falls from one to the next. */
	readonly first: Int32Array;
	/** How many source pixels. */
	readonly count: Int32Array;
	/** Integers, `taps` places a target pixel. */
	readonly weights: Int32Array;
	readonly taps: number;
	/** True where each target pixel is a copy of one source pixel. */
	readonly copies: boolean;
}
