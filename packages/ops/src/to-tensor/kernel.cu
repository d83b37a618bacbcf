// Pictures resized into tensors: `reference.ts` and the resamplers, in the same integers and the same roundings. Where a pixel
// takes few samples, a thread has four that follow each other, and writes their elements as vectors. Where one takes hundreds, a
// group of lanes shares it: such a tensor has too few pixels to fill a GPU, and neighbours in a group read neighbours of a row.
#ifdef CUDA_EMU
#include "cuda_emu.h"
#endif
#include "../cuda/half.cuh"

namespace {

/** Words of the plan, as picture-tensor-words.ts writes them. */
enum Word {
	kTensorWidth = 1,
	kTensorHeight = 2,
	kLeft = 3,
	kTop = 4,
	kWidth = 5,
	kHeight = 6,
	kPhaseX = 7,
	kPhaseY = 8,
	kChannel = 9,
	kAround = 13,
	kLevels = 17,
	kYuv = 18,
	kAxes = 24,  // 5 words a plane: across, its record, down, its record, area
	kKinds = 34,  // a word a plane
	kScales = 36,
	kShifts = 40,
	kNumbers = 44,
	kBits = 45,
	kIsPlanar = 46,
	kLanes = 47,  // of a group, a power of two
};

/** What `kNumbers` says of levels and elements. */
enum Numbers { kAsTheyAre, kByScale, kByTable };

/** Filters, as bits: kernels are made for those that a plane may have. */
enum Kind : unsigned {
	kCopies = 1 << 0,
	kBilinear = 1 << 1,
	kAntialias = 1 << 2,
	kPillow = 1 << 3,
	kWholeArea = 1 << 4,
	kArea = 1 << 5,
	kWholeAntialias = 1 << 6,
};

/** A picture and where it goes. Planes: pixel (0, 0) of whole pixels; Y, U and V of a frame. */
struct Picture {
	const int* plan;
	void* tensor;
	const unsigned char* planes[3];
	int row_steps[3];
	int pixel_step;
	int channel_step;
};

/** A picture of a batch: places from the first byte of `room`, and from that of the tensor. */
struct Entry {
	long long plan, slot, planes[3];
	int row_steps[3];
	int pixel_step;
	int channel_step;
};

__device__ inline Picture picture_of(const unsigned char* room, void* tensor, int number) {
	const Entry entry = reinterpret_cast<const Entry*>(room)[number];
	return {reinterpret_cast<const int*>(room + entry.plan),
	        static_cast<unsigned char*>(tensor) + entry.slot,
	        {room + entry.planes[0], room + entry.planes[1], room + entry.planes[2]},
	        {entry.row_steps[0], entry.row_steps[1], entry.row_steps[2]},
	        entry.pixel_step,
	        entry.channel_step};
}

/** Channels of one size: sample (x, y) of channel c is `at[c][y * row_step[c] + x * pixel_step]`. */
template <int N>
struct Plane {
	const unsigned char* at[N];
	int row_step[N];
	int pixel_step;

	__device__ int load(int c, int x, int y) const { return __ldg(at[c] + (y * row_step[c] + x * pixel_step)); }
};

/** Lanes of a warp that share a pixel, and where in its group this one is. */
struct Group {
	unsigned mask;
	int lanes, lane;

	__device__ explicit Group(int count) : lanes(count), lane(static_cast<int>(threadIdx.x) & (count - 1)) {
		mask = (~0u >> (32 - count)) << (threadIdx.x & 31u & ~static_cast<unsigned>(count - 1));
	}
	/** Whole numbers alone: of these the order does not matter. */
	template <typename Number>
	__device__ Number sum(Number own) const {
		for (int step = lanes / 2; step > 0; step /= 2) own += __shfl_xor_sync(mask, own, step);
		return own;
	}
	__device__ float of(float own, int other) const { return lanes == 1 ? own : __shfl_sync(mask, own, other, lanes); }
};

/** What makes a target pixel along one axis: the pixel; two pixels and their weights; or the first of several and their number. */
struct Taps {
	int first, second, weight, next_weight;
	const int* weights;

	__device__ int integer(int i) const { return __ldg(weights + i); }
	__device__ float real(int i) const { return __int_as_float(__ldg(weights + i)); }
};

template <unsigned kinds>
__device__ Taps taps_at(const int* table, int record, unsigned kind, int at) {
	const int* words = table + record * at;
	if (kinds == kCopies || (kinds & kCopies && kind == kCopies)) return {__ldg(words), 0, 0, 0, nullptr};
	if (kinds == kBilinear || (kinds & kBilinear && kind == kBilinear)) {
		const int4 four = __ldg(reinterpret_cast<const int4*>(words));
		return {four.x, four.y, four.z, four.w, nullptr};
	}
	return {__ldg(words), __ldg(words + 1), 0, 0, words + 2};
}

template <int N>
__device__ void bilinear(const Plane<N>& plane, const Taps& across, const Taps& down, int (&result)[N]) {
	for (int c = 0; c < N; c++) {
		const int a = plane.load(c, across.first, down.first), b = plane.load(c, across.second, down.first);
		const int d = plane.load(c, across.first, down.second), e = plane.load(c, across.second, down.second);
		const int upper = (a * across.weight + b * across.next_weight) >> 4;
		const int lower = (d * across.weight + e * across.next_weight) >> 4;
		result[c] = (((upper * down.weight) >> 16) + ((lower * down.next_weight) >> 16) + 2) >> 2;
	}
}

template <int N>
__device__ void antialias(const Plane<N>& plane, const Group& group, const Taps& across, const Taps& down,
		int (&result)[N]) {
	for (int c = 0; c < N; c++) result[c] = 0;
	for (int i = group.lane; i < across.second; i += group.lanes) {
		int below[N];
		for (int c = 0; c < N; c++) below[c] = 1 << 7;
		for (int k = 0; k < down.second; k++) {
			const int weight = down.integer(k);
			for (int c = 0; c < N; c++) below[c] += plane.load(c, across.first + i, down.first + k) * weight;
		}
		const int weight = across.integer(i);
		for (int c = 0; c < N; c++) result[c] += (below[c] >> 8) * weight;
	}
	for (int c = 0; c < N; c++) result[c] = (group.sum(result[c]) + (1 << 19)) >> 20;
}

__device__ int cut(int level) { return min(max(level, 0), 255); }

template <int N>
__device__ void pillow(const Plane<N>& plane, const Group& group, const Taps& across, const Taps& down,
		int (&result)[N]) {
	for (int c = 0; c < N; c++) result[c] = 0;
	for (int k = group.lane; k < down.second; k += group.lanes) {
		int along[N];
		for (int c = 0; c < N; c++) along[c] = 1 << 21;
		for (int i = 0; i < across.second; i++) {
			const int weight = across.integer(i);
			for (int c = 0; c < N; c++) along[c] += plane.load(c, across.first + i, down.first + k) * weight;
		}
		const int weight = down.integer(k);
		for (int c = 0; c < N; c++) result[c] += cut(along[c] >> 22) * weight;
	}
	for (int c = 0; c < N; c++) result[c] = cut((group.sum(result[c]) + (1 << 21)) >> 22);
}

template <int N>
__device__ void whole_antialias(const Plane<N>& plane, const Group& group, const Taps& across, const Taps& down,
		int (&result)[N]) {
	int rows = 0, columns = 0;
	for (int k = 0; k < down.second; k++) rows += down.integer(k);
	for (int i = 0; i < across.second; i++) columns += across.integer(i);
	const unsigned divisor = rows * columns;
	for (int c = 0; c < N; c++) result[c] = 0;
	for (int k = 0; k < down.second; k++) {
		for (int i = group.lane; i < across.second; i += group.lanes) {
			const int weight = down.integer(k) * across.integer(i);
			for (int c = 0; c < N; c++) result[c] += plane.load(c, across.first + i, down.first + k) * weight;
		}
	}
	for (int c = 0; c < N; c++) result[c] = (static_cast<unsigned>(group.sum(result[c])) + (divisor >> 1)) / divisor;
}

template <int N>
__device__ void whole_area(const Plane<N>& plane, const Group& group, const Taps& across, const Taps& down, float area,
		int (&result)[N]) {
	// Sums of a row fit into 32 bits, and those of a picture of one target pixel do not.
	unsigned long long sum[N] = {};
	for (int k = 0; k < down.second; k++) {
		unsigned along[N] = {};
		for (int i = group.lane; i < across.second; i += group.lanes)
			for (int c = 0; c < N; c++) along[c] += plane.load(c, across.first + i, down.first + k);
		for (int c = 0; c < N; c++) sum[c] += along[c];
	}
	for (int c = 0; c < N; c++) sum[c] = group.sum(sum[c]);
	const bool is_four = across.second == 2 && down.second == 2;
	for (int c = 0; c < N; c++) {
		const unsigned exact = static_cast<unsigned>(sum[c]);
		if (is_four)
			result[c] = (exact + 2) >> 2;
		else if (sum[c] < 1 << 24)
			result[c] = min(__float2int_rn(exact * area), 255);
		else
			result[c] = min(__float2int_rn(static_cast<float>(static_cast<double>(sum[c]) * area)), 255);
	}
}

template <int N>
__device__ void area(const Plane<N>& plane, const Group& group, const Taps& across, const Taps& down,
		int (&result)[N]) {
	float sum[N] = {};
	for (int first = 0; first < down.second; first += group.lanes) {
		const int own = first + group.lane;
		float along[N] = {};
		if (own < down.second)
			for (int i = 0; i < across.second; i++) {
				const float weight = across.real(i);
				for (int c = 0; c < N; c++) along[c] += plane.load(c, across.first + i, down.first + own) * weight;
			}
		// Sums are rounded: they take one row after the other.
		for (int k = 0; k < group.lanes && first + k < down.second; k++) {
			const float weight = down.real(first + k);
			for (int c = 0; c < N; c++) sum[c] += group.of(along[c], k) * weight;
		}
	}
	for (int c = 0; c < N; c++) result[c] = min(__float2int_rn(sum[c]), 255);
}

/** The axes of one plane, and its samples at places of the target. */
template <unsigned kinds, int N>
struct Resampler {
	Plane<N> plane;
	const int* across;
	const int* down;
	int across_record, down_record;
	unsigned kind;
	float area_of_one;

	__device__ Resampler(const int* plan, int number) {
		const int* words = plan + kAxes + 5 * number;
		across = plan + __ldg(words);
		across_record = __ldg(words + 1);
		down = plan + __ldg(words + 2);
		down_record = __ldg(words + 3);
		area_of_one = __int_as_float(__ldg(words + 4));
		kind = 1u << __ldg(plan + kKinds + number);
	}
	__device__ bool is(Kind one) const { return kinds == one || (kinds & one && kind == one); }
	__device__ Taps row(int y) const { return taps_at<kinds>(down, down_record, kind, y); }
	__device__ void at(int x, const Taps& rows, const Group& group, int (&result)[N]) const {
		const Taps columns = taps_at<kinds>(across, across_record, kind, x);
		if (is(kCopies))
			for (int c = 0; c < N; c++) result[c] = plane.load(c, columns.first, rows.first);
		else if (is(kBilinear))
			bilinear(plane, columns, rows, result);
		else if (is(kAntialias))
			antialias(plane, group, columns, rows, result);
		else if (is(kPillow))
			pillow(plane, group, columns, rows, result);
		else if (is(kWholeArea))
			whole_area(plane, group, columns, rows, area_of_one, result);
		else if (is(kArea))
			area(plane, group, columns, rows, result);
		else
			whole_antialias(plane, group, columns, rows, result);
	}
};

/** Levels of whole pixels, row by row, in the tensor's order of channels. */
template <unsigned kinds, int N>
struct Pixels {
	Resampler<kinds, N> resampler;
	Taps rows = {};

	__device__ explicit Pixels(const Picture& picture) : resampler(picture.plan, 0) {
		for (int c = 0; c < N; c++) {
			resampler.plane.at[c] = picture.planes[0] + __ldg(picture.plan + kChannel + c) * picture.channel_step;
			resampler.plane.row_step[c] = picture.row_steps[0];
		}
		resampler.plane.pixel_step = picture.pixel_step;
	}
	__device__ void begin_row(int y) { rows = resampler.row(y); }
	__device__ void at(int x, const Group& group, int (&levels)[N]) { resampler.at(x, rows, group, levels); }
};

/** The same of a frame: planes are resized first, then converted. */
template <unsigned kinds>
struct Frame {
	const int* plan;
	Resampler<kinds, 1> luma;
	Resampler<kinds, 2> chroma;
	Taps luma_rows = {}, chroma_rows = {};
	int known = -1;
	int colour[2];

	__device__ explicit Frame(const Picture& picture) : plan(picture.plan), luma(plan, 0), chroma(plan, 1) {
		luma.plane.at[0] = picture.planes[0];
		luma.plane.row_step[0] = picture.row_steps[0];
		luma.plane.pixel_step = 1;
		for (int c = 0; c < 2; c++) {
			chroma.plane.at[c] = picture.planes[1 + c];
			chroma.plane.row_step[c] = picture.row_steps[1 + c];
		}
		chroma.plane.pixel_step = picture.pixel_step;
	}
	__device__ void begin_row(int y) {
		luma_rows = luma.row(y);
		chroma_rows = chroma.row((y + __ldg(plan + kPhaseY)) >> 1);
		known = -1;
	}
	__device__ void at(int x, const Group& group, int (&levels)[3]) {
		const int place = (x + __ldg(plan + kPhaseX)) >> 1;
		if (place != known) chroma.at(place, chroma_rows, group, colour);
		known = place;
		int bright[1];
		luma.at(x, luma_rows, group, bright);
		const int* yuv = plan + kYuv;
		const int u = colour[0] - 128, v = colour[1] - 128;
		const int y = max(bright[0] - __ldg(yuv), 0) * __ldg(yuv + 1) + (1 << 19);
		const int red = cut((y + __ldg(yuv + 2) * v) >> 20);
		const int green = cut((y + __ldg(yuv + 3) * v + __ldg(yuv + 4) * u) >> 20);
		const int blue = cut((y + __ldg(yuv + 5) * u) >> 20);
		for (int c = 0; c < 3; c++) {
			const int channel = __ldg(plan + kChannel + c);
			levels[c] = channel == 0 ? red : channel == 1 ? green : blue;
		}
	}
};

struct alignas(16) Vector {
	unsigned words[4];
};
struct alignas(8) Pair {
	unsigned words[2];
};

/** Four elements, each in the lower end of a word, from element `at` on, which is a multiple of four. */
__device__ void store4(void* tensor, size_t at, int bits, const unsigned (&four)[4]) {
	if (bits == 32)
		*reinterpret_cast<Vector*>(static_cast<unsigned*>(tensor) + at) = {{four[0], four[1], four[2], four[3]}};
	else if (bits == 16)
		*reinterpret_cast<Pair*>(static_cast<unsigned short*>(tensor) + at) = {
		    {four[0] | four[1] << 16, four[2] | four[3] << 16}};
	else
		*reinterpret_cast<unsigned*>(static_cast<unsigned char*>(tensor) + at) =
		    four[0] | four[1] << 8 | four[2] << 16 | four[3] << 24;
}

__device__ void store(void* tensor, size_t at, int bits, unsigned element) {
	if (bits == 32)
		static_cast<unsigned*>(tensor)[at] = element;
	else if (bits == 16)
		static_cast<unsigned short*>(tensor)[at] = static_cast<unsigned short>(element);
	else
		static_cast<unsigned char*>(tensor)[at] = static_cast<unsigned char>(element);
}

/** Levels as elements, each in the lower end of a word. Pixels of `is_inside`; the others are `kAround`. */
template <int kCount, int N>
__device__ void elements_of(const int* plan, int bits, const bool (&is_inside)[kCount], unsigned (&elements)[kCount][N]) {
	const int numbers = __ldg(plan + kNumbers);
#pragma unroll
	for (int c = 0; c < N; c++) {
		const unsigned around = __ldg(plan + kAround + c);
		if (numbers == kByScale) {
			const float scale = __int_as_float(__ldg(plan + kScales + c)), shift = __int_as_float(__ldg(plan + kShifts + c));
#pragma unroll
			for (int i = 0; i < kCount; i++) {
				const float number = static_cast<float>(static_cast<int>(elements[i][c])) * scale + shift;
				const unsigned element = bits == 32 ? static_cast<unsigned>(__float_as_int(number)) : half_bits(number);
				elements[i][c] = is_inside[i] ? element : around;
			}
			continue;
		}
		const int* table = plan + __ldg(plan + kLevels) + 256 * c;
#pragma unroll
		for (int i = 0; i < kCount; i++) {
			const unsigned element = numbers == kByTable ? __ldg(table + elements[i][c]) : elements[i][c];
			elements[i][c] = is_inside[i] ? element : around;
		}
	}
}

/** `kCount` pixels of one picture, four, or one that a group of lanes shares. `Source` gives levels by place. */
template <int kCount, int N, typename Source>
__device__ void write_pixels(const Picture& picture) {
	const int* plan = picture.plan;
	const int width = __ldg(plan + kTensorWidth);
	const int pixels = width * __ldg(plan + kTensorHeight);
	const Group group(kCount > 1 ? 1 : __ldg(plan + kLanes));
	const int first = kCount * static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x) / group.lanes;
	if (first >= pixels) return;
	const int left = __ldg(plan + kLeft), top = __ldg(plan + kTop);
	const unsigned inner_width = __ldg(plan + kWidth), inner_height = __ldg(plan + kHeight);
	const int bits = __ldg(plan + kBits);
	unsigned elements[kCount][N] = {};
	bool is_inside[kCount];
	Source source(picture);
	int x = first % width - left, y = first / width - top;
	bool is_row = static_cast<unsigned>(y) < inner_height;
	if (is_row) source.begin_row(y);
#pragma unroll
	for (int i = 0; i < kCount; i++) {
		is_inside[i] = is_row && static_cast<unsigned>(x) < inner_width;
		if (is_inside[i]) {
			int levels[N];
			source.at(x, group, levels);
			for (int c = 0; c < N; c++) elements[i][c] = levels[c];
		}
		if (kCount > 1 && ++x == width - left) {
			x = -left;
			is_row = static_cast<unsigned>(++y) < inner_height;
			if (is_row) source.begin_row(y);
		}
	}
	if (group.lane > 0) return;
	elements_of(plan, bits, is_inside, elements);
	const bool is_planar = __ldg(plan + kIsPlanar) != 0;
	if (kCount == 4 && pixels % 4 == 0 && reinterpret_cast<size_t>(picture.tensor) % (bits / 2) == 0) {
#pragma unroll
		for (int g = 0; g < N; g++) {
			unsigned four[4];
#pragma unroll
			for (int i = 0; i < 4; i++)
				four[i] = is_planar ? elements[i % kCount][g] : elements[(4 * g + i) / N % kCount][(4 * g + i) % N];
			store4(picture.tensor, is_planar ? static_cast<size_t>(g) * pixels + first : static_cast<size_t>(first) * N + 4 * g,
			       bits, four);
		}
		return;
	}
#pragma unroll
	for (int i = 0; i < kCount; i++) {
		if (first + i >= pixels) return;
		for (int c = 0; c < N; c++) {
			const size_t at = is_planar ? static_cast<size_t>(c) * pixels + first + i : static_cast<size_t>(first + i) * N + c;
			store(picture.tensor, at, bits, elements[i][c]);
		}
	}
}

/** How many pixels a thread has, for filters of these kinds. */
__device__ constexpr int pixels_of(unsigned kinds) { return kinds & ~(kCopies | kBilinear) ? 1 : 4; }

}  // namespace

// A kernel of whole pixels: for one picture, where there is no `room`, else for those of a batch from `first` on, each at a y of
// the grid.
#define PIXELS(name, kinds, channels)                                                                                \
	extern "C" __global__ void __launch_bounds__(256, 3)                                                               \
	    picture_##name(const unsigned char* room, int first, void* tensor, const int* plan,                            \
	                   const unsigned char* pixels, int row_step, int pixel_step, int channel_step) {                  \
		const Picture one = {plan, tensor, {pixels}, {row_step}, pixel_step, channel_step};                            \
		const Picture picture = room == nullptr ? one : picture_of(room, tensor, first + blockIdx.y);                  \
		write_pixels<pixels_of(kinds), channels, Pixels<kinds, channels>>(picture);                                    \
	}                                                                                                                  \
	EMU_KERNEL(picture_##name)

// The same for frames of YUV.
#define FRAME(name, kinds)                                                                                           \
	extern "C" __global__ void __launch_bounds__(256, 3)                                                               \
	    frame_##name(const unsigned char* room, int first, void* tensor, const int* plan, const unsigned char* luma,   \
	                 int luma_step, const unsigned char* u, int u_step, const unsigned char* v, int v_step,            \
	                 int sample_step) {                                                                                \
		const Picture one = {plan, tensor, {luma, u, v}, {luma_step, u_step, v_step}, sample_step, 0};                 \
		const Picture picture = room == nullptr ? one : picture_of(room, tensor, first + blockIdx.y);                  \
		write_pixels<pixels_of(kinds), 3, Frame<kinds>>(picture);                                                      \
	}                                                                                                                  \
	EMU_KERNEL(frame_##name)

#ifndef CUDA_EMU
#define EMU_KERNEL(name)
#endif

// A plan compiles the one that it needs: it defines which before this text.
#ifndef KERNELS
#define OF_ALL_CHANNELS(name, kind) PIXELS(name##_1, kind, 1) PIXELS(name##_3, kind, 3) PIXELS(name##_4, kind, 4)
#define KERNELS                                                                                                      \
	OF_ALL_CHANNELS(copies, kCopies)                                                                                   \
	OF_ALL_CHANNELS(bilinear, kBilinear)                                                                               \
	OF_ALL_CHANNELS(antialias, kAntialias)                                                                             \
	OF_ALL_CHANNELS(pillow, kPillow)                                                                                   \
	OF_ALL_CHANNELS(whole_area, kWholeArea)                                                                            \
	OF_ALL_CHANNELS(area, kArea)                                                                                       \
	OF_ALL_CHANNELS(whole_antialias, kWholeAntialias)                                                                  \
	FRAME(bilinear, kCopies | kBilinear)                                                                               \
	FRAME(antialias, kAntialias | kWholeAntialias)                                                                     \
	FRAME(pillow, kPillow)                                                                                             \
	FRAME(area, kCopies | kBilinear | kWholeArea | kArea)
#endif
KERNELS
