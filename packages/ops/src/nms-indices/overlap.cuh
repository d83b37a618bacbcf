// Whether two boxes overlap too much: `overlap.ts`.
#ifndef POLYINFER_OPS_OVERLAP_CUH_
#define POLYINFER_OPS_OVERLAP_CUH_

struct alignas(16) Box {
  float left, top, right, bottom;
};

/* the way of std::max and std::min, which differ from others where a number is NaN */
template <class T>
__device__ __forceinline__ T larger(T a, T b) {
  return a < b ? b : a;
}
template <class T>
__device__ __forceinline__ T smaller(T a, T b) {
  return b < a ? b : a;
}

/** What two boxes share, in float32. */
__device__ __forceinline__ float shared_area(const Box& a, const Box& b) {
  const float width = smaller(a.right, b.right) - larger(a.left, b.left);
  const float height = smaller(a.bottom, b.bottom) - larger(a.top, b.top);
  return larger(width, 0.0f) * larger(height, 0.0f);
}

/** Overlap as torchvision computes it: float32 throughout, one division. */
struct TorchvisionOverlap {
  /** The smallest float32 that is too much; and a factor that tells most pairs that are not without a division. */
  float least, low;

  static __device__ __forceinline__ float area(const Box& box) {
    return (box.right - box.left) * (box.bottom - box.top);
  }
  __device__ __forceinline__ bool is_too_much(const Box& a, float area_a, const Box& b, float area_b) const {
    const float shared = shared_area(a, b), whole = (area_a + area_b) - shared;
    return !(shared < low * whole) && shared / whole >= least;
  }
};

/** Overlap as OpenCV's NMSBoxes computes it for Rect2d. */
struct OpencvOverlap {
  float least, low, slack;

  /** NaN leaves what float32 cannot hold to the exact test. */
  static __device__ __forceinline__ float area(const Box& box) {
    const float rounded = (box.right - box.left) * (box.bottom - box.top);
    return rounded < 1e37f ? rounded : __int_as_float(0x7fc00000);
  }
  __device__ __forceinline__ bool is_too_much(const Box& a, float area_a, const Box& b, float area_b) const {
    const float shared = shared_area(a, b), whole = (area_a + area_b) - shared;
    return !(shared + slack < low * whole) && !(overlap(a, b) < least);
  }

 private:
  static __device__ __forceinline__ float overlap(const Box& a, const Box& b) {
    const double ax = a.left, ay = a.top, aw = (double)a.right - ax, ah = (double)a.bottom - ay;
    const double bx = b.left, by = b.top, bw = (double)b.right - bx, bh = (double)b.bottom - by;
    const double areas = aw * ah + bw * bh;
    if (areas <= 2.220446049250313e-16) return 1;
    const double width = smaller(ax + aw, bx + bw) - larger(ax, bx);
    const double height = smaller(ay + ah, by + bh) - larger(ay, by);
    const double shared = width <= 0 || height <= 0 ? 0 : width * height;
    return 1.0f - (float)(1.0 - shared / (areas - shared));
  }
};

#endif
